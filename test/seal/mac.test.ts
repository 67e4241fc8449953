import { createSecretKey } from "node:crypto";
import { describe, expect, it } from "vitest";
import { mac, sameText } from "../../src/seal/mac.ts";

const key = createSecretKey(Buffer.alloc(32, 1));
const hex = (...parts: string[]): string => mac(key, ...parts).toString("hex");

describe("mac", () => {
  it("is 256 bits of the key and the parts", () => {
    expect(mac(key, "a")).toHaveLength(32);
    expect(hex("a", "b")).toBe(hex("a", "b"));
    expect(mac(createSecretKey(Buffer.alloc(32, 2)), "a").toString("hex")).not.toBe(hex("a"));
  });

  it("is another for every other list of parts, however they run together", () => {
    const lists = [
      [],
      [""],
      ["", ""],
      ["ab"],
      ["a", "b"],
      ["b", "a"],
      ["a", "b", ""],
      ["", "ab"],
      ['a","b'],
      ["a\0b"],
      ["a,b"],
      ['["a","b"]'],
      ["\ud800"],
      ["\ud801"],
      ["\ufffd"],
      ["\\ud800"],
    ];
    expect(new Set(lists.map((parts) => hex(...parts))).size).toBe(lists.length);
  });
});

describe("sameText", () => {
  it.each([
    ["", ""],
    ["a", "a"],
    ["岩場 🪸", "岩場 🪸"],
    ["\ud800", "\ud800"],
  ])("is true for a text and itself (%#)", (a, b) => {
    expect(sameText(a, b)).toBe(true);
  });

  it.each([
    ["", "a"],
    ["a", "A"],
    ["a", "aa"],
    ["a", "b"],
    ["é", "e\u0301"],
    ["\ud800", "\ud801"],
    ["\ud800", "\ufffd"],
  ])("is false for any other (%#)", (a, b) => {
    expect(sameText(a, b)).toBe(false);
    expect(sameText(b, a)).toBe(false);
  });
});

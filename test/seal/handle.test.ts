import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { type Random, systemRuntime } from "../../src/runtime.ts";
import { type Handle, newHandle, parseHandle } from "../../src/seal/handle.ts";

const { random } = systemRuntime;
const parse = (text: string, prefix = "rpcs_"): Handle | undefined => parseHandle(prefix, text, random);
const first = `rpcs_${"A".repeat(43)}`;

describe("a new handle", () => {
  it("is its kind and 256 random bits", () => {
    expect(newHandle("rpcs_", random).text).toMatch(/^rpcs_[\w-]{43}$/);
    expect(newHandle("rpcs_", random).text).not.toBe(newHandle("rpcs_", random).text);
    const sevens: Random = (length) => new Uint8Array(length).fill(7);
    expect(newHandle("rpcs_", sevens).text).toBe(`rpcs_${Buffer.alloc(32, 7).toString("base64url")}`);
  });

  it("is known to a storage by its hash only: SHA-256 of the whole text", () => {
    const { text, hash } = newHandle("rpcs_", random);
    expect(hash).toBe(createHash("sha256").update(text).digest("base64url"));
  });

  it("is the same handle when somebody comes back with it", () => {
    const made = newHandle("rpcs_", random);
    const brought = parse(made.text);
    expect(brought).toMatchObject({ text: made.text, hash: made.hash });
    expect(brought?.open(made.seal("what goes with it"))).toBe("what goes with it");
  });
});

describe("what is no handle", () => {
  it.each([
    ["nothing", ""],
    ["its kind only", "rpcs_"],
    ["of another kind", first.replace("rpcs_", "rpmk_")],
    ["one byte short", first.slice(0, -1)],
    ["one byte long", `${first}A`],
    ["padded", `${first}=`],
    ["with a line break behind it", `${first}\n`],
    ["with bits that stand for no byte", `${first.slice(0, -1)}B`],
  ])("is not taken for one: %s", (_, text) => {
    expect(parse(first)).toBeDefined();
    expect(parse(text)).toBeUndefined();
  });
});

describe("what a handle seals", () => {
  const handle = newHandle("rpcs_", random);

  it.each(["", "ada", "Grüße, 岩場 🪸", '{"a":"\\u0000"}'])("opens by it (%#)", (plaintext) => {
    const sealed = handle.seal(plaintext);
    expect(sealed).toMatch(/^[\w-]+$/);
    expect(handle.open(sealed)).toBe(plaintext);
  });

  it("still opens when the first version sealed it: an upgrade ends no sign-in that is under way", () => {
    const brought = parse(first);
    expect(brought?.hash).toBe("LYnp_okH2sCMfK7CLJWAnZPXfvKqsVF11RClYPauhjo");
    expect(brought?.open("BwcHBwcHBwcHBwcHd2o97DyWDt-PWKL1BztahLNHPw")).toBe("ada");
  });

  it("is never the same text twice, and shows nothing", () => {
    const sealed = handle.seal("ada@example.com");
    expect(handle.seal("ada@example.com")).not.toBe(sealed);
    expect(Buffer.from(sealed, "base64url").includes("ada")).toBe(false);
  });

  it("opens by no other handle: neither by one of its kind, nor by the same bits of another kind", () => {
    const sealed = parse(first)?.seal("ada");
    const others = [newHandle("rpcs_", random), parse(first.replace("rpcs_", "rpxx_"), "rpxx_")];
    for (const other of others) {
      expect(other).toBeDefined();
      expect(() => other?.open(sealed ?? "")).toThrow("does not open");
    }
  });

  it.each(["", "A", "not base64url!", "AAAA".repeat(20)])("does not open when it is something else (%j)", (sealed) => {
    expect(() => handle.open(sealed)).toThrow("does not open");
  });

  it("does not open when any character was changed or cut", () => {
    const sealed = handle.seal("ada");
    for (let at = 0; at < sealed.length; at += 1) {
      const other = sealed[at] === "A" ? "B" : "A";
      expect(() => handle.open(sealed.slice(0, at) + other + sealed.slice(at + 1))).toThrow("does not open");
      expect(() => handle.open(sealed.slice(0, at))).toThrow("does not open");
    }
  });
});

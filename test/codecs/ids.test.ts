import { describe, expect, it } from "vitest";
import { newClientId, newClientSecret, newConfirmationCode, newPlanId, newUserPoolId, newUuid } from "../../src/codecs/ids.ts";
import { type Random, systemRuntime } from "../../src/runtime.ts";
import { seeded } from "./random-texts.ts";

const version4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

const kinds: Readonly<Record<string, readonly [(random: Random) => string, RegExp]>> = {
  "the id of a user pool": [(random) => newUserPoolId(random, "eu-central-1"), /^eu-central-1_[A-Za-z0-9]{9}$/],
  "the id of a client": [newClientId, /^[a-z0-9]{26}$/],
  "the secret of a client": [newClientSecret, /^[a-z0-9]{51}$/],
  "a confirmation code": [newConfirmationCode, /^[0-9]{6}$/],
  "a UUID": [newUuid, version4],
  "the id of a plan": [newPlanId, /^[\w-]{16}$/],
};

describe.each(Object.entries(kinds))("%s", (_, [make, shape]) => {
  it("has its shape, however often it is made", () => {
    for (let n = 0; n < 200; n += 1) expect(make(systemRuntime.random)).toMatch(shape);
  });

  it("comes from the given random source only", () => {
    const source = (): Random => {
      const random = seeded(7);
      return (length) => Uint8Array.from({ length }, () => random() * 256);
    };
    expect(make(source())).toBe(make(source()));
    expect(make(systemRuntime.random)).not.toBe(make(source()));
  });

  it("uses every character of its alphabet", () => {
    const seen = new Set(Array.from({ length: 500 }, () => make(systemRuntime.random).replace(/^eu-central-1_/, "")).join(""));
    const alphabet = Array.from({ length: 128 }, (_, code) => String.fromCharCode(code)).filter((character) => {
      const text = make(systemRuntime.random);
      return shape.test(text.slice(0, -1) + character);
    });
    expect([...seen].filter((character) => character !== "-" || make === newPlanId).sort()).toEqual(alphabet);
  });
});

describe("a confirmation code", () => {
  it("may begin with 0: all million codes are drawn", () => {
    const codes = Array.from({ length: 2_000 }, () => newConfirmationCode(systemRuntime.random));
    expect(new Set(codes.map(([first]) => first)).size).toBe(10);
  });
});

describe("newUuid", () => {
  it("sets version and variant, and leaves the bytes it was given as they were (RFC 9562 section 5.4)", () => {
    const of = (bytes: Uint8Array): string => newUuid(() => bytes);
    expect(of(new Uint8Array(16))).toBe("00000000-0000-4000-8000-000000000000");
    expect(of(Uint8Array.from({ length: 16 }, (_, n) => n * 16 + n))).toBe("00112233-4455-4677-8899-aabbccddeeff");
    const ones = new Uint8Array(16).fill(255);
    expect(of(ones)).toBe("ffffffff-ffff-4fff-bfff-ffffffffffff");
    expect(ones).toEqual(new Uint8Array(16).fill(255));
  });
});

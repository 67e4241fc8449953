import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { systemRuntime } from "../../src/runtime.ts";
import type { Keyring, Place } from "../../src/seal/keyring.ts";
import { generateMasterKey } from "../../src/seal/master-key.ts";
import { createKeyring } from "../../src/seal/sealing.ts";

const place: Place = { poolId: "us-east-1_aaaaaaaaa", table: "credentials", key: ["us-east-1_aaaaaaaaa", "ada"], cell: "hash" };
const base64url = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

function ringOf(current: string = generateMasterKey(), ...previous: string[]): Keyring {
  return createKeyring({ current, previous }, systemRuntime.random);
}

/** What opening threw: its code and message. */
function refusal(ring: Keyring, at: Place, sealed: string): { readonly code?: string; readonly message?: string } {
  try {
    ring.open(at, sealed);
    return {};
  } catch (error) {
    return error as Error;
  }
}

describe("sealing", () => {
  it.each(["", "a", "Grüße, 岩場 🪸", '{"a":"\\u0000"}', "x".repeat(60_000)])("gives back what was sealed (%#)", (plaintext) => {
    const ring = ringOf();
    expect(ring.open(place, ring.seal(place, plaintext))).toBe(plaintext);
  });

  it("gives a text of version, key id, and nonce, ciphertext and tag", () => {
    const ring = ringOf();
    const [version, keyId, body = "", ...rest] = ring.seal(place, "secret").split(".");
    expect([version, keyId, rest]).toEqual(["rps1", ring.currentKeyId, []]);
    expect(Buffer.from(body, "base64url")).toHaveLength(12 + "secret".length + 16);
  });

  it("never gives the same text twice", () => {
    const ring = ringOf();
    const texts = Array.from({ length: 100 }, () => ring.seal(place, "secret"));
    expect(new Set(texts).size).toBe(100);
  });

  it("takes its nonce from the random source that was given", () => {
    const master = generateMasterKey();
    const ring = createKeyring({ current: master, previous: [] }, (length) => new Uint8Array(length).fill(7));
    expect(ring.seal(place, "a")).toBe(ring.seal(place, "a"));
  });

  it("still opens what the first version sealed", () => {
    const ring = ringOf(`rpmk_${"A".repeat(43)}`);
    expect(ring.currentKeyId).toBe("oKq9UyE25YwF");
    expect(ring.open(place, "rps1.oKq9UyE25YwF.gv8Lz-marktwFjF7_IzdS4Jf_wOdD_RDF9KXt5CaVBrUrY5XVgsEWW8nPJQ")).toBe(
      "Correct horse 7!",
    );
  });
});

describe("a sealed cell that was moved does not open", () => {
  const [poolId, name] = ["us-east-1_aaaaaaaaa", "ada"];
  it.each<[string, Partial<Place>]>([
    ["to another pool", { poolId: "us-east-1_bbbbbbbbb" }],
    ["to another table", { table: "clients" }],
    ["to the first part of another key", { key: ["us-east-1_bbbbbbbbb", name] }],
    ["to the second part of another key", { key: [poolId, "bob"] }],
    ["to a key that is divided differently", { key: [`${poolId}${name}`] }],
    ["to a key with a part more", { key: [poolId, name, ""] }],
    ["to a key whose separator is part of a name", { key: [`${poolId}","${name}`] }],
    ["to another cell", { cell: "verifier" }],
    ["between table and cell", { table: "credentialsh", cell: "ash" }],
  ])("%s", (_, change) => {
    const ring = ringOf();
    expect(refusal(ring, { ...place, ...change }, ring.seal(place, "secret"))).toMatchObject({ code: "SealBrokenException" });
  });
});

describe("a sealed text that was changed does not open", () => {
  const ring = ringOf();
  const sealed = ring.seal(place, "secret");

  it("at any position, to any other character of its alphabet, or to one that is outside", () => {
    const opened: string[] = [];
    for (let at = 0; at < sealed.length; at += 1) {
      for (const character of `${base64url}.=+/ \n\0é`) {
        const changed = sealed.slice(0, at) + character + sealed.slice(at + 1);
        if (changed !== sealed && refusal(ring, place, changed).code !== "SealBrokenException") opened.push(changed);
      }
    }
    expect(opened).toEqual([]);
  });

  it("by leaving out any character, or cutting it short anywhere", () => {
    for (let at = 0; at < sealed.length; at += 1) {
      expect(refusal(ring, place, sealed.slice(0, at) + sealed.slice(at + 1)).code).toBe("SealBrokenException");
      expect(refusal(ring, place, sealed.slice(0, at)).code).toBe("SealBrokenException");
    }
  });

  it.each(["=", "==", "A", "AAAA", "\n", " ", ".", ".A"])("by adding %j at either end", (addition) => {
    expect(refusal(ring, place, sealed + addition).code).toBe("SealBrokenException");
    expect(refusal(ring, place, addition + sealed).code).toBe("SealBrokenException");
  });

  it("by another version, or by leaving out nonce or tag", () => {
    const body = Buffer.from(sealed.split(".")[2] ?? "", "base64url");
    const withBody = (bytes: Buffer): string => `rps1.${ring.currentKeyId}.${bytes.toString("base64url")}`;
    expect(refusal(ring, place, withBody(body))).toEqual({});
    expect(refusal(ring, place, sealed.replace("rps1", "rps2")).code).toBe("SealBrokenException");
    expect(refusal(ring, place, withBody(body.subarray(12))).code).toBe("SealBrokenException");
    expect(refusal(ring, place, withBody(body.subarray(0, -16))).code).toBe("SealBrokenException");
    expect(refusal(ring, place, withBody(body.subarray(0, 27))).code).toBe("SealBrokenException");
    expect(refusal(ring, place, withBody(Buffer.alloc(0))).code).toBe("SealBrokenException");
  });

  it.each(["", "null", "secret", "rps2.oKq9UyE25YwF.AAAA", "rps1.oKq9UyE25YwF.AB", "rps1.oKq9UyE25YwF."])(
    "and what nobody sealed is called that, and not in want of a key: %j",
    (text) => {
      expect(refusal(ring, place, text).message).toContain("is not a sealed text");
      expect(refusal(ring, place, "rps1.oKq9UyE25YwF.AAAA").message).toContain("needs the master key oKq9UyE25YwF");
    },
  );

  it("and the error names the cell, but no part of the key: keys hold names of people", () => {
    const { message } = refusal(ring, place, sealed.replace("rps1", "rps2"));
    expect(message).toContain("credentials.hash");
    expect(message).not.toContain("ada");
  });
});

describe("a keyring", () => {
  it("does not open what another master key sealed, and says which key is needed and which are there", () => {
    const [ours, theirs] = [ringOf(), ringOf()];
    const error = refusal(ours, place, theirs.seal(place, "secret"));
    expect(error).toMatchObject({ code: "SealBrokenException" });
    expect(error.message).toContain(theirs.currentKeyId);
    expect(error.message).toContain(ours.currentKeyId);
  });

  it("does not open what another master key sealed when the text names a key of its own", () => {
    const [ours, theirs] = [ringOf(), ringOf()];
    const relabelled = theirs.seal(place, "secret").replace(theirs.currentKeyId, ours.currentKeyId);
    expect(refusal(ours, place, relabelled).code).toBe("SealBrokenException");
  });

  it("opens with a previous key and seals with the current one", () => {
    const [old, older, current] = [generateMasterKey(), generateMasterKey(), generateMasterKey()];
    const rotated = ringOf(current, old, older);
    expect(rotated.open(place, ringOf(old).seal(place, "old"))).toBe("old");
    expect(rotated.open(place, ringOf(older).seal(place, "older"))).toBe("older");
    expect(rotated.currentKeyId).toBe(ringOf(current).currentKeyId);
    expect(ringOf(current).open(place, rotated.seal(place, "new"))).toBe("new");
    expect(refusal(ringOf(old), place, rotated.seal(place, "new")).code).toBe("SealBrokenException");
  });

  it("says whether there are keys that only open", () => {
    expect(ringOf().hasPrevious).toBe(false);
    expect(ringOf(generateMasterKey(), generateMasterKey()).hasPrevious).toBe(true);
  });

  it("tells what its current key sealed from what an older one did, and from what nobody sealed", () => {
    const [old, current] = [generateMasterKey(), generateMasterKey()];
    const rotated = ringOf(current, old);
    const sealedBefore = ringOf(old).seal(place, "secret");
    expect(rotated.isSealedWithCurrent(rotated.seal(place, "secret"))).toBe(true);
    expect(rotated.isSealedWithCurrent(ringOf(current).seal(place, "secret"))).toBe(true);
    expect(rotated.isSealedWithCurrent(sealedBefore)).toBe(false);
    expect(rotated.isSealedWithCurrent(`${sealedBefore}rps1.${rotated.currentKeyId}.`)).toBe(false);
    expect(rotated.isSealedWithCurrent("")).toBe(false);
    expect(rotated.isSealedWithCurrent("null")).toBe(false);
  });

  it("names a key by an id that is the same in every process and tells nothing of the key", () => {
    const master = generateMasterKey();
    const { currentKeyId } = ringOf(master);
    expect(currentKeyId).toMatch(/^[A-Za-z0-9_-]{12}$/);
    expect(ringOf(master).currentKeyId).toBe(currentKeyId);
    expect(ringOf().currentKeyId).not.toBe(currentKeyId);
    expect(master).not.toContain(currentKeyId);
  });

  it("prints no key", () => {
    const [current, previous] = [generateMasterKey(), generateMasterKey()];
    const ring = ringOf(current, previous);
    const printed = [
      inspect(ring, { showHidden: true, depth: 10, getters: true }),
      JSON.stringify(ring),
      String(ring),
      `${ring.seal}`,
    ];
    for (const master of [current, previous]) {
      const bytes = Buffer.from(master.slice(5), "base64url");
      for (const form of [master.slice(5), bytes.toString("hex"), bytes.toString("base64"), bytes.join(", ")]) {
        expect(printed.join("\n")).not.toContain(form);
      }
    }
    expect(printed[1]).toBe(JSON.stringify({ currentKeyId: ring.currentKeyId, hasPrevious: true }));
  });
});

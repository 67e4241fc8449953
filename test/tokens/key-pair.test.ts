import { generateKeyPairSync } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { PrivateJwk, RsaPublicJwk } from "../../src/tokens/jwk.ts";
import { algorithmOf, isPair, privateKeyOf, publicKeyOf, publicMembers } from "../../src/tokens/key-pair.ts";
import { newKey } from "./world.ts";

/** A public key by its size: no private one is needed to judge it. */
function rsaOf(bits: number, exponent = "AQAB"): RsaPublicJwk {
  const n = Buffer.alloc(Math.ceil(bits / 8), 0xff);
  n[0] = 0xff >> ((8 - (bits % 8)) % 8);
  return { kty: "RSA", n: n.toString("base64url"), e: exponent };
}

describe("a key that signs", () => {
  it.each([
    ["RSA of 2047 bits", rsaOf(2047), undefined],
    ["RSA of 2048 bits (RFC 7518 section 3.3)", rsaOf(2048), "RS256"],
    ["RSA of 4096 bits", rsaOf(4096), "RS256"],
    ["RSA of 4097 bits", rsaOf(4097), undefined],
    ["RSA of the exponent 3", rsaOf(2048, "Aw"), undefined],
    ["RSA of the exponent 65535 (FIPS 186-5 section A.1.1)", rsaOf(2048, "__8"), undefined],
    ["RSA of a longer exponent", rsaOf(2048, "AQAB_w"), "RS256"],
  ])("%s", (_, jwk, alg) => {
    expect(algorithmOf(publicKeyOf(jwk))).toBe(alg);
  });

  it.each([
    ["P-256", "ES256"],
    ["P-384", undefined],
    ["secp256k1", undefined],
  ])("on %s", (namedCurve, alg) => {
    const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve });
    expect([algorithmOf(privateKey), algorithmOf(publicKey)]).toEqual([alg, alg]);
  });

  it("is no Ed25519, and no RSA-PSS, which signs by another algorithm", () => {
    expect(algorithmOf(generateKeyPairSync("ed25519").publicKey)).toBeUndefined();
    expect(algorithmOf(generateKeyPairSync("rsa-pss", { modulusLength: 2048 }).publicKey)).toBeUndefined();
  });
});

describe.each(["RS256", "ES256"] as const)("the halves of a key for %s", (alg) => {
  it("make a pair, or do not", async () => {
    const [one, other] = [await newKey(alg), await newKey(alg)];
    expect(isPair(privateKeyOf(one))).toBe(true);
    expect(isPair(privateKeyOf({ ...one, ...publicMembers(other) } as PrivateJwk))).toBe(false);
  });

  it("are told apart: nothing private is among the public members", async () => {
    const key = await newKey(alg);
    const members = publicMembers(key);
    expect(Object.keys(members).sort()).toEqual(alg === "RS256" ? ["e", "kty", "n"] : ["crv", "kty", "x", "y"]);
    expect(key).toMatchObject(members);
  });
});

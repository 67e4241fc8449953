import { createPrivateKey, type KeyObject } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import type { PrivateJwk, SigningAlgorithm } from "../../src/tokens/jwk.ts";
import { systemKeySource } from "../../src/tokens/key-source.ts";
import { newKey } from "./world.ts";

describe("the system's key source", () => {
  const keys = {} as Record<SigningAlgorithm, PrivateJwk>;
  let othersRan = false;
  beforeAll(async () => {
    setImmediate(() => {
      othersRan = true;
    });
    [keys.RS256, keys.ES256] = await Promise.all([newKey("RS256"), newKey("ES256")]);
  });
  const keyObject = (alg: SigningAlgorithm): KeyObject => createPrivateKey({ key: { ...keys[alg] }, format: "jwk" });

  it("gives RSA keys of 2048 bits with the usual exponent for RS256 (RFC 7518 section 3.3)", () => {
    expect(keyObject("RS256").asymmetricKeyDetails).toEqual({ modulusLength: 2048, publicExponent: 65_537n });
  });

  it("gives keys on P-256 for ES256 (RFC 7518 section 3.4)", () => {
    expect(keyObject("ES256").asymmetricKeyDetails).toEqual({ namedCurve: "prime256v1" });
  });

  it("gives the private members of RFC 7518 sections 6.2.2 and 6.3.2, and nothing else", () => {
    expect(Object.keys(keys.RS256).sort()).toEqual(["d", "dp", "dq", "e", "kty", "n", "p", "q", "qi"]);
    expect(Object.keys(keys.ES256).sort()).toEqual(["crv", "d", "kty", "x", "y"]);
  });

  it("lets others run while a key is made", () => {
    expect(othersRan).toBe(true);
  });

  it("is not for tests only", () => {
    expect(systemKeySource.forTestsOnly).toBe(false);
  });
});

import { createPrivateKey } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import type { RsaPrivateJwk } from "../../src/tokens/jwk.ts";
import { systemKeySource } from "../../src/tokens/key-source.ts";

describe("the system's key source", () => {
  let jwk: RsaPrivateJwk;
  let othersRan = false;
  beforeAll(async () => {
    setImmediate(() => {
      othersRan = true;
    });
    jwk = await systemKeySource.generate();
  });

  it("gives RSA keys of 2048 bits with the usual exponent (RFC 7518 section 3.3)", () => {
    const key = createPrivateKey({ key: { ...jwk }, format: "jwk" });
    expect(key.asymmetricKeyDetails).toEqual({ modulusLength: 2048, publicExponent: 65_537n });
  });

  it("gives the private members of RFC 7518 section 6.3.2, and nothing else", () => {
    expect(Object.keys(jwk).sort()).toEqual(["d", "dp", "dq", "e", "kty", "n", "p", "q", "qi"]);
  });

  it("lets others run while a key is made", () => {
    expect(othersRan).toBe(true);
  });

  it("is not for tests only", () => {
    expect(systemKeySource.forTestsOnly).toBe(false);
  });
});

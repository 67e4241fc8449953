import { calculateJwkThumbprint } from "jose";
import { describe, expect, it } from "vitest";
import { thumbprint } from "../../src/tokens/thumbprint.ts";
import { keysetOf, newKey } from "./world.ts";

describe("key ids", () => {
  it("are SHA-256 thumbprints (RFC 7638 section 3.1, its example, in base64)", () => {
    const n =
      "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W" +
      "-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08q" +
      "NLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw";
    expect(thumbprint({ kty: "RSA", n, e: "AQAB" })).toBe("NzbLsXh8uDCcd+6MNwXF4W/7noWXFZAfHkxZsRGC9Xs=");
  });

  it.each(["RS256", "ES256"] as const)("are those that jose computes from the published halves: %s", async (alg) => {
    const { keys } = (await keysetOf(await newKey(alg), await newKey(alg))).jwks();
    for (const jwk of keys) {
      expect(Buffer.from(jwk.kid, "base64").toString("base64url")).toBe(await calculateJwkThumbprint(jwk));
      expect(jwk.kid).toMatch(/^[A-Za-z0-9+/]{43}=$/);
    }
  });
});

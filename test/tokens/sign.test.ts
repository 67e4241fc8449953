import { CognitoJwtVerifier, JwtRsaVerifier, JwtVerifier } from "aws-jwt-verify";
import { createLocalJWKSet, decodeProtectedHeader, errors, jwtVerify } from "jose";
import { beforeAll, describe, expect, it } from "vitest";
import type { Keyset } from "../../src/tokens/keyset.ts";
import { signToken } from "../../src/tokens/sign.ts";
import { accessClaims, clientId, idClaims, issuer, keysetOf, newKeys, poolId } from "./world.ts";

// The verifiers of others read the machine's clock.
const now = Date.now();
let keyset: Keyset;
let access: string;
let id: string;
beforeAll(async () => {
  const [first, second] = await newKeys(2);
  if (first === undefined || second === undefined) throw new Error("two keys were made");
  keyset = await keysetOf(first, second);
  access = await signToken(keyset.signingKey("access"), accessClaims(now));
  id = await signToken(keyset.signingKey("id"), idClaims(now));
});

const segment = (token: string, position: number): string =>
  Buffer.from(token.split(".")[position] ?? "", "base64url").toString("utf8");

describe("a signed token (RFC 7515 section 7.1)", () => {
  it("has three segments in unpadded base64url", () => {
    for (const token of [access, id]) expect(token).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
  });

  it("has kid and alg in its header, in this order, and nothing else", () => {
    expect(segment(access, 0)).toBe(`{"kid":"${keyset.signingKey("access").kid}","alg":"RS256"}`);
    expect(segment(id, 0)).toBe(`{"kid":"${keyset.signingKey("id").kid}","alg":"RS256"}`);
  });

  it("is found by its header without parsing", () => {
    for (const token of [access, id]) {
      const { kid } = decodeProtectedHeader(token);
      expect(keyset.verificationKeyOfHeader(token.split(".")[0] ?? "")).toBe(keyset.verificationKey(kid ?? ""));
    }
  });

  it("says the claims as they were given, in their order and in UTF-8", () => {
    expect(segment(access, 1)).toBe(JSON.stringify(accessClaims(now)));
    expect(segment(id, 1)).toBe(JSON.stringify(idClaims(now)));
  });

  it("is signed by keys of its own use only", () => {
    // @ts-expect-error ID claims are not signed with the key for access tokens
    void (() => signToken(keyset.signingKey("access"), idClaims(now)));
    // @ts-expect-error nor the reverse
    void (() => signToken(keyset.signingKey("id"), accessClaims(now)));
  });
});

describe("a signed token, for jose", () => {
  it.each(["access", "id"] as const)("verifies: %s", async (use) => {
    const { payload, protectedHeader } = await jwtVerify(use === "id" ? id : access, createLocalJWKSet(keyset.jwks()), {
      issuer,
      algorithms: ["RS256"],
    });
    expect(payload).toEqual(use === "id" ? idClaims(now) : accessClaims(now));
    expect(protectedHeader).toEqual({ kid: keyset.signingKey(use).kid, alg: "RS256" });
  });

  it("does not verify with the other key of the pool", async () => {
    const others = keyset.jwks().keys.filter(({ kid }) => kid !== keyset.signingKey("access").kid);
    await expect(jwtVerify(access, createLocalJWKSet({ keys: others }))).rejects.toThrow(errors.JWKSNoMatchingKey);
  });
});

describe("a signed token, for aws-jwt-verify", () => {
  it("verifies with JwtRsaVerifier", async () => {
    const verifier = JwtRsaVerifier.create({ issuer, audience: clientId });
    verifier.cacheJwks(keyset.jwks());
    expect(await verifier.verify(id)).toEqual(idClaims(now));
    await expect(verifier.verify(access)).rejects.toThrow(/audience/i);
  });

  it("verifies with JwtVerifier, whose issuer may be any", async () => {
    const local = "http://localhost:9229/us-east-1_aaaaaaaaa";
    const verifier = JwtVerifier.create({ issuer: local, audience: null });
    verifier.cacheJwks(keyset.jwks());
    const token = await signToken(keyset.signingKey("access"), { ...accessClaims(now), iss: local });
    expect(await verifier.verify(token)).toMatchObject({ iss: local, username: "ada" });
    await expect(verifier.verify(access)).rejects.toThrow(/issuer/i);
  });

  it.each(["access", "id"] as const)("verifies with CognitoJwtVerifier, under an issuer of Cognito's: %s", async (tokenUse) => {
    const verifier = CognitoJwtVerifier.create({ userPoolId: poolId, tokenUse, clientId });
    verifier.cacheJwks(keyset.jwks());
    const iss = `https://cognito-idp.us-east-1.amazonaws.com/${poolId}`;
    const accessToken = await signToken(keyset.signingKey("access"), { ...accessClaims(now), iss });
    const idToken = await signToken(keyset.signingKey("id"), { ...idClaims(now), iss });
    const [right, wrong] = tokenUse === "id" ? [idToken, accessToken] : [accessToken, idToken];
    expect(await verifier.verify(right)).toMatchObject({ iss, token_use: tokenUse });
    await expect(verifier.verify(wrong)).rejects.toThrow(/token use/i);
  });
});

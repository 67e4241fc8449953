import { generateKeyPairSync, sign } from "node:crypto";
import { CognitoJwtVerifier, JwtRsaVerifier, JwtVerifier } from "aws-jwt-verify";
import { createLocalJWKSet, decodeProtectedHeader, errors, jwtVerify } from "jose";
import jsonwebtoken from "jsonwebtoken";
import { beforeAll, describe, expect, it } from "vitest";
import type { Keyset } from "../../src/tokens/keyset.ts";
import { signToken } from "../../src/tokens/sign.ts";
import { verifyToken } from "../../src/tokens/verify.ts";
import { accessClaims, clientId, idClaims, issuer, keysetOf, newKey, newKeys, poolId } from "./world.ts";

// The verifiers of others read the machine's clock.
const now = Date.now();
let keyset: Keyset;
let access: string;
let id: string;
beforeAll(async () => {
  const [first, second] = await newKeys(2);
  if (first === undefined || second === undefined) throw new Error("two keys were made");
  keyset = await keysetOf(first, second);
  access = await signToken(keyset.signingKey("access", now), accessClaims(now));
  id = await signToken(keyset.signingKey("id", now), idClaims(now));
});

const segment = (token: string, position: number): string =>
  Buffer.from(token.split(".")[position] ?? "", "base64url").toString("utf8");

describe("a signed token (RFC 7515 section 7.1)", () => {
  it("has three segments in unpadded base64url", () => {
    for (const token of [access, id]) expect(token).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
  });

  it("has kid and alg in its header, in this order, and nothing else", () => {
    expect(segment(access, 0)).toBe(`{"kid":"${keyset.signingKey("access", now).kid}","alg":"RS256"}`);
    expect(segment(id, 0)).toBe(`{"kid":"${keyset.signingKey("id", now).kid}","alg":"RS256"}`);
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
    void (() => signToken(keyset.signingKey("access", now), idClaims(now)));
    // @ts-expect-error nor the reverse
    void (() => signToken(keyset.signingKey("id", now), accessClaims(now)));
  });
});

describe("a signed token, for jose", () => {
  it.each(["access", "id"] as const)("verifies: %s", async (use) => {
    const { payload, protectedHeader } = await jwtVerify(use === "id" ? id : access, createLocalJWKSet(keyset.jwks()), {
      issuer,
      algorithms: ["RS256"],
    });
    expect(payload).toEqual(use === "id" ? idClaims(now) : accessClaims(now));
    expect(protectedHeader).toEqual({ kid: keyset.signingKey(use, now).kid, alg: "RS256" });
  });

  it("does not verify with the other key of the pool", async () => {
    const others = keyset.jwks().keys.filter(({ kid }) => kid !== keyset.signingKey("access", now).kid);
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
    const token = await signToken(keyset.signingKey("access", now), { ...accessClaims(now), iss: local });
    expect(await verifier.verify(token)).toMatchObject({ iss: local, username: "ada" });
    await expect(verifier.verify(access)).rejects.toThrow(/issuer/i);
  });

  it.each(["access", "id"] as const)("verifies with CognitoJwtVerifier, under an issuer of Cognito's: %s", async (tokenUse) => {
    const verifier = CognitoJwtVerifier.create({ userPoolId: poolId, tokenUse, clientId });
    verifier.cacheJwks(keyset.jwks());
    const iss = `https://cognito-idp.us-east-1.amazonaws.com/${poolId}`;
    const accessToken = await signToken(keyset.signingKey("access", now), { ...accessClaims(now), iss });
    const idToken = await signToken(keyset.signingKey("id", now), { ...idClaims(now), iss });
    const [right, wrong] = tokenUse === "id" ? [idToken, accessToken] : [accessToken, idToken];
    expect(await verifier.verify(right)).toMatchObject({ iss, token_use: tokenUse });
    await expect(verifier.verify(wrong)).rejects.toThrow(/token use/i);
  });
});

describe("a token that is signed by ES256 (RFC 7518 section 3.4)", () => {
  let ec: Keyset;
  let token: string;
  beforeAll(async () => {
    ec = await keysetOf(await newKey("ES256"), await newKey("ES256"));
    token = await signToken(ec.signingKey("access", now), accessClaims(now));
  });

  it("says so in its header, and has a signature of 64 bytes", () => {
    expect(segment(token, 0)).toBe(`{"kid":"${ec.signingKey("access", now).kid}","alg":"ES256"}`);
    expect(Buffer.from(token.split(".")[2] ?? "", "base64url")).toHaveLength(64);
  });

  it("verifies here", () => {
    expect(verifyToken(ec, token, { issuer, tokenUse: "access", clientId, now })).toEqual(accessClaims(now));
  });

  it("is refused here with a signature of another length, or in DER", () => {
    const [header = "", payload = "", signature = ""] = token.split(".");
    const der = sign(
      "sha256",
      Buffer.from(`${header}.${payload}`),
      generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey,
    );
    for (const wrong of ["", "AAAA", signature.slice(0, 84), `${signature}AAAA`, der.toString("base64url")]) {
      const verifying = () => verifyToken(ec, `${header}.${payload}.${wrong}`, { issuer, tokenUse: "access", clientId, now });
      expect(verifying).toThrow("Could not verify signature for Access Token");
    }
  });

  it("verifies with jose", async () => {
    const { payload } = await jwtVerify(token, createLocalJWKSet(ec.jwks()), { issuer, algorithms: ["ES256"] });
    expect(payload).toEqual(accessClaims(now));
  });

  it("verifies with aws-jwt-verify", async () => {
    const verifier = JwtVerifier.create({ issuer, audience: null });
    verifier.cacheJwks(ec.jwks());
    expect(await verifier.verify(token)).toEqual(accessClaims(now));
  });

  it("verifies with jsonwebtoken", () => {
    const { kid } = ec.signingKey("access", now);
    const key = ec.verificationKey(kid)?.publicKey.export({ type: "spki", format: "pem" }) ?? "";
    expect(jsonwebtoken.verify(token, key, { algorithms: ["ES256"], issuer })).toEqual(accessClaims(now));
  });
});

describe("a signed token, for jsonwebtoken", () => {
  it("verifies: RS256", () => {
    const key = keyset.verificationKey(keyset.signingKey("id", now).kid)?.publicKey.export({ type: "spki", format: "pem" }) ?? "";
    expect(jsonwebtoken.verify(id, key, { algorithms: ["RS256"], issuer, audience: clientId })).toEqual(idClaims(now));
  });
});

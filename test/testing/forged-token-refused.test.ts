import { CognitoJwtVerifier } from "aws-jwt-verify";
import { createLocalJWKSet, jwtVerify } from "jose";
import { bearerGuard } from "rockpool/guard";
import { type Forgery, forgeries } from "rockpool/testing";
import { beforeAll, describe, expect, it } from "vitest";
import { cognitoPool } from "./cognito-pool.ts";

let world: Awaited<ReturnType<typeof cognitoPool>>;
beforeAll(async () => {
  world = await cognitoPool();
});

describe("a forged token is refused", () => {
  const words: Readonly<Record<Forgery, string>> = {
    expired: "Access Token has expired",
    otherPool: "Invalid Access Token",
    wrongUse: "Invalid Access Token",
    wrongKey: "Could not verify signature for Access Token",
    tampered: "Could not verify signature for Access Token",
    unsigned: "Invalid Access Token",
  };

  it.each(Object.entries(words) as [Forgery, string][])("by the pool: %s, %s", async (forgery, message) => {
    const { pool, clientId, forgedToken } = world;
    const token = await forgedToken(forgery);
    const refused = pool.verify(token, { tokenUse: "access", clientId });
    await expect(refused).rejects.toMatchObject({ code: "NotAuthorizedException", message });
    const idToken = await forgedToken(forgery, { tokenUse: "id" });
    const ofIdTokens = { code: "NotAuthorizedException", message: message.replace("Access Token", "ID Token") };
    await expect(pool.verify(idToken, { tokenUse: "id", clientId })).rejects.toMatchObject(ofIdTokens);
  });

  it("by the pool of a wrong use, unless its use is not asked for", async () => {
    const { pool, clientId, forgedToken } = world;
    const verified = pool.verify(await forgedToken("wrongUse"), { tokenUse: null, clientId });
    await expect(verified).resolves.toMatchObject({ token_use: "id" });
  });

  it.each(forgeries)("by a guard: %s", async (forgery) => {
    const { pool, issuer, clientId, clock, forgedToken } = world;
    const skipped = { audience: null, scopes: null, groups: null, check: null, isRevoked: null };
    const guard = bearerGuard({ ...skipped, keys: pool, issuer, tokenUse: "access", clientId, clock });
    await expect(guard.verify(`Bearer ${await forgedToken(forgery)}`)).rejects.toMatchObject({ code: "invalid_token" });
  });

  it.each<[Forgery, RegExp]>([
    ["expired", /expired/],
    ["otherPool", /issuer not configured/],
    ["wrongUse", /Token use not allowed/],
    ["wrongKey", /Invalid signature/],
    ["tampered", /Invalid signature/],
    ["unsigned", /does not consist of exactly 3 parts/],
  ])("by aws-jwt-verify: %s, %s", async (forgery, reason) => {
    const { pool, clientId, jwks, forgedToken } = world;
    const verifier = CognitoJwtVerifier.create({ userPoolId: pool.userPoolId, tokenUse: "access", clientId });
    verifier.cacheJwks(jwks);
    await expect(verifier.verify(await forgedToken(forgery))).rejects.toThrow(reason);
  });

  it.each<[Forgery, string]>([
    ["expired", "ERR_JWT_EXPIRED"],
    ["otherPool", "ERR_JWT_CLAIM_VALIDATION_FAILED"],
    ["wrongKey", "ERR_JWS_SIGNATURE_VERIFICATION_FAILED"],
    ["tampered", "ERR_JWS_SIGNATURE_VERIFICATION_FAILED"],
    ["unsigned", "ERR_JOSE_ALG_NOT_ALLOWED"],
  ])("by jose: %s, %s", async (forgery, code) => {
    const { issuer, jwks, forgedToken } = world;
    const verified = jwtVerify(await forgedToken(forgery), createLocalJWKSet(jwks), { issuer, algorithms: ["RS256"] });
    await expect(verified).rejects.toMatchObject({ code });
  });

  it("by jose not for a wrong use: that claim is Cognito's, and to be asked for besides", async () => {
    const { issuer, jwks, forgedToken } = world;
    const verified = jwtVerify(await forgedToken("wrongUse"), createLocalJWKSet(jwks), { issuer, algorithms: ["RS256"] });
    await expect(verified).resolves.toMatchObject({ payload: { token_use: "id" } });
  });
});

import { createPublicKey } from "node:crypto";
import { CognitoJwtVerifier, JwtVerifier } from "aws-jwt-verify";
import { createLocalJWKSet, jwtVerify } from "jose";
import jsonwebtoken from "jsonwebtoken";
import { bearerGuard } from "rockpool/guard";
import { testPool } from "rockpool/testing";
import { beforeAll, describe, expect, it } from "vitest";

/** A pool that says it is Cognito's, on the machine's clock: the verifiers of others read no other. */
async function cognitoPool() {
  const { rockpool, pool: made, client, signedIn } = await testPool({ rockpool: { clock: Date.now } });
  const issuer = `https://cognito-idp.us-east-1.amazonaws.com/${made.userPoolId}`;
  const pool = await rockpool.ensureUserPool({ poolName: "test", issuer });
  const { tokens, sub } = await signedIn();
  return { pool, clientId: client.clientId, issuer, sub, tokens, jwks: await pool.jwks() };
}

let world: Awaited<ReturnType<typeof cognitoPool>>;
beforeAll(async () => {
  world = await cognitoPool();
});

const uses = ["access", "id"] as const;
const tokenOf = (use: "access" | "id"): string => (use === "id" ? world.tokens.idToken : world.tokens.accessToken);

describe("the tokens of a pool whose issuer is in Cognito's form", () => {
  it.each(uses)("verify with jsonwebtoken: %s", (use) => {
    const { issuer, jwks, sub, clientId } = world;
    const token = tokenOf(use);
    const { kid } = jsonwebtoken.decode(token, { complete: true })?.header ?? {};
    const jwk = jwks.keys.find((one) => one.kid === kid);
    if (jwk === undefined) throw new Error("the key is published");
    const publicKey = createPublicKey({ key: jwk, format: "jwk" });
    const options = { issuer, algorithms: ["RS256" as const], ...(use === "id" && { audience: clientId }) };
    expect(jsonwebtoken.verify(token, publicKey, options)).toMatchObject({ sub, token_use: use });
    expect(() => jsonwebtoken.verify(`${token.slice(0, -4)}AAAA`, publicKey, options)).toThrow("invalid signature");
    expect(() => jsonwebtoken.verify(token, publicKey, { ...options, issuer: "https://other.test" })).toThrow(
      "jwt issuer invalid",
    );
  });

  it.each(uses)("verify with jose: %s", async (use) => {
    const { issuer, jwks, sub } = world;
    const { payload } = await jwtVerify(tokenOf(use), createLocalJWKSet(jwks), { issuer, algorithms: ["RS256"] });
    expect(payload).toMatchObject({ sub, token_use: use });
  });

  it.each(uses)("verify with CognitoJwtVerifier of aws-jwt-verify: %s", async (use) => {
    const { pool, clientId, jwks, sub } = world;
    const verifier = CognitoJwtVerifier.create({ userPoolId: pool.userPoolId, tokenUse: use, clientId });
    verifier.cacheJwks(jwks);
    expect(await verifier.verify(tokenOf(use))).toMatchObject({ sub, token_use: use });
    await expect(verifier.verify(tokenOf(use === "id" ? "access" : "id"))).rejects.toThrow(/token use/i);
  });

  it.each(uses)("verify with JwtVerifier of aws-jwt-verify: %s", async (use) => {
    const { issuer, jwks, sub } = world;
    const verifier = JwtVerifier.create({ issuer, audience: null });
    verifier.cacheJwks(jwks);
    expect(await verifier.verify(tokenOf(use))).toMatchObject({ sub, token_use: use });
  });

  it.each(uses)("verify with a guard: %s", async (use) => {
    const { pool, issuer, clientId, sub } = world;
    const skipped = { audience: null, scopes: null, groups: null, check: null, isRevoked: null };
    const guard = bearerGuard({ ...skipped, keys: pool, issuer, tokenUse: use, clientId });
    expect(await guard.verify(`Bearer ${tokenOf(use)}`)).toMatchObject({ sub, token_use: use });
  });
});

import { CognitoJwtVerifier } from "aws-jwt-verify";
import { createLocalJWKSet, jwtVerify } from "jose";
import { type AppClient, type Rockpool, tokensOrThrow, type UserPool, type VerifyOptions } from "rockpool";
import { type TestPool, type TestSignIn, testPool } from "rockpool/testing";
import { beforeEach, describe, expect, it } from "vitest";

const refusal = (message: string): object => ({ code: "NotAuthorizedException", message });

let world: TestPool;
let signedIn: TestSignIn;
let clientId: string;
beforeEach(async () => {
  world = await testPool();
  signedIn = await world.signedIn({ username: "ada" });
  clientId = world.client.clientId;
});

/** Another pool of the same Rockpool, where ada signed in too. */
async function elsewhere(
  rockpool: Rockpool,
): Promise<{ readonly pool: UserPool; readonly client: AppClient; readonly accessToken: string }> {
  const pool = await rockpool.ensureUserPool({ poolName: "other" });
  const client = await pool.clients.ensure({ clientName: "test" });
  const { username, password } = signedIn;
  await client.signUp({ username, password });
  await pool.users.confirm(username);
  const tokens = tokensOrThrow(await client.signIn({ username, password }));
  return { pool, client, accessToken: tokens.accessToken };
}

describe("verify", () => {
  it("gives the claims of a token of the pool, for the client and use that are named", async () => {
    const { accessToken, idToken } = signedIn.tokens;
    const access = await world.pool.verify(accessToken, { tokenUse: "access", clientId });
    expect(access).toMatchObject({ token_use: "access", username: "ada", sub: signedIn.sub, client_id: clientId });
    const id = await world.pool.verify(idToken, { tokenUse: "id", clientId: ["another", clientId] });
    expect(id).toMatchObject({ token_use: "id", "cognito:username": "ada", email_verified: true, aud: clientId });
  });

  it("skips what is null, and nothing else", async () => {
    const { accessToken, idToken } = signedIn.tokens;
    for (const token of [accessToken, idToken]) {
      await expect(world.pool.verify(token, { tokenUse: null, clientId: null })).resolves.toMatchObject({ sub: signedIn.sub });
      await expect(world.pool.verify(token, { tokenUse: null, clientId })).resolves.toBeDefined();
      await expect(world.pool.verify(token, { tokenUse: null, clientId: "another" })).rejects.toMatchObject(
        refusal("Invalid Token"),
      );
    }
    const other = await elsewhere(world.rockpool);
    const foreign = world.pool.verify(other.accessToken, { tokenUse: null, clientId: null });
    await expect(foreign).rejects.toMatchObject({ code: "NotAuthorizedException" });
  });

  // attack 48: a token of one use as one of the other
  it("refuses a token of another use", async () => {
    const { accessToken, idToken } = signedIn.tokens;
    const asId = world.pool.verify(accessToken, { tokenUse: "id", clientId: null });
    await expect(asId).rejects.toMatchObject(refusal("Invalid ID Token"));
    const asAccess = world.pool.verify(idToken, { tokenUse: "access", clientId: null });
    await expect(asAccess).rejects.toMatchObject(refusal("Invalid Access Token"));
  });

  // attack 48: a token that was issued to another client
  it.each([["another"], [["another", "third"]], [[]], [""]])("refuses a token for the client %j", async (expected) => {
    const { accessToken } = signedIn.tokens;
    const refused = world.pool.verify(accessToken, { tokenUse: "access", clientId: expected });
    await expect(refused).rejects.toMatchObject(refusal("Invalid Access Token"));
  });

  // attack 78: pool A's token in pool B
  it("refuses a token of another pool", async () => {
    const other = await elsewhere(world.rockpool);
    const here = world.pool.verify(other.accessToken, { tokenUse: "access", clientId: null });
    await expect(here).rejects.toMatchObject({ code: "NotAuthorizedException" });
    const there = other.pool.verify(signedIn.tokens.accessToken, { tokenUse: "access", clientId: null });
    await expect(there).rejects.toMatchObject({ code: "NotAuthorizedException" });
  });

  // attack 78: the same keys under two issuers, as a copy of the keys would be
  it("refuses a token that the pool's own keys signed for another issuer", async () => {
    await world.rockpool.ensureUserPool({ poolName: "test", issuer: "https://id.example.com" });
    const refused = world.pool.verify(signedIn.tokens.accessToken, { tokenUse: "access", clientId: null });
    await expect(refused).rejects.toMatchObject(refusal("Invalid Access Token"));
  });

  it("refuses a token from the instant it expires", async () => {
    const { accessToken } = signedIn.tokens;
    world.clock.advance({ hours: 1, milliseconds: -1 });
    await expect(world.pool.verify(accessToken, { tokenUse: "access", clientId })).resolves.toBeDefined();
    world.clock.advance({ milliseconds: 1 });
    const refused = world.pool.verify(accessToken, { tokenUse: "access", clientId });
    await expect(refused).rejects.toMatchObject(refusal("Access Token has expired"));
  });

  it.each([
    ["a refresh token", (): unknown => signedIn.tokens.refreshToken],
    ["nothing", (): unknown => undefined],
    ["no text", (): unknown => ({})],
    ["an empty text", (): unknown => ""],
    ["two tokens", (): unknown => `${signedIn.tokens.accessToken}, ${signedIn.tokens.accessToken}`],
    ["a token with a space before it", (): unknown => ` ${signedIn.tokens.accessToken}`],
    ["a token that was cut", (): unknown => signedIn.tokens.accessToken.slice(0, -1)],
    ["a token with padding", (): unknown => `${signedIn.tokens.accessToken}=`],
  ])("refuses %s", async (_, token) => {
    const refused = world.pool.verify(token() as string, { tokenUse: "access", clientId: null });
    await expect(refused).rejects.toMatchObject({ code: "NotAuthorizedException" });
  });

  // attack 48: a check that was forgotten is not a check that was skipped
  it.each([
    ["no options", undefined, "tokenUse"],
    ["null", null, "tokenUse"],
    ["no use", { clientId: null }, "tokenUse"],
    ["an undefined use", { tokenUse: undefined, clientId: null }, "tokenUse"],
    ["an unknown use", { tokenUse: "refresh", clientId: null }, "tokenUse"],
    ["no client", { tokenUse: "access" }, "clientId"],
    ["an undefined client", { tokenUse: "access", clientId: undefined }, "clientId"],
    ["an undefined client in a list", { tokenUse: "access", clientId: [undefined] }, "clientId"],
    ["a client that is no text", { tokenUse: "access", clientId: {} }, "clientId"],
  ])("does not begin with %s", async (_, options, path) => {
    const refused = world.pool.verify(signedIn.tokens.accessToken, options as VerifyOptions<null>);
    await expect(refused).rejects.toMatchObject({ code: "InvalidParameterException", details: { path } });
  });

  it("takes nothing from its options but the two members: neither the issuer nor the time", async () => {
    const forged = { tokenUse: "access", clientId: null, issuer: "https://id.example.com", now: 0 } as const;
    const { accessToken } = signedIn.tokens;
    await expect(world.pool.verify(accessToken, forged)).resolves.toMatchObject({ username: "ada" });
    await world.rockpool.ensureUserPool({ poolName: "test", issuer: "https://elsewhere.example.com" });
    const iss = `https://auth.test/${world.pool.userPoolId}`;
    const refused = world.pool.verify(accessToken, { ...forged, issuer: iss } as VerifyOptions<"access">);
    await expect(refused).rejects.toMatchObject({ code: "NotAuthorizedException" });
    world.clock.advance({ hours: 1 });
    await expect(world.pool.verify(accessToken, forged)).rejects.toMatchObject({ code: "NotAuthorizedException" });
  });
});

describe("jwks", () => {
  it("is two public keys, and nothing of the private ones", async () => {
    const { keys } = await world.pool.jwks();
    expect(keys).toHaveLength(2);
    for (const key of keys) {
      expect(Object.keys(key).sort()).toEqual(["alg", "e", "kid", "kty", "n", "use"]);
      expect(key).toMatchObject({ alg: "RS256", kty: "RSA", use: "sig" });
    }
  });

  it("is what jose verifies the tokens with", async () => {
    const keys = createLocalJWKSet(await world.pool.jwks());
    const issuer = `https://auth.test/${world.pool.userPoolId}`;
    const options = { issuer, algorithms: ["RS256"], currentDate: new Date(world.clock()) };
    const id = await jwtVerify(signedIn.tokens.idToken, keys, { ...options, audience: clientId });
    expect(id.payload).toMatchObject({ sub: signedIn.sub });
    const access = await jwtVerify(signedIn.tokens.accessToken, keys, options);
    expect(access.payload).toMatchObject({ client_id: clientId });
  });

  it("is what aws-jwt-verify takes for a Cognito pool's", async () => {
    const cognito = await testPool({ rockpool: { baseUrl: "https://cognito-idp.us-east-1.amazonaws.com", clock: Date.now } });
    const { tokens, sub } = await cognito.signedIn();
    const { userPoolId } = cognito.pool;
    for (const tokenUse of ["id", "access"] as const) {
      const verifier = CognitoJwtVerifier.create({ userPoolId, clientId: cognito.client.clientId, tokenUse });
      verifier.cacheJwks(await cognito.pool.jwks());
      const token = tokenUse === "id" ? tokens.idToken : tokens.accessToken;
      expect(verifier.verifySync(token)).toMatchObject({ sub, token_use: tokenUse });
    }
  });
});

import { type AccessTokenClaims, type IdTokenClaims, type PreTokenGenerationV2Event, tokensOrThrow } from "rockpool";
import { memory } from "rockpool/storage/memory";
import { countingStorage, type TestPool, testPool } from "rockpool/testing";
import { describe, expect, it } from "vitest";
import { rotating } from "./world.ts";

const password = "Correct horse 7!";

interface Pair {
  readonly accessToken: string;
  readonly idToken: string;
}

/** What `isRevoked` says of the tokens: both must be told the same. */
async function isRevoked({ pool }: TestPool, { accessToken, idToken }: Pair): Promise<boolean> {
  const options = { clientId: null };
  const access = await pool.isRevoked(await pool.verify(accessToken, { tokenUse: "access", ...options }));
  const id = await pool.isRevoked(await pool.verify(idToken, { tokenUse: "id", ...options }));
  expect(id).toBe(access);
  return access;
}

describe("pool.isRevoked", () => {
  it("is false for the tokens of a session that goes on, of the sign-in and of a refresh", async () => {
    const world = await testPool();
    const { tokens } = await world.signedIn();
    expect(await isRevoked(world, tokens)).toBe(false);
    expect(await isRevoked(world, await world.client.refresh({ refreshToken: tokens.refreshToken }))).toBe(false);
  });

  it("is one read, and writes nothing", async () => {
    const storage = countingStorage(memory());
    const { pool, signedIn } = await testPool({ storage });
    const { tokens } = await signedIn();
    const claims = await pool.verify(tokens.accessToken, { tokenUse: "access", clientId: null });
    expect(await storage.count(() => pool.isRevoked(claims))).toEqual({ get: 1, query: 0, commit: 0, sweep: 0 });
  });

  // attack 73
  it.each<readonly [string, (world: TestPool, refreshToken: string) => Promise<unknown>]>([
    ["client.revoke", ({ client }, token) => client.revoke({ token })],
    ["users.signOutEverywhere", ({ pool }) => pool.users.signOutEverywhere("ada")],
    ["users.disable", ({ pool }) => pool.users.disable("ada")],
    ["users.delete", ({ pool }) => pool.users.delete("ada")],
    ["users.setPassword", ({ pool }) => pool.users.setPassword({ username: "ada", password, permanent: true })],
    ["clients.delete", ({ pool, client }) => pool.clients.delete(client.clientId)],
    ["restoreDone: what was revoked since the backup is not known", ({ rockpool }) => rockpool.restoreDone()],
  ])("is true after %s", async (_, end) => {
    const world = await testPool();
    const { tokens } = await world.signedIn({ username: "ada" });
    await end(world, tokens.refreshToken);
    expect(await isRevoked(world, tokens)).toBe(true);
  });

  it("is true after the reuse of a refresh token", async () => {
    const world = await testPool({ client: rotating() });
    const { tokens } = await world.signedIn();
    const { refreshToken } = tokens;
    const second = await world.client.refresh({ refreshToken });
    await expect(world.client.refresh({ refreshToken })).rejects.toMatchObject({ code: "RefreshTokenReuseException" });
    for (const pair of [tokens, second]) expect(await isRevoked(world, pair)).toBe(true);
  });

  it("is false for who signed in behind a sign-out, or behind restoreDone", async () => {
    const world = await testPool();
    await world.signedIn({ username: "ada" });
    for (const end of [() => world.pool.users.signOutEverywhere("ada"), () => world.rockpool.restoreDone()]) {
      await end();
      expect(await isRevoked(world, tokensOrThrow(await world.client.signIn({ username: "ada", password })))).toBe(false);
    }
  });

  it("asks of the session as long as a token of its last refresh lives, and says true of one that was swept since", async () => {
    const day = 86_400;
    const lives = { refreshTokenValiditySeconds: day, accessTokenValiditySeconds: day, idTokenValiditySeconds: day };
    const world = await testPool({ client: lives });
    const { refreshToken } = (await world.signedIn()).tokens;
    world.clock.advance({ days: 1, milliseconds: -1000 });
    const last = await world.client.refresh({ refreshToken });
    const claims = await world.pool.verify(last.accessToken, { tokenUse: "access", clientId: null });
    world.clock.advance({ days: 1, milliseconds: -1000 });
    await world.rockpool.maintain();
    expect(await isRevoked(world, last)).toBe(false);

    // An hour later than its end, which is for clocks that differ.
    world.clock.advance({ hours: 1, seconds: 3 });
    expect((await world.rockpool.maintain()).swept).toBeGreaterThan(0);
    expect(await world.pool.isRevoked(claims)).toBe(true);
  });

  it("asks of the client that an ID token is for, whatever a trigger calls client_id in it", async () => {
    for (const client_id of ["of another system", 7]) {
      const handler = (event: PreTokenGenerationV2Event): PreTokenGenerationV2Event => {
        const idTokenGeneration = { claimsToAddOrOverride: { client_id } };
        event.response.claimsAndScopeOverrideDetails = { idTokenGeneration };
        return event;
      };
      const world = await testPool({ triggers: { preTokenGeneration: { version: "V2_0", handler } } });
      const { tokens } = await world.signedIn({ username: "ada" });
      expect(await isRevoked(world, tokens)).toBe(false);
      await world.pool.users.signOutEverywhere("ada");
      expect(await isRevoked(world, tokens)).toBe(true);
    }
  });

  // attack 78: of another pool nothing is known here
  it("is true for claims of another pool", async () => {
    const [world, other] = [await testPool(), await testPool()];
    const { tokens } = await other.signedIn();
    const claims = await other.pool.verify(tokens.accessToken, { tokenUse: "access", clientId: null });
    expect(await world.pool.isRevoked(claims)).toBe(true);
  });

  it("is true for claims that put one user's name to another's session", async () => {
    const { pool, signedIn } = await testPool();
    const { sub } = await signedIn();
    const { tokens } = await signedIn();
    const claims = await pool.verify(tokens.accessToken, { tokenUse: "access", clientId: null });
    expect(await pool.isRevoked({ ...claims, sub })).toBe(true);
  });

  it.each([
    ["nothing", undefined],
    ["null", null],
    ["a token that was not verified", "eyJ"],
    ["no sub", {}],
    ["a sub that is no text", { sub: 7 }],
    ["a sub that is no text, of a client that is named", { sub: 7, client_id: "x" }],
    ["no client", { sub: "x" }],
    ["an audience that is no text", { sub: "x", aud: ["x"] }],
    ["an origin_jti that is no text", { sub: "x", client_id: "x", origin_jti: {} }],
  ])("refuses %s", async (_, claims) => {
    const { pool } = await testPool();
    const refused = pool.isRevoked(claims as unknown as AccessTokenClaims | IdTokenClaims);
    await expect(refused).rejects.toMatchObject({ code: "InvalidParameterException", details: { path: "claims" } });
  });
});

// Cognito's own words: without revocation tokens do not say which sign-in they are of.
describe("the tokens of a client with enableTokenRevocation: false (authentication.md 4.7)", () => {
  const client = { enableTokenRevocation: false };

  it("end with their user: deleted, or for as long as they are disabled", async () => {
    const world = await testPool({ client });
    const { tokens } = await world.signedIn({ username: "ada" });
    expect(await isRevoked(world, tokens)).toBe(false);
    await world.pool.users.disable("ada");
    expect(await isRevoked(world, tokens)).toBe(true);
    await world.pool.users.enable("ada");
    expect(await isRevoked(world, tokens)).toBe(false);
    await world.pool.users.delete("ada");
    expect(await isRevoked(world, tokens)).toBe(true);
  });

  it("stand through a sign-out until they expire; their refresh token does not", async () => {
    const world = await testPool({ client });
    const { tokens } = await world.signedIn({ username: "ada" });
    const user = await world.client.user(tokens.accessToken);
    await user.signOutEverywhere();
    expect(await isRevoked(world, tokens)).toBe(false);
    await expect(user.get()).resolves.toMatchObject({ username: "ada" });
    await expect(world.client.refresh({ refreshToken: tokens.refreshToken })).rejects.toMatchObject({
      message: "Refresh Token has been revoked",
    });
  });

  it("act for their user as others do, and are not ended by a password that is changed by one of them", async () => {
    const world = await testPool({ client });
    const { tokens } = await world.signedIn({ username: "ada" });
    const user = await world.client.user(tokens.accessToken);
    await user.attributes.update({ name: "Ada" });
    await user.changePassword({ previousPassword: password, proposedPassword: "Another horse 8!" });
    expect(await isRevoked(world, tokens)).toBe(false);
    await expect(world.client.refresh({ refreshToken: tokens.refreshToken })).rejects.toMatchObject({
      message: "Refresh Token has been revoked",
    });
    await expect(user.get()).resolves.toMatchObject({ attributes: { name: "Ada" } });
    await user.delete();
    expect(await isRevoked(world, tokens)).toBe(true);
  });

  it("that were given before it was turned off say their sign-in, and end with it", async () => {
    const world = await testPool();
    const { tokens } = await world.signedIn({ username: "ada" });
    await world.pool.clients.update(world.client.clientId, client);
    await world.pool.users.signOutEverywhere("ada");
    expect(await isRevoked(world, tokens)).toBe(true);
  });
});

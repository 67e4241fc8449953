import { type RevokeInput, tokensOrThrow } from "rockpool";
import { memory } from "rockpool/storage/memory";
import { countingStorage, type TestPool, type TestPoolOptions, type TestSignIn, testPool } from "rockpool/testing";
import { describe, expect, it } from "vitest";
import { isGoodOnline, refusal, rotating } from "./world.ts";

interface World extends TestPool {
  readonly ada: TestSignIn;
  readonly refreshToken: string;
}

async function opened(options: TestPoolOptions = {}): Promise<World> {
  const world = await testPool(options);
  const ada = await world.signedIn({ username: "ada" });
  return { ...world, ada, refreshToken: ada.tokens.refreshToken };
}

async function signInAgain({ client, ada }: World) {
  return tokensOrThrow(await client.signIn({ username: ada.username, password: ada.password }));
}

describe("client.revoke (RevokeToken, authentication.md 4.7, RFC 7009)", () => {
  it("ends the sign-in: its refresh token, and every access and ID token of it where that is asked online", async () => {
    const world = await opened();
    const { client, pool, ada, refreshToken } = world;
    const later = await client.refresh({ refreshToken });
    await expect(client.revoke({ token: refreshToken })).resolves.toBeUndefined();
    await expect(client.refresh({ refreshToken })).rejects.toMatchObject(refusal.revoked);
    for (const tokens of [ada.tokens, later]) {
      expect(await isGoodOnline(world, tokens)).toBe(false);
      expect(await pool.isRevoked(await pool.verify(tokens.idToken, { tokenUse: "id", clientId: null }))).toBe(true);
    }
  });

  it("leaves the user's other sessions, and lets the user in again", async () => {
    const world = await opened();
    const other = await signInAgain(world);
    await world.client.revoke({ token: world.refreshToken });
    expect(await isGoodOnline(world, other)).toBe(true);
    await expect(world.client.refresh({ refreshToken: other.refreshToken })).resolves.toBeDefined();
    expect(await isGoodOnline(world, await signInAgain(world))).toBe(true);
  });

  it("stops who is acting by the session", async () => {
    const world = await opened();
    const user = await world.client.user(world.ada.tokens.accessToken);
    await world.client.revoke({ token: world.refreshToken });
    const refused = { code: "NotAuthorizedException", message: "Access Token has been revoked" };
    await expect(user.get()).rejects.toMatchObject(refused);
    await expect(user.signOutEverywhere()).rejects.toMatchObject(refused);
    await expect(user.delete()).rejects.toMatchObject(refused);
  });

  it.each(["the last", "the one before", "the first"])("ends it by any generation of the token: %s", async (which) => {
    const world = await opened({ client: rotating() });
    const chain = [world.refreshToken];
    for (let times = 0; times < 3; times += 1) {
      const tokens = await world.client.refresh({ refreshToken: chain.at(-1) ?? "" });
      chain.push(tokens.refreshToken ?? "");
    }
    const token = { "the last": chain.at(-1), "the one before": chain.at(-2), "the first": chain[0] }[which] ?? "";
    await world.client.revoke({ token });
    for (const refreshToken of chain) await expect(world.client.refresh({ refreshToken })).rejects.toMatchObject(refusal.revoked);
    expect(await isGoodOnline(world, world.ada.tokens)).toBe(false);
  });

  it("is one read and one commit; twice is once", async () => {
    const storage = countingStorage(memory());
    const { client, refreshToken } = await opened({ storage });
    const revoke = (): Promise<void> => client.revoke({ token: refreshToken });
    expect(await storage.count(revoke)).toEqual({ get: 1, query: 0, commit: 1, sweep: 0 });
    expect(await storage.count(revoke)).toEqual({ get: 1, query: 0, commit: 0, sweep: 0 });
  });

  it("ends a session whose refresh token has expired: access tokens may outlive it", async () => {
    const lives = { refreshTokenValiditySeconds: 3600, accessTokenValiditySeconds: 3600 };
    const world = await opened({ client: lives });
    world.clock.advance({ minutes: 59 });
    const last = await world.client.refresh({ refreshToken: world.refreshToken });
    world.clock.advance({ minutes: 30 });
    expect(await isGoodOnline(world, last)).toBe(true);
    await world.client.revoke({ token: world.refreshToken });
    expect(await isGoodOnline(world, last)).toBe(false);
  });

  it("is not undone when the user is enabled again or gets another password", async () => {
    const world = await opened();
    await world.client.revoke({ token: world.refreshToken });
    await world.pool.users.disable("ada");
    await world.pool.users.enable("ada");
    await expect(world.client.refresh({ refreshToken: world.refreshToken })).rejects.toMatchObject(refusal.revoked);
  });
});

describe("what is answered as if it had been revoked (RFC 7009 section 2.2)", () => {
  it("whatever is no token of this pool, and nothing is read or written", async () => {
    const storage = countingStorage(memory());
    const world = await opened({ storage });
    const texts = [
      "nothing",
      `${world.refreshToken.slice(0, -43)}${"A".repeat(43)}`,
      world.refreshToken.replace(/[0-9a-f]/, "x"),
      "x".repeat(96 * 1024),
      // One segment too many for an access or ID token, and an encrypted one (RFC 7516 section 3.1).
      "a.b.c.d",
      "a.b.c.d.e",
      "an access token: a.b.c",
      "a.b.c, as it was logged",
      // attack 78: in this pool there is no such token
      (await opened()).refreshToken,
    ];
    for (const token of texts) {
      const cost = await storage.count(() => expect(world.client.revoke({ token })).resolves.toBeUndefined());
      expect(cost).toEqual({ get: 0, query: 0, commit: 0, sweep: 0 });
    }
    expect(await isGoodOnline(world, world.ada.tokens)).toBe(true);
  });

  it("a token whose record was swept", async () => {
    const { client, clock, rockpool, refreshToken } = await opened();
    clock.advance({ days: 32 });
    await rockpool.maintain();
    await expect(client.revoke({ token: refreshToken })).resolves.toBeUndefined();
  });

  it("a token of a user who was deleted", async () => {
    const { client, pool, rockpool, refreshToken } = await opened();
    await pool.users.delete("ada");
    await expect(client.revoke({ token: refreshToken })).resolves.toBeUndefined();
    await rockpool.maintain();
    await expect(client.revoke({ token: refreshToken })).resolves.toBeUndefined();
  });
});

describe("what is refused, with the session as it was (authentication.md 4.7)", () => {
  // attack 7: neither another client nor a stranger ends a session
  it("UnauthorizedException: another client's token", async () => {
    const world = await opened();
    const other = await world.pool.clients.ensure({ clientName: "other" });
    const refused = { code: "UnauthorizedException", message: "The token was issued to another client" };
    await expect(other.revoke({ token: world.refreshToken })).rejects.toMatchObject(refused);
    expect(await isGoodOnline(world, world.ada.tokens)).toBe(true);
  });

  it("UnauthorizedException: the client's secret is missing or wrong; either of two is right", async () => {
    const world = await opened({ client: { generateSecret: true } });
    const { client, pool, refreshToken: token } = world;
    const clientSecret = (await client.clientSecret()) ?? "";
    const added = (await pool.clients.addSecret(client.clientId)).clientSecret ?? "";
    for (const wrong of [undefined, "wrong", clientSecret.slice(1), `${added}x`]) {
      const refused = { code: "UnauthorizedException", message: "Invalid client secret" };
      await expect(client.revoke({ token, clientSecret: wrong })).rejects.toMatchObject(refused);
      await expect(client.revoke({ token: "nothing", clientSecret: wrong })).rejects.toMatchObject(refused);
    }
    expect(await isGoodOnline(world, world.ada.tokens)).toBe(true);
    await client.revoke({ token, clientSecret: added });
    expect(await isGoodOnline(world, world.ada.tokens)).toBe(false);
  });

  it.each(["accessToken", "idToken"] as const)("UnsupportedTokenTypeException: the %s", async (kind) => {
    const world = await opened();
    const refused = { code: "UnsupportedTokenTypeException", message: "Only refresh tokens can be revoked" };
    await expect(world.client.revoke({ token: world.ada.tokens[kind] })).rejects.toMatchObject(refused);
    expect(await isGoodOnline(world, world.ada.tokens)).toBe(true);
  });

  it("UnsupportedOperationException: the client does not revoke; what it had revoked before stays revoked", async () => {
    const world = await opened();
    const { client, pool, ada, refreshToken } = world;
    const other = await signInAgain(world);
    await client.revoke({ token: refreshToken });
    await pool.clients.update(client.clientId, { enableTokenRevocation: false });
    const refused = { code: "UnsupportedOperationException", message: "Token revocation is not enabled for this client" };
    for (const token of [other.refreshToken, refreshToken, "nothing"]) {
      await expect(client.revoke({ token })).rejects.toMatchObject(refused);
    }
    await expect(client.refresh({ refreshToken })).rejects.toMatchObject(refusal.revoked);
    expect(await isGoodOnline(world, ada.tokens)).toBe(false);
    await expect(client.refresh({ refreshToken: other.refreshToken })).resolves.toBeDefined();
  });

  it("InvalidParameterException: what is not of the form, by its path", async () => {
    const { client } = await testPool();
    const inputs: readonly (readonly [input: object, path: string])[] = [
      [{}, "token"],
      [{ token: "" }, "token"],
      [{ token: "x".repeat(96 * 1024 + 1) }, "token"],
      [{ token: ["rpr_"] }, "token"],
      [{ token: "rpr_\0" }, "token"],
      [{ token: "rpr_", clientSecret: "" }, "clientSecret"],
      [{ token: "rpr_", tokenTypeHint: "refresh_token" }, "tokenTypeHint"],
    ];
    for (const [input, path] of inputs) {
      const refused = client.revoke(input as RevokeInput);
      await expect(refused).rejects.toMatchObject({ code: "InvalidParameterException", details: { path } });
    }
  });
});

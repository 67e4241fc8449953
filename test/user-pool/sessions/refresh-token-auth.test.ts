import { type AppClient, type ExplicitAuthFlow, secretHash } from "rockpool";
import { memory } from "rockpool/storage/memory";
import { countingStorage, type TestPool, type TestPoolOptions, type TestSignIn, testPool } from "rockpool/testing";
import { describe, expect, it } from "vitest";
import { decoded, isGoodOnline, refusal, rotating } from "./world.ts";

const refresh = (client: AppClient, parameters: Readonly<Record<string, string>>) =>
  client.initiateAuth({ authFlow: "REFRESH_TOKEN_AUTH", authParameters: parameters });

const notEnabled = { code: "InvalidParameterException", message: "REFRESH_TOKEN_AUTH flow not enabled for this client" };

describe("REFRESH_TOKEN_AUTH (InitiateAuth, authentication.md 4.6)", () => {
  it("gives what client.refresh gives, as the result of a sign-in that is over", async () => {
    const world = await testPool();
    const { tokens } = await world.signedIn();
    world.clock.advance({ seconds: 783 });
    const result = await refresh(world.client, { REFRESH_TOKEN: tokens.refreshToken });
    expect(result).toEqual({
      outcome: "signedIn",
      tokens: {
        accessToken: expect.any(String),
        idToken: expect.any(String),
        refreshToken: null,
        expiresIn: 3600,
        tokenType: "Bearer",
      },
    });
    expect(await isGoodOnline(world, result.tokens)).toBe(true);
    const [before, after] = [decoded(tokens.accessToken), decoded(result.tokens.accessToken)];
    for (const claim of ["auth_time", "origin_jti", "event_id"]) expect(after[claim]).toBe(before[claim]);
  });

  it("is two reads, and writes nothing", async () => {
    const storage = countingStorage(memory());
    const { client, signedIn } = await testPool({ storage });
    const { refreshToken } = (await signedIn()).tokens;
    const cost = await storage.count(() => refresh(client, { REFRESH_TOKEN: refreshToken }));
    expect(cost).toEqual({ get: 2, query: 0, commit: 0, sweep: 0 });
  });

  it("ignores keys that it does not use", async () => {
    const { client, signedIn } = await testPool();
    const { refreshToken } = (await signedIn()).tokens;
    const more = { USERNAME: "somebody", PASSWORD: "wrong", SECRET_HASH: "none", DEVICE_KEY: "none" };
    await expect(refresh(client, { REFRESH_TOKEN: refreshToken, ...more })).resolves.toBeDefined();
  });

  it.each([{}, { REFRESH_TOKEN: "" }, { refreshToken: "rpr_" }])("names the key that is missing in %j", async (parameters) => {
    const { client } = await testPool();
    await expect(refresh(client, parameters as Record<string, string>)).rejects.toMatchObject({
      code: "InvalidParameterException",
      message: "Missing required parameter REFRESH_TOKEN",
      details: { path: "authParameters.REFRESH_TOKEN" },
    });
  });

  // attack 54: refreshed is where the client says so
  it.each<readonly [ExplicitAuthFlow[], boolean]>([
    [["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"], true],
    [["ALLOW_USER_PASSWORD_AUTH"], false],
    // Clients of before 2019 always may.
    [["USER_PASSWORD_AUTH"], true],
  ])("is there for a client with %j: %s", async (explicitAuthFlows, isAllowed) => {
    const storage = countingStorage(memory());
    const { client, signedIn } = await testPool({ storage, client: { explicitAuthFlows } });
    const { refreshToken } = (await signedIn()).tokens;
    const calling = refresh(client, { REFRESH_TOKEN: refreshToken });
    if (isAllowed) await expect(calling).resolves.toBeDefined();
    else await expect(calling).rejects.toMatchObject(notEnabled);
  });

  // attack 54
  it("is not there for a client whose tokens rotate: it has no way to give the next one", async () => {
    const { client, pool, signedIn } = await testPool({ client: rotating() });
    const { refreshToken } = (await signedIn()).tokens;
    await expect(refresh(client, { REFRESH_TOKEN: refreshToken })).rejects.toMatchObject(notEnabled);
    await expect(client.refresh({ refreshToken })).resolves.toMatchObject({ refreshToken: expect.any(String) });
    const allowing = pool.clients.update(client.clientId, { explicitAuthFlows: ["ALLOW_REFRESH_TOKEN_AUTH"] });
    await expect(allowing).rejects.toMatchObject({ code: "InvalidParameterException" });
  });

  // attack 54: its name allows refresh, and its tokens rotate
  it("is not there for such a client with a name of before 2019 either", async () => {
    const { client, signedIn } = await testPool({ client: { ...rotating(), explicitAuthFlows: ["USER_PASSWORD_AUTH"] } });
    const { refreshToken } = (await signedIn()).tokens;
    await expect(refresh(client, { REFRESH_TOKEN: refreshToken })).rejects.toMatchObject(notEnabled);
    await expect(client.refresh({ refreshToken })).resolves.toMatchObject({ refreshToken: expect.any(String) });
  });
});

describe("SECRET_HASH of a refresh (authentication.md 2, 1.10)", () => {
  interface World extends TestPool {
    readonly ada: TestSignIn;
    hash(name: string, clientSecret?: string): string;
    refresh(SECRET_HASH?: string, REFRESH_TOKEN?: string): Promise<unknown>;
  }

  async function confidential(options: TestPoolOptions = {}): Promise<World> {
    const world = await testPool({ ...options, client: { generateSecret: true } });
    const ada = await world.signedIn({ username: options.usernameAttributes ? "ada@example.com" : "Ada", attributes: {} });
    const own = (await world.client.clientSecret()) ?? "";
    return {
      ...world,
      ada,
      hash: (username, clientSecret = own) => secretHash({ username, clientId: world.client.clientId, clientSecret }),
      refresh: (SECRET_HASH, REFRESH_TOKEN = ada.tokens.refreshToken) =>
        refresh(world.client, { REFRESH_TOKEN, ...(SECRET_HASH !== undefined && { SECRET_HASH }) }),
    };
  }
  const mismatch = ({ client }: World) => ({
    code: "NotAuthorizedException",
    message: `SecretHash does not match for the client: ${client.clientId}`,
  });

  it("is over the user's own name, as it stands in the tokens, or over the sub", async () => {
    const world = await confidential();
    for (const name of [String(decoded(world.ada.tokens.idToken)["cognito:username"]), "ada", world.ada.sub]) {
      await expect(world.refresh(world.hash(name))).resolves.toMatchObject({ outcome: "signedIn" });
    }
  });

  it("is over the sub, which is the name, where people sign in by their address", async () => {
    const world = await confidential({ usernameAttributes: ["email"] });
    await expect(world.refresh(world.hash(world.ada.sub))).resolves.toMatchObject({ outcome: "signedIn" });
    await expect(world.refresh(world.hash("ada@example.com"))).rejects.toMatchObject(mismatch(world));
  });

  it("is refused when it is missing, and when it is over anything else", async () => {
    const world = await confidential();
    await expect(world.refresh()).rejects.toMatchObject({
      code: "NotAuthorizedException",
      message: `Client ${world.client.clientId} is configured with secret but SECRET_HASH was not received`,
    });
    const own = (await world.client.clientSecret()) ?? "";
    const others = [
      ...["", "-", "Ada", "eve", world.ada.tokens.refreshToken].map((name) => world.hash(name)),
      ...[world.hash("ada", "x".repeat(51)), world.hash("ada").slice(0, 43), own, "undefined", " "],
    ];
    for (const other of others) await expect(world.refresh(other)).rejects.toMatchObject(mismatch(world));
  });

  it("is by either of two secrets", async () => {
    const world = await confidential();
    const added = (await world.pool.clients.addSecret(world.client.clientId)).clientSecret ?? "";
    await expect(world.refresh(world.hash("ada", added))).resolves.toBeDefined();
    await expect(world.refresh(world.hash("ada"))).resolves.toBeDefined();
  });

  // attack 7: nobody ends or learns of a session by a token alone
  it("comes before all that is told of the session, and before what reuse does to it", async () => {
    const world = await confidential();
    const { client, pool, ada } = world;
    const clientSecret = (await client.clientSecret()) ?? "";
    await pool.clients.update(client.clientId, rotating());
    const { refreshToken } = await client.refresh({ refreshToken: ada.tokens.refreshToken, clientSecret });
    // Since this, the token of the sign-in is one that was replaced.
    const explicitAuthFlows = ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"] as const;
    await pool.clients.update(client.clientId, { explicitAuthFlows, refreshTokenRotation: { feature: "DISABLED" } });
    await expect(world.refresh(world.hash("eve"))).rejects.toMatchObject(mismatch(world));
    await expect(world.refresh(world.hash("ada"), refreshToken ?? "")).resolves.toBeDefined();

    await expect(world.refresh(world.hash("ada"))).rejects.toMatchObject(refusal.reused);
    await expect(world.refresh(world.hash("eve"))).rejects.toMatchObject(mismatch(world));
    await expect(world.refresh(world.hash("ada"))).rejects.toMatchObject(refusal.revoked);
    await pool.users.delete("ada");
    await expect(world.refresh(world.hash("ada"))).rejects.toMatchObject(mismatch(world));
    await expect(world.refresh(world.hash(ada.sub))).rejects.toMatchObject(refusal.revoked);
  });

  it("costs no read more: the user is read for the claims anyway", async () => {
    const storage = countingStorage(memory());
    const world = await confidential({ storage });
    await world.client.settings();
    expect(await storage.count(() => world.refresh(world.hash("ada")))).toEqual({ get: 2, query: 0, commit: 0, sweep: 0 });
  });
});

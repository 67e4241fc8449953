import { generateMasterKey, Rockpool, tokensOrThrow } from "rockpool";
import { memory } from "rockpool/storage/memory";
import { fixedTestKeys, manualClock, outbox, testPool } from "rockpool/testing";
import { describe, expect, it } from "vitest";
import { codeOf, holdingStorage, recordingStorage } from "../stand-ins.ts";

const password = "Correct horse 7!";

describe("clients.delete (users-and-triggers.md 1)", () => {
  it("ends everything that goes through the client", async () => {
    const world = await testPool();
    const { clientId } = world.client;
    const { tokens } = await world.signedIn({ username: "ada" });
    const me = await world.client.user(tokens.accessToken);
    await world.pool.users.setPassword({ username: "ada", password: "Another horse 7!" });
    const asked = await world.client.signIn({ username: "ada", password: "Another horse 7!" });
    if (asked.outcome !== "challenge") throw new Error("a question was expected");
    await world.pool.clients.delete(clientId);

    const refusal = { code: "ResourceNotFoundException", message: `User pool client ${clientId} does not exist.` };
    const { client, pool } = world;
    const calls = [
      () => client.settings(),
      () => client.clientSecret(),
      () => client.signUp({ username: "bob", password }),
      () => client.confirmSignUp({ username: "ada", confirmationCode: "123456" }),
      () => client.resendConfirmationCode({ username: "ada" }),
      () => client.forgotPassword({ username: "ada" }),
      () => client.signIn({ username: "ada", password }),
      () => client.initiateAuth({ authFlow: "USER_PASSWORD_AUTH", authParameters: { USERNAME: "ada", PASSWORD: password } }),
      () => client.respond(asked, { newPassword: password }),
      () => client.user(tokens.accessToken),
      () => me.get(),
      () => pool.clients.get(clientId),
      () => pool.clients.update(clientId, { accessTokenValiditySeconds: 600 }),
      () => pool.clients.delete(clientId),
      () => pool.clients.addSecret(clientId),
    ];
    for (const call of calls) await expect(call(), String(call)).rejects.toMatchObject(refusal);
  });

  it("leaves users, other clients and the pool as they were", async () => {
    const world = await testPool({ autoVerifiedAttributes: [] });
    await world.signedIn({ username: "ada" });
    const other = await world.pool.clients.ensure({ clientName: "other" });
    const before = await world.pool.settings.get();
    await world.pool.clients.delete(world.client.clientId);
    const { accessToken } = tokensOrThrow(await other.signIn({ username: "ada", password }));
    await expect(world.pool.verify(accessToken, { tokenUse: "access", clientId: other.clientId })).resolves.toBeDefined();
    expect(await world.pool.settings.get()).toEqual(before);
  });

  it("does not let a token of it in at another client", async () => {
    const world = await testPool();
    const { tokens } = await world.signedIn();
    await world.pool.clients.delete(world.client.clientId);
    const again = await world.pool.clients.ensure({ clientName: "test" });
    await expect(again.user(tokens.accessToken)).rejects.toMatchObject({ code: "NotAuthorizedException" });
  });

  it("takes record and name away in one plan, and the name can be used again", async () => {
    const storage = recordingStorage();
    const { pool, client } = await testPool({ storage, client: { generateSecret: true, accessTokenValiditySeconds: 600 } });
    await pool.clients.delete(client.clientId);
    const { entries = [] } = storage.plans.at(-1) ?? {};
    const deleted = entries.filter(({ kind }) => kind === "delete").map(({ table }) => table);
    expect(deleted.sort()).toEqual(["app_clients", "reserved_names", "reserved_names"]);
    expect(await storage.records("app_clients")).toEqual([]);

    const again = await pool.clients.ensure({ clientName: "test" });
    expect(again.clientId).not.toBe(client.clientId);
    expect(await again.settings()).toMatchObject({ generateSecret: false, accessTokenValiditySeconds: 3_600 });
  });

  it("takes the key of a client that was renamed, and no name of another", async () => {
    const { pool, client } = await testPool({ client: { key: "web", clientName: "first" } });
    await pool.clients.update(client.clientId, { clientName: "second" });
    const second = await pool.clients.ensure({ clientName: "second" });
    await pool.clients.delete(client.clientId);
    expect((await pool.clients.ensure({ clientName: "second" })).clientId).toBe(second.clientId);
    expect((await pool.clients.ensure({ key: "web", clientName: "first" })).clientId).not.toBe(client.clientId);
  });

  it.each([[""], ["x".repeat(129)], ["a\0b"], [7], [undefined]])("refuses %j for an id", async (id) => {
    const { pool } = await testPool();
    const refusal = { code: "InvalidParameterException", details: { path: "clientId" } };
    await expect(pool.clients.delete(id as string)).rejects.toMatchObject(refusal);
    await expect(pool.clients.update(id as string, {})).rejects.toMatchObject(refusal);
  });

  // attacks 76, 78: an id is good in its own pool only
  it("knows no client of another pool", async () => {
    const { rockpool, client } = await testPool();
    const other = await rockpool.ensureUserPool({ poolName: "other" });
    await expect(other.clients.delete(client.clientId)).rejects.toMatchObject({ code: "ResourceNotFoundException" });
    await expect(other.clients.update(client.clientId, {})).rejects.toMatchObject({ code: "ResourceNotFoundException" });
    expect(await client.settings()).toMatchObject({ clientName: "test" });
  });
});

describe("clients.delete beside others", () => {
  it.each([2, 50])("is done once by %i at once", async (once) => {
    const { pool, client } = await testPool();
    const answers = await Promise.all(
      Array.from({ length: once }, () => pool.clients.delete(client.clientId).then(() => "done", codeOf)),
    );
    expect(answers.filter((answer) => answer === "done")).toHaveLength(1);
    expect(new Set(answers)).toEqual(new Set(["done", "ResourceNotFoundException"]));
  });

  // Between the name and the client that has it, the client can go: that was an error without a code.
  it("lets every ensure of the name come to a client, before it or after", async () => {
    const { pool, client } = await testPool();
    const found = await Promise.all(
      Array.from({ length: 40 }, async (_, n) => {
        if (n === 20) await pool.clients.delete(client.clientId);
        return (await pool.clients.ensure({ clientName: "test" })).clientId;
      }),
    );
    const now = (await pool.clients.ensure({ clientName: "test" })).clientId;
    expect(now).not.toBe(client.clientId);
    for (const id of found) expect([client.clientId, now]).toContain(id);
  });

  it("is not undone by an update that read the client before", async () => {
    const storage = holdingStorage();
    const { pool, client } = await testPool({ storage });
    const held = storage.holdNextCommit("app_clients");
    const late = pool.clients.update(client.clientId, { accessTokenValiditySeconds: 600 });
    await held.reached;
    await pool.clients.delete(client.clientId);
    held.release();
    await expect(late).rejects.toMatchObject({ code: "ResourceNotFoundException" });
    await expect(client.settings()).rejects.toMatchObject({ code: "ResourceNotFoundException" });
  });
});

describe("clients.update (users-and-triggers.md 6.1)", () => {
  it("changes what is written, merges rotation, replaces lists, and leaves the rest", async () => {
    const { pool, client } = await testPool({ client: { callbackURLs: ["https://a.test"], idTokenValiditySeconds: 600 } });
    const before = await client.settings();
    await pool.clients.update(client.clientId, { refreshTokenRotation: { feature: "ENABLED" }, explicitAuthFlows: [] });
    await pool.clients.update(client.clientId, { refreshTokenRotation: { retryGracePeriodSeconds: 10 }, callbackURLs: [] });
    expect(await client.settings()).toEqual({
      ...before,
      explicitAuthFlows: [],
      callbackURLs: [],
      refreshTokenRotation: { feature: "ENABLED", retryGracePeriodSeconds: 10 },
    });
  });

  it("renames; ensure finds the client by its key still", async () => {
    const { pool, client } = await testPool();
    await pool.clients.update(client.clientId, { clientName: "renamed" });
    expect(await client.settings()).toMatchObject({ clientName: "renamed" });
    expect((await pool.clients.ensure({ key: "test", clientName: "renamed" })).clientId).toBe(client.clientId);
  });

  it("writes nothing where nothing differs", async () => {
    const storage = recordingStorage();
    const { pool, client } = await testPool({ storage });
    await pool.jwks();
    const plans = storage.plans.length;
    await pool.clients.update(client.clientId, {});
    await pool.clients.update(client.clientId, { clientName: "test", readAttributes: null, generateSecret: false });
    expect(storage.plans.length).toBe(plans);
  });

  it("refuses what is fixed at creation, and members there are not", async () => {
    const { pool, client } = await testPool();
    const frozen = pool.clients.update(client.clientId, { generateSecret: true });
    await expect(frozen).rejects.toMatchObject({ code: "FrozenSettingException" });
    for (const member of ["key", "reset", "revision", "clientSecret"]) {
      const refused = pool.clients.update(client.clientId, { [member]: "x" });
      await expect(refused).rejects.toMatchObject({ code: "InvalidParameterException", details: { path: member } });
    }
  });

  it("is seen by the next call, in this process at once", async () => {
    const { pool, client } = await testPool({ rockpool: { settingsMaxAgeSeconds: 60 } });
    await pool.clients.update(client.clientId, { explicitAuthFlows: ["ALLOW_REFRESH_TOKEN_AUTH"] });
    const refused = client.signIn({ username: "ada", password });
    await expect(refused).rejects.toMatchObject({ message: "USER_PASSWORD_AUTH flow not enabled for this client" });
  });
});

it("another process knows of a deletion after settingsMaxAgeSeconds", async () => {
  const [storage, clock, masterKey] = [memory(), manualClock(), generateMasterKey()];
  const world = await testPool({ storage, rockpool: { masterKey, clock } });
  const options = { storage, masterKey, clock, baseUrl: "https://auth.test", delivery: outbox(), keySource: fixedTestKeys() };
  const elsewhere = await Rockpool.open(options);
  const pool = await elsewhere.userPool(world.pool.userPoolId);
  const client = await pool.clients.get(world.client.clientId);
  await world.pool.clients.delete(client.clientId);
  clock.advance({ seconds: 5 });
  await expect(client.settings()).rejects.toMatchObject({ code: "ResourceNotFoundException" });
});

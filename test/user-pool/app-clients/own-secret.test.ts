import { inspect } from "node:util";
import { type AppClientOptions, secretHash } from "rockpool";
import { memory } from "rockpool/storage/memory";
import { countingStorage, type TestPool, testPool } from "rockpool/testing";
import { beforeEach, describe, expect, it } from "vitest";
import { codeOf, recordingStorage } from "../stand-ins.ts";

const own = "My_own+secret_of_24_char";
const other = "x".repeat(64);

let world: TestPool;
beforeEach(async () => {
  world = await testPool();
});
const ensure = (options: Partial<AppClientOptions> = {}) => world.pool.clients.ensure({ clientName: "server", ...options });
const frozen = (...paths: readonly string[]) => ({
  code: "FrozenSettingException",
  message: `Fixed at creation, and written differently: ${paths.join(", ")}`,
});

describe("clients.ensure with a secret of one's own (CreateUserPoolClient's ClientSecret, users-and-triggers.md 6.1)", () => {
  it("makes a client that has it, and must send its hash", async () => {
    const client = await ensure({ clientSecret: own });
    expect(await client.clientSecret()).toBe(own);
    expect(await world.pool.clients.listSecrets(client.clientId)).toHaveLength(1);
    const named = { username: "ada", password: "Correct horse 7!" };
    const good = secretHash({ ...named, clientId: client.clientId, clientSecret: own });
    await expect(client.signUp(named)).rejects.toMatchObject({ code: "NotAuthorizedException" });
    await expect(client.signUp({ ...named, secretHash: good })).resolves.toMatchObject({ userConfirmed: false });
  });

  it("keeps it out of the settings, which say that there is one", async () => {
    const client = await ensure({ clientSecret: own });
    expect(await client.settings()).toMatchObject({ generateSecret: true });
    expect(JSON.stringify(await client.settings())).not.toContain(own);
    expect(await client.settings()).not.toHaveProperty("clientSecret");
  });

  it("allows what a client with a secret may do, at once", async () => {
    await world.pool.resourceServers.create({
      identifier: "api",
      name: "API",
      scopes: [{ scopeName: "read", scopeDescription: "Read" }],
    });
    const machine = { allowedOAuthFlows: ["client_credentials"], allowedOAuthScopes: ["api/read"] } as const;
    await expect(ensure({ ...machine, clientSecret: own })).resolves.toBeDefined();
  });

  it.each([24, 64])("takes %i characters", async (length) => {
    expect(await (await ensure({ clientSecret: "s".repeat(length) })).clientSecret()).toHaveLength(length);
  });

  it.each<[string, Partial<AppClientOptions>]>([
    ["23 characters", { clientSecret: other.slice(0, 23) }],
    ["65 characters", { clientSecret: `${other}x` }],
    ["a hyphen", { clientSecret: `${own}-` }],
    ["a line break at the end", { clientSecret: `${own}\n` }],
    ["a number", { clientSecret: 7 as unknown as string }],
    ["null", { clientSecret: null as unknown as string }],
    ["one beside generateSecret: true", { clientSecret: own, generateSecret: true }],
  ])("refuses %s, without showing it, and makes no client", async (_, options) => {
    const error = await ensure(options).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "InvalidParameterException", details: { path: "clientSecret" } });
    if (typeof options.clientSecret === "string") {
      expect(inspect(error, { depth: 9, showHidden: true })).not.toContain(options.clientSecret);
    }
    expect((await world.pool.clients.list()).clients).toHaveLength(1);
  });

  it("is taken beside generateSecret: false, as Cognito takes it", async () => {
    expect(await (await ensure({ clientSecret: own, generateSecret: false })).clientSecret()).toBe(own);
  });

  it("is no member of an update", async () => {
    const { clientId } = await ensure({ clientSecret: own });
    const error = await world.pool.clients.update(clientId, { clientSecret: other } as never).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "InvalidParameterException", details: { path: "clientSecret" } });
    expect(inspect(error, { depth: 9 })).not.toContain(other);
  });

  it("stores nothing of it that can be read", async () => {
    const storage = recordingStorage();
    const { pool } = await testPool({ storage });
    await pool.clients.ensure({ clientName: "server", clientSecret: own });
    expect(JSON.stringify([await storage.records("app_clients"), storage.plans])).not.toContain(own);
  });
});

describe("clients.ensure of a client that is there, with a secret of one's own", () => {
  it("writes nothing where the client has it, whichever of two it is", async () => {
    const storage = countingStorage(memory());
    const { pool } = await testPool({ storage });
    const options = { clientName: "server", clientSecret: own };
    const { clientId } = await pool.clients.ensure(options);
    await pool.clients.addSecret(clientId, { clientSecret: other });
    for (const clientSecret of [own, other]) {
      const cost = await storage.count(async () => {
        expect((await pool.clients.ensure({ ...options, clientSecret })).clientId).toBe(clientId);
      });
      expect(cost.commit).toBe(0);
    }
  });

  it("changes the settings that are written beside it", async () => {
    await ensure({ clientSecret: own });
    const client = await ensure({ clientSecret: own, accessTokenValiditySeconds: 600 });
    expect(await client.settings()).toMatchObject({ accessTokenValiditySeconds: 600 });
    expect(await client.clientSecret()).toBe(own);
  });

  it("refuses another one, shows neither, and changes nothing", async () => {
    const client = await ensure({ clientSecret: own });
    const before = await client.settings();
    const error = await ensure({ clientSecret: other, accessTokenValiditySeconds: 600 }).catch((thrown: unknown) => thrown);
    const difference = { path: "clientSecret", stored: "(not shown)", written: "(not shown)", frozen: true };
    expect(error).toMatchObject({ ...frozen("clientSecret"), details: { differences: expect.arrayContaining([difference]) } });
    for (const secret of [own, other]) expect(inspect(error, { depth: 9, showHidden: true })).not.toContain(secret);
    expect([await client.settings(), await client.clientSecret()]).toEqual([before, own]);
  });

  it("refuses one that was deleted", async () => {
    const { clientId } = await ensure({ clientSecret: own });
    await world.pool.clients.addSecret(clientId, { clientSecret: other });
    const [first] = await world.pool.clients.listSecrets(clientId);
    await world.pool.clients.deleteSecret(clientId, first?.clientSecretId ?? "");
    await expect(ensure({ clientSecret: own })).rejects.toMatchObject(frozen("clientSecret"));
  });

  it("refuses a public client, which stays one", async () => {
    const client = await ensure();
    await expect(ensure({ clientSecret: own })).rejects.toMatchObject(frozen("generateSecret", "clientSecret"));
    expect(await client.clientSecret()).toBeNull();
  });

  it("looks at nothing where the configuration is older than what is stored", async () => {
    const { clientId } = await ensure({ clientSecret: own, revision: 2 });
    expect((await ensure({ clientSecret: other, revision: 1 })).clientId).toBe(clientId);
  });

  it("makes one client of 20 who ask at once with two secrets", async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) => ensure({ clientSecret: n % 2 === 0 ? own : other }).then(() => "done", codeOf)),
    );
    expect(answers.filter((answer) => answer === "done")).toHaveLength(10);
    expect(new Set(answers)).toEqual(new Set(["done", "FrozenSettingException"]));
    expect((await world.pool.clients.list()).clients).toHaveLength(2);
  });
});

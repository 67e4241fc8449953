import type { AppClientOptions, UserPoolOptions } from "rockpool";
import { memory } from "rockpool/storage/memory";
import { type CountingStorage, countingStorage, type TestPool, testPool } from "rockpool/testing";
import { beforeEach, describe, expect, it } from "vitest";
import { everyDefault } from "./every-default.ts";

let storage: CountingStorage;
let world: TestPool;
beforeEach(async () => {
  storage = countingStorage(memory());
  world = await testPool({ storage, passwordPolicy: { minimumLength: 12 }, client: { accessTokenValiditySeconds: 600 } });
  await world.pool.jwks();
});

const ensurePool = (options: Partial<UserPoolOptions>) => world.rockpool.ensureUserPool({ poolName: "test", ...options });
const ensureClient = (options: Partial<AppClientOptions>) => world.pool.clients.ensure({ clientName: "test", ...options });
const commits = async (work: () => Promise<unknown>): Promise<number> => (await storage.count(work)).commit;

describe("key", () => {
  it("finds what was made under it, whatever its name is by now", async () => {
    const renamed = await ensurePool({ key: "test", poolName: "Customers of 2027" });
    expect(renamed.userPoolId).toBe(world.pool.userPoolId);
    expect(await renamed.settings.get()).toMatchObject({ poolName: "Customers of 2027", passwordPolicy: { minimumLength: 12 } });
    const client = await ensureClient({ key: "test", clientName: "Web" });
    expect(client.clientId).toBe(world.client.clientId);
    expect(await client.settings()).toMatchObject({ clientName: "Web" });
  });

  it("is the name where it is left out, also the name of something else", async () => {
    await ensurePool({ key: "test", poolName: "Customers" });
    expect((await ensurePool({ poolName: "test" })).userPoolId).toBe(world.pool.userPoolId);
    expect((await ensurePool({ poolName: "Customers" })).userPoolId).not.toBe(world.pool.userPoolId);
  });

  it("tells apart two of one name", async () => {
    const [first, second] = await Promise.all(["a", "b"].map((key) => ensureClient({ key, clientName: "web" })));
    expect(first?.clientId).not.toBe(second?.clientId);
    expect(await second?.settings()).toMatchObject({ clientName: "web" });
  });

  it.each(["", "x".repeat(129), "a/b", "a\0", 7, null])("is refused as a name would be: %j", async (key) => {
    const refusal = { code: "InvalidParameterException", details: { path: "key" } };
    await expect(ensurePool({ key: key as string })).rejects.toMatchObject(refusal);
    await expect(ensureClient({ key: key as string })).rejects.toMatchObject(refusal);
  });
});

describe("what is not named any more", () => {
  it("stays as it is: nothing is ever deleted", async () => {
    await world.pool.resourceServers.create({ identifier: "api", name: "API" });
    await world.pool.groups.create({ groupName: "staff" });
    await world.signedIn({ username: "ada" });
    const [pool, client] = [await world.pool.settings.get(), await world.client.settings()];

    // A deployment that writes one pool and one client, both by another name and by another key.
    for (const other of [{}, { key: "another" }]) {
      const second = await ensurePool({ ...other, poolName: "second" });
      expect(second.userPoolId).not.toBe(world.pool.userPoolId);
      await second.clients.ensure({ clientName: "test" });
      expect((await ensureClient({ ...other, clientName: "second" })).clientId).not.toBe(world.client.clientId);
    }

    const first = await world.rockpool.userPool(world.pool.userPoolId);
    expect(await first.settings.get()).toEqual(pool);
    expect(await (await first.clients.get(world.client.clientId)).settings()).toEqual(client);
    expect((await first.clients.list()).clients).toHaveLength(3);
    expect((await world.rockpool.listUserPools()).userPools).toHaveLength(3);
    expect(await first.resourceServers.get("api")).toMatchObject({ name: "API" });
    expect(await first.groups.get("staff")).toMatchObject({ groupName: "staff" });
    expect(await first.users.get("ada")).toMatchObject({ userStatus: "CONFIRMED" });
  });
});

describe("reset", () => {
  it("returns members to their defaults, and leaves the others", async () => {
    await ensurePool({ issuer: "https://id.example.com" });
    await ensurePool({ reset: ["issuer", "passwordPolicy"] });
    expect(await world.pool.settings.get()).toMatchObject({
      issuer: null,
      passwordPolicy: { minimumLength: 8 },
      autoVerifiedAttributes: ["email"],
    });
    await ensureClient({ reset: ["accessTokenValiditySeconds"], idTokenValiditySeconds: 300 });
    expect(await world.client.settings()).toMatchObject({ accessTokenValiditySeconds: 3_600, idTokenValiditySeconds: 300 });
  });

  it("writes nothing where all are at their defaults", async () => {
    await ensurePool({ reset: ["passwordPolicy"] });
    expect(await commits(() => ensurePool({ reset: ["passwordPolicy", "issuer"] }))).toBe(0);
  });

  it("of what is fixed at creation is refused, if it differs", async () => {
    const secret = await world.pool.clients.ensure({ clientName: "server", generateSecret: true });
    const refused = world.pool.clients.ensure({ clientName: "server", reset: ["generateSecret", "idTokenValiditySeconds"] });
    await expect(refused).rejects.toMatchObject({ code: "FrozenSettingException" });
    expect(await secret.clientSecret()).not.toBeNull();
    expect(await commits(() => ensureClient({ reset: ["generateSecret"] }))).toBe(0);
  });

  it.each([
    ["names what is written as well", { reset: ["passwordPolicy"], passwordPolicy: { minimumLength: 9 } }, "reset"],
    ["names what there is not", { reset: ["mfa"] }, "reset.0"],
    ["names the name, which has no default", { reset: ["poolName"] }, "reset.0"],
    ["names a part of a member", { reset: ["passwordPolicy.minimumLength"] }, "reset.0"],
  ])("is refused when it %s", async (_, options, path) => {
    const cost = await commits(async () => {
      const refused = ensurePool(options as Partial<UserPoolOptions>);
      await expect(refused).rejects.toMatchObject({ code: "InvalidParameterException", details: { path } });
    });
    expect(cost).toBe(0);
    expect(await world.pool.settings.get()).toMatchObject({ passwordPolicy: { minimumLength: 12 } });
  });
});

describe("revision", () => {
  const length = async (): Promise<number> => (await world.pool.settings.get()).passwordPolicy.minimumLength;
  const write = (minimumLength: number, revision?: number) => ensurePool({ passwordPolicy: { minimumLength }, revision });

  it("lower than what is stored writes nothing and returns what is there", async () => {
    await write(20, 7);
    const cost = await commits(async () => expect((await write(8, 6)).userPoolId).toBe(world.pool.userPoolId));
    expect(cost).toBe(0);
    expect(await length()).toBe(20);
  });

  it("equal or higher writes what differs, and is stored", async () => {
    await write(20, 7);
    await write(21, 7);
    expect(await length()).toBe(21);
    await write(22, 8);
    await write(9, 7);
    expect(await length()).toBe(22);
  });

  it("is stored also where no member differs, and once", async () => {
    expect(await commits(() => ensurePool({ revision: 3 }))).toBe(1);
    expect(await commits(() => ensurePool({ revision: 3 }))).toBe(0);
    await write(9, 2);
    expect(await length()).toBe(12);
  });

  it("left out, whoever comes last is right, and the stored one stays", async () => {
    await write(20, 7);
    await write(9);
    expect(await length()).toBe(9);
    await write(10, 6);
    expect(await length()).toBe(9);
  });

  it("of a client is its own", async () => {
    await ensurePool({ revision: 9 });
    await ensureClient({ revision: 2, accessTokenValiditySeconds: 700 });
    await ensureClient({ revision: 1, accessTokenValiditySeconds: 800 });
    expect(await world.client.settings()).toMatchObject({ accessTokenValiditySeconds: 700 });
  });

  it("of an old process does not refuse what a newer one has fixed", async () => {
    await world.pool.clients.ensure({ clientName: "server", generateSecret: true, revision: 2 });
    const old = await world.pool.clients.ensure({ clientName: "server", generateSecret: false, revision: 1 });
    expect(await old.clientSecret()).not.toBeNull();
  });

  it("wins over all lower ones that are written at once", async () => {
    await Promise.all(Array.from({ length: 20 }, (_, n) => write(20 + n, n)));
    expect(await length()).toBe(39);
  });

  it.each([-1, 1.5, "1", null])("must be a whole number from 0: not %j", async (revision) => {
    const refusal = { code: "InvalidParameterException", details: { path: "revision" } };
    await expect(ensurePool({ revision: revision as number })).rejects.toMatchObject(refusal);
  });
});

describe("diffUserPool", () => {
  const diff = (options: Partial<UserPoolOptions>) => world.rockpool.diffUserPool({ poolName: "test", ...options });

  it("tells what ensureUserPool would change, and writes nothing", async () => {
    const cost = await commits(async () => {
      expect(await diff({ passwordPolicy: { minimumLength: 20 }, reset: ["autoVerifiedAttributes"] })).toEqual([
        { path: "autoVerifiedAttributes", stored: ["email"], written: [], frozen: false },
        { path: "passwordPolicy.minimumLength", stored: 12, written: 20, frozen: false },
      ]);
    });
    expect(cost).toBe(0);
    expect(await world.pool.settings.get()).toMatchObject({ passwordPolicy: { minimumLength: 12 } });
  });

  it("is empty where nothing differs, and for a revision that is too low", async () => {
    expect(await diff({ passwordPolicy: { minimumLength: 12 } })).toEqual([]);
    await ensurePool({ revision: 2 });
    expect(await diff({ passwordPolicy: { minimumLength: 20 }, revision: 1 })).toEqual([]);
  });

  it("is every setting for a pool there is not yet, and makes none", async () => {
    const differences = await diff({ poolName: "new", issuer: "https://id.example.com" });
    expect(differences).toContainEqual({ path: "poolName", stored: undefined, written: "new", frozen: false });
    expect(differences.map(({ path }) => path)).toEqual(["poolName", ...Object.keys(everyDefault)]);
    expect(await diff({ poolName: "new" })).toHaveLength(1 + Object.keys(everyDefault).length);
  });

  it("refuses what ensureUserPool refuses", async () => {
    await expect(diff({ poolName: "" })).rejects.toMatchObject({ code: "InvalidParameterException" });
  });
});

import { generateMasterKey, type KeySource, tokensOrThrow } from "rockpool";
import type { StorageAdapter } from "rockpool/storage";
import { memory } from "rockpool/storage/memory";
import { postgres } from "rockpool/storage/postgres";
import { sqlite } from "rockpool/storage/sqlite";
import { fixedTestKeys, type TestPool, testPool } from "rockpool/testing";
import { describe, expect, it, onTestFinished } from "vitest";
import { temporaryFile } from "../../storage/sqlite/temporary-file.ts";
import { dropSchema, newSchema, sharedPool } from "../../storages/postgres-schema.ts";
import { sqliteDriver } from "../../storages/sqlite-driver.ts";
import { anotherSub, exportOf, plain } from "./plain-user.ts";

const password = "Correct horse 7!";
const settings = {
  autoVerifiedAttributes: ["email"],
  aliasAttributes: ["email", "preferred_username"],
  passwordPolicy: { passwordHistorySize: 3 },
  schema: { "custom:tenant": { mutable: false } },
} as const;
/** Keys that a storage which lasts takes, and that cost nothing. */
const keySource: KeySource = { ...fixedTestKeys(), forTestsOnly: false };

async function opened(storage: StorageAdapter): Promise<TestPool> {
  const world = await testPool({
    ...settings,
    storage,
    rockpool: { masterKey: generateMasterKey(), keySource, allowClockDifference: true },
  });
  onTestFinished(() => world.close());
  for (const groupName of ["admins", "staff"]) await world.pool.groups.create({ groupName });
  return world;
}

const storages: readonly (readonly [name: string, create: () => Promise<StorageAdapter>])[] = [
  ["memory", async () => memory()],
  ["SQLite", async () => sqlite(await temporaryFile(), { driver: sqliteDriver })],
  [
    "PostgreSQL",
    async () => {
      const schema = newSchema();
      onTestFinished(() => dropSchema(schema));
      return postgres(sharedPool, { schema });
    },
  ],
];

/** One user of each kind there is. */
async function populate({ pool, client, outbox }: TestPool): Promise<void> {
  const attributes = { email: "ada@example.com", "custom:tenant": "t1" };
  await pool.users.create({ username: "ada", attributes: { ...attributes, email_verified: "true" }, messageAction: "SUPPRESS" });
  for (const one of ["First horse 1!", password])
    await pool.users.setPassword({ username: "ada", password: one, permanent: true });
  await pool.users.updateAttributes({ username: "ada", attributes: { preferred_username: "countess" } });
  for (const groupName of ["staff", "admins"]) await pool.groups.addUser({ groupName, username: "ada" });
  const sourceUser = { providerName: "Google", providerAttributeName: "Cognito_Subject", providerAttributeValue: "123" };
  await pool.users.linkProvider({ destinationUser: "ada", sourceUser });
  await client.signUp({ username: "bob", password, attributes: { email: "bob@example.com" } });
  outbox.lastCode();
  await pool.users.create({ username: "eve", temporaryPassword: password, messageAction: "SUPPRESS" });
  await pool.users.disable("eve");
}

const ways = storages.flatMap(([from, createFrom]) =>
  storages.filter(([to]) => to !== from).map(([to, createTo]) => [from, to, createFrom, createTo] as const),
);

describe("users.export and users.import", () => {
  it.each(ways)("carry every user from %s to %s, and lose nothing", async (_, __, createFrom, createTo) => {
    const [source, target] = [await opened(await createFrom()), await opened(await createTo())];
    await populate(source);
    const exported = await exportOf(source.pool);
    expect(exported.map(({ username }) => username).toSorted()).toEqual(["ada", "bob", "eve"]);

    expect(await target.pool.users.import(exported)).toEqual({ imported: 3, unchanged: 0, refused: [] });
    expect(await exportOf(target.pool)).toEqual(exported);
    for (const { username } of exported) {
      expect(await target.pool.users.get(username)).toEqual(await source.pool.users.get(username));
    }

    const byAlias = tokensOrThrow(await target.client.signIn({ username: "ada@example.com", password }));
    const claims = await target.pool.verify(byAlias.idToken, { tokenUse: "id", clientId: null });
    expect(claims).toMatchObject({ sub: exported.find(({ username }) => username === "ada")?.sub, "custom:tenant": "t1" });
    expect(claims["cognito:groups"]).toEqual(["admins", "staff"]);
    tokensOrThrow(await target.client.signIn({ username: "countess", password }));
    const old = { username: "ada", password: "First horse 1!", permanent: true };
    await expect(target.pool.users.setPassword(old)).rejects.toMatchObject({ code: "PasswordHistoryPolicyViolationException" });
    await expect(target.client.signIn({ username: "bob", password })).rejects.toMatchObject({
      code: "UserNotConfirmedException",
    });
    await expect(target.client.signIn({ username: "eve", password })).rejects.toMatchObject({ message: "User is disabled." });
  });

  it("can be begun again: who is there as written stays, also in a group that was missed", async () => {
    const [source, target] = [await opened(memory()), await opened(memory())];
    await populate(source);
    const exported = await exportOf(source.pool);
    const [first] = exported;
    await target.pool.users.import(exported.slice(0, 1).map((user) => ({ ...user, groups: [] })));
    expect(await target.pool.users.import(exported)).toEqual({ imported: 2, unchanged: 1, refused: [] });
    expect((await exportOf(target.pool))[0]).toEqual(first);
  });

  it("put into groups who is meant, and nobody whose sub is the user name of somebody else", async () => {
    const { pool } = await testPool();
    await pool.groups.create({ groupName: "staff" });
    const namesake = { ...plain, sub: anotherSub, username: plain.sub, attributes: {} };
    await pool.users.import([plain, namesake]);
    expect(await pool.users.import([{ ...namesake, groups: ["staff"] }])).toMatchObject({ unchanged: 1, refused: [] });
    expect((await pool.groups.listUsers("staff")).users).toMatchObject([{ sub: anotherSub }]);
  });

  it("import what an async source gives, one by one", async () => {
    const [source, target] = [await opened(memory()), await opened(memory())];
    await populate(source);
    expect(await target.pool.users.import(source.pool.users.export())).toMatchObject({ imported: 3, refused: [] });
  });

  it("carry the longest names there are, which are counted in characters", async () => {
    const [source, target] = [await opened(memory()), await opened(memory())];
    const [username, groupName] = ["🙂".repeat(128), "☃🙂".repeat(64)];
    await source.pool.users.create({ username, messageAction: "SUPPRESS" });
    for (const { pool } of [source, target]) await pool.groups.create({ groupName });
    await source.pool.groups.addUser({ groupName, username });
    const exported = await exportOf(source.pool);
    expect(await target.pool.users.import(exported)).toMatchObject({ imported: 1, refused: [] });
    expect(await exportOf(target.pool)).toEqual(exported);
  });

  it("carry a user who has as much as a user can have: it fits in a plan, to the last entry", async () => {
    const names = Array.from({ length: 50 }, (_, n) => `custom:${n}`);
    const most = {
      aliasAttributes: ["email", "phone_number", "preferred_username"],
      schema: Object.fromEntries(names.map((name) => [name, { searchable: true }])),
    } as const;
    const [source, target] = [await testPool(most), await testPool(most)];
    const verified = {
      email: "ada@example.com",
      email_verified: "true",
      phone_number: "+15555550100",
      phone_number_verified: "true",
    };
    const attributes = { ...verified, preferred_username: "countess", ...Object.fromEntries(names.map((name) => [name, "x"])) };
    await source.pool.users.create({ username: "ada", attributes, messageAction: "SUPPRESS" });
    for (let n = 0; n < 5; n += 1) {
      const sourceUser = { providerName: "Login", providerAttributeName: "Cognito_Subject", providerAttributeValue: `${n}` };
      await source.pool.users.linkProvider({ destinationUser: "ada", sourceUser });
    }
    for (const { pool } of [source, target]) for (const groupName of ["admins", "staff"]) await pool.groups.create({ groupName });
    for (const groupName of ["admins", "staff"]) await source.pool.groups.addUser({ groupName, username: "ada" });

    const exported = await exportOf(source.pool);
    expect(await target.pool.users.import(exported)).toEqual({ imported: 1, unchanged: 0, refused: [] });
    expect(await exportOf(target.pool)).toEqual(exported);
    // Also who comes back.
    await target.pool.users.delete("ada");
    await target.rockpool.maintain();
    expect(await target.pool.users.import(exported)).toMatchObject({ imported: 1, refused: [] });
  });

  it("carry a user of 100 groups, more than fit in a plan", async () => {
    const [source, target] = [await testPool(), await testPool()];
    await source.signedIn({ username: "ada" });
    for (let n = 0; n < 100; n += 1) {
      for (const { pool } of [source, target]) await pool.groups.create({ groupName: `group-${n}` });
      await source.pool.groups.addUser({ groupName: `group-${n}`, username: "ada" });
    }
    const exported = await exportOf(source.pool);
    expect(exported[0]?.groups).toHaveLength(100);
    expect(await target.pool.users.import(exported)).toMatchObject({ imported: 1, refused: [] });
    expect(await exportOf(target.pool)).toEqual(exported);
    for (const groupName of ["group-0", "group-99"]) {
      expect((await target.pool.groups.listUsers(groupName)).users).toMatchObject([{ username: "ada" }]);
    }
    expect(await target.pool.users.import(exported)).toMatchObject({ unchanged: 1 });
  });
});

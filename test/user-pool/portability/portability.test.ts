import { type ExportedUser, generateMasterKey, type KeySource, tokensOrThrow } from "rockpool";
import type { StorageAdapter } from "rockpool/storage";
import { memory } from "rockpool/storage/memory";
import { postgres } from "rockpool/storage/postgres";
import { sqlite } from "rockpool/storage/sqlite";
import { fixedTestKeys, type TestPool, testPool } from "rockpool/testing";
import { describe, expect, it, onTestFinished } from "vitest";
import { temporaryFile } from "../../storage/sqlite/temporary-file.ts";
import { dropSchema, newSchema, sharedPool } from "../../storages/postgres-schema.ts";
import { sqliteDriver } from "../../storages/sqlite-driver.ts";

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

async function allOf({ pool }: TestPool): Promise<readonly ExportedUser[]> {
  const all: ExportedUser[] = [];
  for await (const user of pool.users.export()) all.push(user);
  return all;
}

const ways = storages.flatMap(([from, createFrom]) =>
  storages.filter(([to]) => to !== from).map(([to, createTo]) => [from, to, createFrom, createTo] as const),
);

describe("users.export and users.import", () => {
  it.each(ways)("carry every user from %s to %s, and lose nothing", async (_, __, createFrom, createTo) => {
    const [source, target] = [await opened(await createFrom()), await opened(await createTo())];
    await populate(source);
    const exported = await allOf(source);
    expect(exported.map(({ username }) => username).toSorted()).toEqual(["ada", "bob", "eve"]);

    // As a file would carry it.
    const carried = JSON.parse(JSON.stringify(exported)) as ExportedUser[];
    expect(await target.pool.users.import(carried)).toEqual({ imported: 3, unchanged: 0, refused: [] });
    expect(await allOf(target)).toEqual(exported);
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
    const exported = await allOf(source);
    const [first] = exported;
    await target.pool.users.import(exported.slice(0, 1).map((user) => ({ ...user, groups: [] })));
    expect(await target.pool.users.import(exported)).toEqual({ imported: 2, unchanged: 1, refused: [] });
    expect((await allOf(target))[0]).toEqual(first);
  });

  it("import what an async source gives, one by one", async () => {
    const [source, target] = [await opened(memory()), await opened(memory())];
    await populate(source);
    expect(await target.pool.users.import(source.pool.users.export())).toMatchObject({ imported: 3, refused: [] });
  });
});

describe("users.import refuses", () => {
  const plain: ExportedUser = {
    sub: "5f0a7a0e-6a0b-4c8e-9a53-0d2b5f7a1c11",
    username: "ada",
    attributes: { email: "ada@example.com", email_verified: "true" },
    userStatus: "CONFIRMED",
    enabled: true,
    userCreateDate: "2026-01-01T00:00:00.000Z",
    userLastModifiedDate: "2026-01-01T00:00:00.000Z",
    groups: [],
    identities: [],
    passwordHash: null,
    previousPasswordHashes: [],
    temporaryPasswordUntil: null,
  };
  const phc = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

  it.each<[string, string, Partial<Record<keyof ExportedUser, unknown>>]>([
    ["a sub that is none", "InvalidParameterException", { sub: "ada" }],
    ["a name that is none", "InvalidParameterException", { username: "a b" }],
    ["an attribute that is not in the schema", "InvalidParameterException", { attributes: { shoe_size: "44" } }],
    ["a value of another form", "InvalidParameterException", { attributes: { email: "nobody" } }],
    ["a status there is not", "InvalidParameterException", { userStatus: "ARCHIVED" }],
    ["a hash of another kind", "InvalidParameterException", { passwordHash: "$2b$10$abcdefghijklmnopqrstuv" }],
    ["a hash that costs too much", "InvalidParameterException", { passwordHash: phc.replace("19456", "9999999") }],
    ["a hash with too many passes", "InvalidParameterException", { passwordHash: phc.replace("t=2", "t=99") }],
    ["a group there is not", "ResourceNotFoundException", { groups: ["nobody"] }],
    ["a member there is not", "InvalidParameterException", { isAdmin: true } as never],
  ])("%s (%s), and goes on with the next", async (_, code, wrong) => {
    const { pool } = await opened(memory());
    const next = { ...plain, sub: "5f0a7a0e-6a0b-4c8e-9a53-0d2b5f7a1c12", username: "bob", attributes: {} };
    const result = await pool.users.import([{ ...plain, ...wrong } as ExportedUser, next]);
    expect(result).toMatchObject({ imported: 1, refused: [{ index: 0, code }] });
  });

  it("a name, an address, an identity or a sub that is somebody else's", async () => {
    const { pool } = await opened(memory());
    const identity = { providerName: "Google", providerAttributeName: "Cognito_Subject", providerAttributeValue: "1" };
    const ada = { ...plain, identities: [{ ...identity, linkedAt: plain.userCreateDate }] };
    await pool.users.import([ada]);
    const other = { ...ada, sub: "5f0a7a0e-6a0b-4c8e-9a53-0d2b5f7a1c12" };
    const { refused, ...counts } = await pool.users.import([
      other,
      { ...other, username: "eve", identities: [] },
      { ...other, username: "eve", attributes: {} },
      { ...ada, attributes: {} },
    ]);
    expect(counts).toEqual({ imported: 0, unchanged: 0 });
    expect(refused.map(({ code }) => code)).toEqual([
      "UsernameExistsException",
      "AliasExistsException",
      "AliasExistsException",
      "UsernameExistsException",
    ]);
    expect(refused.every(({ message }) => !message.includes("argon2"))).toBe(true);
  });

  it("nothing at all when the storage does not answer: what was imported stays", async () => {
    const { pool } = await opened(memory());
    const broken = (async function* () {
      yield plain;
      throw new Error("the file broke off");
    })();
    await expect(pool.users.import(broken)).rejects.toThrow("the file broke off");
    expect((await pool.users.get("ada")).sub).toBe(plain.sub);
  });
});

import { memory } from "rockpool/storage/memory";
import { countingStorage } from "rockpool/testing";
import { beforeEach, describe, expect, expectTypeOf, it } from "vitest";
import type { JsonObject } from "../../src/codecs/json.ts";
import { systemRuntime } from "../../src/runtime.ts";
import { generateMasterKey } from "../../src/seal/master-key.ts";
import { createKeyring } from "../../src/seal/sealing.ts";
import type { EntryRange, StorageAdapter, StoredRecord } from "../../src/storage/contract.ts";
import { Store } from "../../src/storage/store.ts";
import { type PoolRecord, type Ref, type Table, table } from "../../src/storage/table.ts";

interface PersonRecord extends PoolRecord {
  readonly sub: string;
  readonly displayName: string;
}
const people: Table<PersonRecord, "sub", "displayName"> = table({
  name: "people",
  key: ["poolId", "sub"],
  indexes: { displayName: (person) => person.displayName },
});

interface SecretRecord extends PoolRecord {
  readonly sub: string;
  readonly passwordHash: string | null;
  readonly seeds: { readonly totp: readonly string[] };
  readonly tries: number;
  readonly hint: string;
}
const secretTable = (name: string): Table<SecretRecord, "sub"> =>
  table({ name, key: ["poolId", "sub"], sealed: ["passwordHash", "seeds", "tries"] });
const secrets = secretTable("secrets");
const moreSecrets = secretTable("more_secrets");

const secretOf = (poolId: string, sub: string): SecretRecord => ({
  poolId,
  sub,
  passwordHash: `$argon2id$${sub}`,
  seeds: { totp: ["JBSWY3DPEHPK3PXP"] },
  tries: 7_777_777,
  hint: "in the open",
});

let adapter: StorageAdapter;
let store: Store;
beforeEach(async () => {
  adapter = memory();
  await adapter.open([people, secrets, moreSecrets].map(({ definition }) => definition));
  store = new Store(adapter, createKeyring({ current: generateMasterKey(), previous: [] }, systemRuntime.random), systemRuntime);
});

const person = (sub: string): Ref<PersonRecord> => people.key({ poolId: "pool", sub });
const secret = (poolId: string, sub: string): Ref<SecretRecord> => secrets.key({ poolId, sub });

async function stored(ref: Ref<unknown>): Promise<StoredRecord> {
  const [record] = await adapter.get([{ table: ref.table, key: ref.key }]);
  if (record === undefined) throw new Error("no record");
  return record;
}

/** What a person who can write to the database, but has no key, may do. */
async function writeByHand(ref: Ref<unknown>, change: (value: JsonObject) => JsonObject): Promise<void> {
  const { table: name, key, version, value } = await stored(ref);
  const put = {
    kind: "put",
    table: name,
    key,
    expect: { version },
    value: change(value),
    indexEntries: {},
    expiresAt: null,
  } as const;
  expect(await adapter.commit({ id: `by hand, after ${version}`, entries: [put] })).toEqual({ outcome: "committed" });
}

describe("read", () => {
  it("finds records of several tables in the order of the references, undefined where there is none", async () => {
    await store.commit([
      people.create({ poolId: "pool", sub: "ada", displayName: "Ada" }),
      secrets.create(secretOf("pool", "ada")),
    ]);
    const all = await store.read([secret("pool", "ada"), person("nobody"), person("ada")]);
    expect(all.map((record) => record?.value)).toEqual([
      secretOf("pool", "ada"),
      undefined,
      { poolId: "pool", sub: "ada", displayName: "Ada" },
    ]);
    expectTypeOf(all[0]?.value).toEqualTypeOf<SecretRecord | undefined>();
    expectTypeOf(all[2]?.value).toEqualTypeOf<PersonRecord | undefined>();
  });

  it("asks the adapter once, so that all records are of one snapshot", async () => {
    const counting = countingStorage(adapter);
    const counted = new Store(
      counting,
      createKeyring({ current: generateMasterKey(), previous: [] }, systemRuntime.random),
      systemRuntime,
    );
    const counts = await counting.count(() => counted.read([person("ada"), person("bob"), secret("pool", "ada")]));
    expect(counts).toEqual({ get: 1, query: 0, commit: 0, sweep: 0 });
  });
});

describe("commit", () => {
  it("answers who lost a race", async () => {
    const ada = people.create({ poolId: "pool", sub: "ada", displayName: "Ada" });
    expect(await store.commit([ada])).toEqual({ outcome: "committed" });
    expect(await store.commit([ada])).toEqual({ outcome: "conflict", table: "people", key: ["pool", "ada"] });
  });

  it("gives every plan an id of its own, which is the version of what it wrote", async () => {
    const versions = new Set<string>();
    await store.commit([people.create({ poolId: "pool", sub: "ada", displayName: "Ada" })]);
    for (let n = 0; n < 50; n += 1) {
      const [ada] = await store.read([person("ada")]);
      if (ada === undefined) throw new Error("no record");
      versions.add(ada.version);
      expect(await store.commit([ada.put({})])).toEqual({ outcome: "committed" });
    }
    expect(versions.size).toBe(50);
  });

  it("keeps the members of the key in the key only", async () => {
    await store.commit([people.create({ poolId: "pool", sub: "ada", displayName: "Ada" })]);
    expect(await stored(person("ada"))).toMatchObject({ key: ["pool", "ada"], value: { displayName: "Ada" } });
    expect((await stored(person("ada"))).value).not.toHaveProperty("sub");
  });
});

describe("sealed cells", () => {
  beforeEach(async () => {
    const records = [secretOf("pool", "ada"), secretOf("pool", "bob"), secretOf("other", "ada")];
    await store.commit([...records.map((record) => secrets.create(record)), moreSecrets.create(secretOf("pool", "ada"))]);
  });

  it("reach the adapter as ciphertext only, whatever JSON they hold", async () => {
    const { value } = await stored(secret("pool", "ada"));
    const sealed = expect.stringMatching(/^rps1\.[\w.-]+$/);
    expect(value).toEqual({ passwordHash: sealed, seeds: sealed, tries: sealed, hint: "in the open" });
    for (const plaintext of ["argon2id", "totp", "JBSWY3DPEHPK3PXP", "7777777"]) {
      expect(JSON.stringify(value)).not.toContain(plaintext);
    }
  });

  it("come back as they were", async () => {
    const [ada] = await store.read([secret("pool", "ada")]);
    expect(ada?.value).toEqual(secretOf("pool", "ada"));
    const { records } = await store.scan(secrets, ["pool"], { limit: 10, cursor: null });
    expect(records.map(({ value }) => value)).toEqual([secretOf("pool", "ada"), secretOf("pool", "bob")]);
  });

  it("are sealed anew by each put, so that equal cells do not look equal", async () => {
    const before = await stored(secret("pool", "ada"));
    const [ada] = await store.read([secret("pool", "ada")]);
    await store.commit(ada === undefined ? [] : [ada.put({})]);
    const after = await stored(secret("pool", "ada"));
    expect(after.value["passwordHash"]).not.toBe(before.value["passwordHash"]);
    expect((await store.read([secret("pool", "ada")]))[0]?.value).toEqual(secretOf("pool", "ada"));
  });

  it("are sealed for their pool, table, key and cell", async () => {
    const { passwordHash } = (await stored(secret("pool", "ada"))).value;
    const at = { poolId: "pool", table: "secrets", key: ["pool", "ada"], cell: "passwordHash" };
    expect(store.keyring.open(at, String(passwordHash))).toBe('"$argon2id$ada"');
  });

  it("hide that they hold null", async () => {
    const [ada] = await store.read([secret("pool", "ada")]);
    await store.commit(ada === undefined ? [] : [ada.put({ passwordHash: null })]);
    expect((await stored(secret("pool", "ada"))).value["passwordHash"]).toMatch(/^rps1\./);
    expect((await store.read([secret("pool", "ada")]))[0]?.value.passwordHash).toBeNull();
  });

  const elsewhere: readonly (readonly [string, Ref<SecretRecord>, string])[] = [
    ["another record", secret("pool", "bob"), "passwordHash"],
    ["another pool", secret("other", "ada"), "passwordHash"],
    ["another table", moreSecrets.key({ poolId: "pool", sub: "ada" }), "passwordHash"],
    ["another cell", secret("pool", "ada"), "seeds"],
  ];
  it.each(elsewhere)("do not open when they were moved from %s", async (_, from, cell) => {
    const moved = (await stored(from)).value[cell] ?? null;
    await writeByHand(secret("pool", "ada"), (value) => ({ ...value, passwordHash: moved }));
    await expect(store.read([secret("pool", "ada")])).rejects.toMatchObject({ code: "SealBrokenException" });
  });

  it.each([
    ["emptied", { passwordHash: null }],
    ["replaced by plaintext", { passwordHash: '"$argon2id$ada"' }],
    ["replaced by another kind of JSON", { passwordHash: 1 }],
    ["replaced by a list", { passwordHash: ["rps1"] }],
  ])("do not open when they were %s", async (_, change) => {
    await writeByHand(secret("pool", "ada"), (value) => ({ ...value, ...change }));
    await expect(store.read([secret("pool", "ada")])).rejects.toMatchObject({ code: "SealBrokenException" });
    await expect(store.scan(secrets, ["pool"], { limit: 10, cursor: null })).rejects.toMatchObject({
      code: "SealBrokenException",
    });
  });

  it("do not open when they were taken away", async () => {
    await writeByHand(secret("pool", "ada"), ({ hint = "" }) => ({ hint }));
    await expect(store.read([secret("pool", "ada")])).rejects.toMatchObject({ code: "SealBrokenException" });
  });

  it("do not open with another master key", async () => {
    const other = createKeyring({ current: generateMasterKey(), previous: [] }, systemRuntime.random);
    const reading = new Store(adapter, other, systemRuntime).read([secret("pool", "ada")]);
    await expect(reading).rejects.toMatchObject({ code: "SealBrokenException" });
  });
});

describe("scan", () => {
  it("gives records in key order under the first parts of a key, page by page", async () => {
    await store.commit([..."dbca"].map((sub) => people.create({ poolId: "pool", sub, displayName: sub })));
    await store.commit([people.create({ poolId: "other", sub: "x", displayName: "x" })]);
    const first = await store.scan(people, ["pool"], { limit: 3, cursor: null });
    const second = await store.scan(people, ["pool"], { limit: 3, cursor: first.cursor });
    expect([first, second].map(({ records }) => records.map(({ value }) => value.sub))).toEqual([["a", "b", "c"], ["d"]]);
    expect(second.cursor).toBeNull();
    const all = await store.scan(people, [], { limit: 10, cursor: null });
    expect(all.records.map(({ value }) => value.sub)).toEqual(["x", "a", "b", "c", "d"]);
  });

  // The contract allows a cursor there; a list would end with a page of nothing.
  it("gives no cursor where nothing follows, also behind a page that is full", async () => {
    await store.commit([..."abcd"].map((sub) => people.create({ poolId: "pool", sub, displayName: "Ada" })));
    const first = await store.scan(people, ["pool"], { limit: 2, cursor: null });
    const second = await store.scan(people, ["pool"], { limit: 2, cursor: first.cursor });
    expect([first.records.length, second.records.length, second.cursor]).toEqual([2, 2, null]);
    const range: EntryRange = { poolId: "pool", equals: "Ada" };
    expect((await store.find(people, "displayName", range, { limit: 4, cursor: null })).cursor).toBeNull();
  });
});

describe("scanStale", () => {
  it("finds the records of which any cell was sealed by another key than the current one, and no others", async () => {
    const [old, current] = [generateMasterKey(), generateMasterKey()];
    const ringOf = (key: string, ...previous: string[]) => createKeyring({ current: key, previous }, systemRuntime.random);
    const before = new Store(adapter, ringOf(old), systemRuntime);
    const rotated = new Store(adapter, ringOf(current, old), systemRuntime);
    await before.commit(["ada", "bob"].map((sub) => secrets.create(secretOf("pool", sub))));
    await rotated.commit([secrets.create(secretOf("pool", "cyd"))]);
    const cell = "seeds";
    const anew = rotated.keyring.seal({ poolId: "pool", table: "secrets", key: ["pool", "bob"], cell }, '{"totp":[]}');
    await writeByHand(secret("pool", "bob"), (value) => ({ ...value, [cell]: anew }));
    const { records } = await rotated.scanStale(secrets, { limit: 10, cursor: null });
    expect(records.map(({ value }) => value.sub)).toEqual(["ada", "bob"]);
    await rotated.commit(records.map((record) => record.put({})));
    expect((await rotated.scanStale(secrets, { limit: 10, cursor: null })).records).toEqual([]);
  });
});

describe("find", () => {
  const start = "\u{1f600}".repeat(256);
  const names = ["Ada", "Adam", "ada", `${start}one`, `${start}two`, start];
  beforeEach(async () => {
    await store.commit(names.map((displayName, n) => people.create({ poolId: "pool", sub: `${n}`, displayName })));
    await store.commit([people.create({ poolId: "other", sub: "x", displayName: "Ada" })]);
  });

  type Text = { readonly equals: string } | { readonly startsWith: string };
  const findAll = async (text: Text): Promise<readonly string[]> => {
    const range: EntryRange = { poolId: "pool", ...text };
    const { records, cursor } = await store.find(people, "displayName", range, { limit: 100, cursor: null });
    expect(cursor).toBeNull();
    return records.map(({ value }) => value.sub);
  };

  it("finds records of the pool whose value equals a text", async () => {
    expect(await findAll({ equals: "Ada" })).toEqual(["0"]);
    expect(await findAll({ equals: "Ad" })).toEqual([]);
  });

  it("finds records of the pool whose value begins with a text", async () => {
    expect(await findAll({ startsWith: "Ada" })).toEqual(["0", "1"]);
    expect(await findAll({ startsWith: "" })).toEqual(["0", "1", "2", "3", "4", "5"]);
  });

  it("compares the whole value, where the index holds its first 256 code points", async () => {
    expect(await findAll({ equals: `${start}one` })).toEqual(["3"]);
    expect(await findAll({ equals: `${start}two` })).toEqual(["4"]);
    expect(await findAll({ equals: start })).toEqual(["5"]);
    expect(await findAll({ equals: `${start}o` })).toEqual([]);
    expect(await findAll({ startsWith: `${start}t` })).toEqual(["4"]);
    expect(await findAll({ startsWith: start })).toEqual(["3", "4", "5"]);
  });

  it("may give a page that is short, or empty, while a cursor remains", async () => {
    const range: EntryRange = { poolId: "pool", equals: `${start}two` };
    const first = await store.find(people, "displayName", range, { limit: 1, cursor: null });
    expect(first.records).toEqual([]);
    const second = await store.find(people, "displayName", range, { limit: 1, cursor: first.cursor });
    expect(second.records.map(({ value }) => value.sub)).toEqual(["4"]);
  });

  it("gives what may be put again: the version is the one that was found", async () => {
    const range: EntryRange = { poolId: "pool", equals: "Ada" };
    const { records } = await store.find(people, "displayName", range, { limit: 1, cursor: null });
    const entries = records.map((record) => record.put({ displayName: "Ada Lovelace" }));
    expect(await store.commit(entries)).toEqual({ outcome: "committed" });
    expect(await findAll({ equals: "Ada" })).toEqual([]);
    expect(await findAll({ equals: "Ada Lovelace" })).toEqual(["0"]);
    expect(await store.commit(entries)).toMatchObject({ outcome: "conflict" });
  });
});

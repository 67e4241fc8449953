import { describe, expect, expectTypeOf, it } from "vitest";
import type { StoredRecord } from "../../src/storage/contract.ts";
import { type Entry, type Found, type PoolRecord, type Table, table } from "../../src/storage/table.ts";

interface MemberRecord extends PoolRecord {
  readonly groupName: string;
  readonly sub: string;
  readonly addedBy: string | null;
  readonly secretNote: string;
  readonly endsAt: number | null;
}

const members: Table<MemberRecord, "groupName" | "sub", "addedBy" | "bySub"> = table({
  name: "members",
  key: ["poolId", "groupName", "sub"],
  indexes: { addedBy: (record) => record.addedBy, bySub: (record) => record.sub },
  sealed: ["secretNote"],
  expiresAt: (record) => record.endsAt,
});

const ada: MemberRecord = {
  poolId: "pool",
  groupName: "admins",
  sub: "ada",
  addedBy: "bob",
  secretNote: "the first",
  endsAt: 1_000,
};

const stored: StoredRecord = {
  table: "members",
  key: ["pool", "admins", "ada"],
  version: "v1",
  expiresAt: 1_000,
  value: { addedBy: "bob", secretNote: "sealed", endsAt: 1_000 },
};

const found = (): Found<MemberRecord> => members.revive(stored, { addedBy: "bob", secretNote: "the first", endsAt: 1_000 });

function putOf(entry: Entry): Extract<Entry, { kind: "put" }> {
  if (entry.kind !== "put") throw new Error(`a ${entry.kind}`);
  return entry;
}

describe("a table", () => {
  it("is known to adapters by columns a DBA would write", () => {
    expect(members.definition).toEqual({
      name: "members",
      key: ["pool_id", "group_name", "sub"],
      indexes: ["added_by", "by_sub"],
    });
  });

  it("needs a key only", () => {
    const settings: Table<PoolRecord> = table({ name: "settings", key: ["poolId"] });
    expect(settings.definition).toEqual({ name: "settings", key: ["pool_id"], indexes: [] });
    expect(settings.create({ poolId: "pool" })).toMatchObject({ key: ["pool"], members: {}, expiresAt: null });
    expect(settings.sealed).toEqual([]);
  });

  it("tells the whole value a record is found by; null for one that an index leaves out", () => {
    const people: Table<MemberRecord, "sub", "addedBy"> = table({
      name: "people",
      key: ["poolId", "sub"],
      indexes: { addedBy: (record) => record.addedBy },
    });
    const addedBy = "b".repeat(300);
    expect(people.indexed("addedBy", { ...ada, addedBy })).toBe(addedBy);
    expect(people.indexed("addedBy", { ...ada, addedBy: null })).toBeNull();
  });

  it("types the parts of its key, its indexes and its sealed cells", () => {
    expectTypeOf(members.key).parameter(0).toEqualTypeOf<Pick<MemberRecord, "poolId" | "groupName" | "sub">>();
    // @ts-expect-error a part of the key is missing
    members.key({ poolId: "pool", sub: "ada" });
    // @ts-expect-error a key is not sealed: nothing would be found by it
    table<MemberRecord, "sub">({ name: "x", key: ["poolId", "sub"], sealed: ["sub"] });
    // @ts-expect-error a member that is not text is no part of a key
    table<MemberRecord, "endsAt">({ name: "x", key: ["poolId", "endsAt"] });
  });
});

describe("key", () => {
  it("names a record by its parts in the order of the table", () => {
    expect(members.key({ sub: "ada", poolId: "pool", groupName: "admins" })).toMatchObject({
      table: "members",
      key: ["pool", "admins", "ada"],
    });
  });
});

describe("create", () => {
  it("expects that there is no record", () => {
    expect(members.create(ada)).toMatchObject({ kind: "put", table: "members", expect: "absent" });
  });

  it("does not repeat the members of the key in the JSON", () => {
    const { key, members: json } = putOf(members.create(ada));
    expect(key).toEqual(["pool", "admins", "ada"]);
    expect(json).toEqual({ addedBy: "bob", secretNote: "the first", endsAt: 1_000 });
  });

  it("gives the entries of the indexes and the expiry", () => {
    expect(members.create(ada)).toMatchObject({ indexEntries: { added_by: "bob", by_sub: "ada" }, expiresAt: 1_000 });
  });

  it("leaves a record whose indexed value is null out of the index", () => {
    expect(putOf(members.create({ ...ada, addedBy: null })).indexEntries).toEqual({ by_sub: "ada" });
  });

  it("cuts an entry after 256 code points, never through one", () => {
    const addedBy = `${"\u{1f600}".repeat(255)}ab`;
    expect(putOf(members.create({ ...ada, addedBy })).indexEntries["added_by"]).toBe(`${"\u{1f600}".repeat(255)}a`);
  });
});

describe("a record that was read", () => {
  it("has its key members again", () => {
    expect(found().value).toEqual(ada);
    expect(found().version).toBe("v1");
  });

  it("believes its key, not a member of the JSON with the same name", () => {
    const { value } = members.revive(stored, { sub: "eve", poolId: "other", addedBy: null });
    expect(value).toMatchObject({ poolId: "pool", sub: "ada" });
  });

  it("has expired from the instant of its expiry on", () => {
    expect([999, 1_000, 1_001].map((now) => found().isExpired(now))).toEqual([false, true, true]);
    const lasting = members.revive({ ...stored, expiresAt: null }, {});
    expect(lasting.isExpired(Number.MAX_SAFE_INTEGER)).toBe(false);
  });

  it("is put, deleted and checked at the version that was read", () => {
    const at = { table: "members", key: ["pool", "admins", "ada"], expect: { version: "v1" } };
    expect(found().put({})).toMatchObject({ kind: "put", ...at });
    expect(found().delete()).toEqual({ kind: "delete", ...at });
    expect(found().check()).toEqual({ kind: "check", ...at });
  });

  it("is put with the members that change, its entries and its expiry made anew", () => {
    const entry = putOf(found().put({ addedBy: null, endsAt: null }));
    expect(entry.members).toEqual({ addedBy: null, secretNote: "the first", endsAt: null });
    expect(entry.indexEntries).toEqual({ by_sub: "ada" });
    expect(entry.expiresAt).toBeNull();
  });

  it("is put as it was where nothing changes", () => {
    expect(found().put({})).toEqual({ ...members.create(ada), expect: { version: "v1" } });
  });
});

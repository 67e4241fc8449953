import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import type { JsonObject } from "../../codecs/json.ts";
import type {
  Check,
  Delete,
  PlanEntry,
  Put,
  Query,
  RecordRef,
  StorageAdapter,
  StoredRecord,
  TableDefinition,
} from "../contract.ts";

/** Keys of one, two and three columns; no, one and two indexes; an index that bears the name of a key column. */
export const TABLES: readonly TableDefinition[] = [
  { name: "settings", key: ["pool_id"], indexes: [] },
  { name: "people", key: ["pool_id", "sub"], indexes: ["email", "name"] },
  { name: "accounts", key: ["pool_id", "sub"], indexes: ["email"] },
  { name: "memberships", key: ["pool_id", "group_name", "sub"], indexes: ["sub"] },
];

export type Table = "settings" | "people" | "accounts" | "memberships";

export function ref(table: Table, ...key: readonly string[]): RecordRef {
  return { table, key };
}

/** A person of the pool most tests use. */
export function person(sub: string): RecordRef {
  return ref("people", "pool", sub);
}

/** What a put writes beside its key; nothing in particular, unless told. */
export interface Content {
  readonly value?: JsonObject;
  readonly indexEntries?: Readonly<Record<string, string>>;
  readonly expiresAt?: number | null;
}

export function create({ table, key }: RecordRef, content: Content = {}): Put {
  return { kind: "put", table, key, expect: "absent", value: {}, indexEntries: {}, expiresAt: null, ...content };
}

export function overwrite(at: RecordRef, version: string, content: Content = {}): Put {
  return { ...create(at, content), expect: { version } };
}

export function remove({ table, key }: RecordRef, version: string): Delete {
  return { kind: "delete", table, key, expect: { version } };
}

export function check({ table, key }: RecordRef, version: string): Check {
  return { kind: "check", table, key, expect: { version } };
}

export function newPlanId(): string {
  return randomUUID();
}

/** Commits a plan that must succeed; gives its id, which is the version of what it wrote. */
export async function commit(storage: StorageAdapter, ...entries: readonly PlanEntry[]): Promise<string> {
  const id = newPlanId();
  assert.deepEqual(await storage.commit({ id, entries }), { outcome: "committed" });
  return id;
}

/** Commits any number of puts, in as many plans as they need. */
export async function seed(storage: StorageAdapter, puts: readonly Put[]): Promise<void> {
  for (let at = 0; at < puts.length; at += 64) await commit(storage, ...puts.slice(at, at + 64));
}

/** Commits a plan that must fail at this record, and nowhere before it. */
export async function conflict(storage: StorageAdapter, at: RecordRef, ...entries: readonly PlanEntry[]): Promise<void> {
  const answer = await storage.commit({ id: newPlanId(), entries });
  assert.deepEqual(answer, { outcome: "conflict", table: at.table, key: at.key });
}

export async function read(storage: StorageAdapter, at: RecordRef): Promise<StoredRecord | undefined> {
  const [record] = await storage.get([at]);
  return record;
}

/** A record that must be there. */
export async function readThere(storage: StorageAdapter, at: RecordRef): Promise<StoredRecord> {
  const record = await read(storage, at);
  assert.ok(record, `no record at ${at.table} ${JSON.stringify(at.key)}`);
  return record;
}

export async function assertAbsent(storage: StorageAdapter, at: RecordRef): Promise<void> {
  assert.equal(await read(storage, at), undefined);
}

/** Follows the cursors to the end; no page may be larger than the limit. */
export async function queryAll(
  storage: StorageAdapter,
  query: Omit<Query, "cursor" | "limit"> & { readonly limit?: number },
): Promise<readonly StoredRecord[]> {
  const limit = query.limit ?? 100;
  const all: StoredRecord[] = [];
  let cursor: string | null = null;
  for (let pages = 0; pages < 10_000; pages += 1) {
    const page = await storage.query({ ...query, limit, cursor });
    assert.ok(page.records.length <= limit, `a page of ${page.records.length} records, limit ${limit}`);
    all.push(...page.records);
    if (page.cursor === null) return all;
    cursor = page.cursor;
  }
  assert.fail("the pages do not end");
}

/** Keys of a table under a prefix, in the order of `primary`. */
export async function keysUnder(storage: StorageAdapter, table: Table, ...keyPrefix: readonly string[]): Promise<unknown> {
  const records = await queryAll(storage, { table, index: "primary", range: { keyPrefix } });
  return records.map(({ key }) => key);
}

/** Subs of the people in `pool` whose entry equals a text. */
export async function subsWhere(storage: StorageAdapter, index: "email" | "name", equals: string): Promise<unknown> {
  const records = await queryAll(storage, { table: "people", index, range: { poolId: "pool", equals } });
  return records.map(({ key }) => key[1]);
}

/** Subs of the people in `pool` whose entry begins with a text. */
export async function subsBeginning(storage: StorageAdapter, index: "email" | "name", startsWith: string): Promise<unknown> {
  const records = await queryAll(storage, { table: "people", index, range: { poolId: "pool", startsWith } });
  return records.map(({ key }) => key[1]);
}

export function byUtf8(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

/** Texts that storages are known to confuse or to order in other ways than by their UTF-8 bytes. */
export const TRICKY_TEXTS: readonly string[] = [
  ..."a A b B z Z i I ı İ é E ß ss ﬁ % _ * \\ [ ] ^ $ ( ' \" ~".split(" "),
  ...["1", "01", "1.0", "1e0", "9", "10", "-1", "true", "null", "NULL", "NaN", "{}"],
  ...[" ", "a ", " a", "\t", "\n", "a\u0001", "a\u0001b", "a!", "aa", "ab", "abc", "a/b", "a:b", "a|b", "a,b", "a\u001fb"],
  ...["e\u0301", "A\u030a", "\u00c5", "\u212b", "\u200b", "a\u200b", "\ufeff", "\ufeffa"],
  ...["\u0001", "\u007f", "\u0080", "\u07ff", "\u0800", "\ud7ff", "\ud7ffa", "\ue000", "\ufffd", "\uffff", "\uffffa"],
  ...["\u{10000}", "\u{1f600}", "\u{1f600}a", "\u{10ffff}", "\u{10ffff}a", "\u{10ffff}\u{10ffff}", "a\u{10ffff}"],
];

/** Lets everything else that is ready run first. */
export function turn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

/** Waits for all of them, also when one fails, so that none works on while the storage is closed. */
export async function together<T>(...all: readonly Promise<T>[]): Promise<readonly T[]> {
  await Promise.allSettled(all);
  return Promise.all(all);
}

import type { JsonObject } from "../codecs/json.ts";
import { codePointPrefix } from "../codecs/text.ts";
import { type Key, MAX_INDEX_ENTRY_LENGTH, type StoredRecord, type TableDefinition } from "./contract.ts";

/** Every record says which pool it is of. Members are JSON and never optional: absence is `null`. */
export interface PoolRecord {
  readonly poolId: string;
}

type StringMember<R> = { [M in keyof R]: R[M] extends string ? M : never }[keyof R] & string;

/** What a table is, said once. */
export interface TableOptions<R extends PoolRecord, K extends StringMember<R>, I extends string> {
  /** The SQL name. */
  readonly name: string;
  /** The members that make the key, in order: they are not repeated in the stored JSON. */
  readonly key: readonly ["poolId", ...K[]];
  /** The full value a record is found by, or `null` to leave it out. Never a sealed cell. */
  readonly indexes?: { readonly [index in I]: (record: R) => string | null };
  /** Members that reach the storage as ciphertext only. */
  readonly sealed?: readonly Exclude<keyof R & string, "poolId" | K>[];
  /** When the record has expired, in ms since the epoch. @default never */
  readonly expiresAt?: (record: R) => number | null;
}

/** A record's name, together with who can read what is found there. */
export interface Ref<out R> {
  readonly table: string;
  readonly key: Key;
  readonly reader: Reader<R>;
}

/** The part of a table that reading needs. */
export interface Reader<out R> {
  readonly definition: TableDefinition;
  readonly sealed: readonly string[];
  revive(stored: StoredRecord, members: JsonObject): Found<R>;
}

/** An entry of a plan before its cells are sealed. */
export type Entry =
  | {
      readonly kind: "put";
      readonly table: string;
      readonly key: Key;
      readonly expect: "absent" | { readonly version: string };
      readonly members: JsonObject;
      readonly sealed: readonly string[];
      readonly indexEntries: Readonly<Record<string, string>>;
      readonly expiresAt: number | null;
    }
  | {
      readonly kind: "delete" | "check";
      readonly table: string;
      readonly key: Key;
      readonly expect: { readonly version: string };
    };

/**
 * A record as it was read. What is made from it, to be put in a plan, holds only as long as the record keeps the version
 * that was read.
 */
export interface Found<out R> {
  readonly value: R;
  readonly version: string;
  /** Expiry is logical: a record is gone for us from this instant on, whenever it is swept. */
  isExpired(now: number): boolean;
  /** Writes the record with these members changed, but for its key; `{}` writes it as it was, which is still a write. */
  put(changes: Partial<R>): Entry;
  delete(): Entry;
  check(): Entry;
}

/** The part of a table that a secondary index needs. */
export interface Indexed<R, I extends string> extends Reader<R> {
  /** The value a record is found by under a secondary index. */
  indexed(index: I, record: R): string | null;
}

/** One kind of record: made by {@link table}, used by use cases, known to adapters as its {@link TableDefinition} only. */
export interface Table<R extends PoolRecord, K extends StringMember<R> = never, I extends string = never> extends Indexed<R, I> {
  /** Names a record. */
  key(parts: Pick<R, "poolId" | K>): Ref<R>;
  /** Writes a record that must not be there yet, not even expired. */
  create(record: R): Entry;
}

/** Declares a table. Annotate the constant, `Table<UserRecord, "sub">`: the members of the key are typed by it. */
export function table<R extends PoolRecord, K extends StringMember<R> = never, I extends string = never>(
  options: TableOptions<R, K, I>,
): Table<R, K, I> {
  const { name, key, sealed = [], expiresAt = () => null } = options;
  const indexes = (options.indexes ?? {}) as { readonly [index: string]: (record: R) => string | null };
  const keyOf = (parts: Pick<R, "poolId" | K>): Key => key.map((member) => parts[member] as string);

  const put = (record: R, expect: "absent" | { readonly version: string }): Entry => ({
    kind: "put",
    table: name,
    key: keyOf(record),
    expect,
    members: without(record, key),
    sealed,
    indexEntries: entriesOf(indexes, record),
    expiresAt: expiresAt(record),
  });

  return {
    definition: { name, key: key.map(columnName), indexes: Object.keys(indexes).map(columnName) },
    sealed,
    key(parts) {
      return { table: name, key: keyOf(parts), reader: this };
    },
    create: (record) => put(record, "absent"),
    indexed: (index, record) => indexes[index]?.(record) ?? null,
    revive(stored, members) {
      const parts = Object.fromEntries(key.map((member, position) => [member, stored.key[position]]));
      const value = { ...members, ...parts } as unknown as R;
      const at = { table: name, key: stored.key, expect: { version: stored.version } };
      return {
        value,
        version: stored.version,
        isExpired: (now) => stored.expiresAt !== null && stored.expiresAt <= now,
        put: (changes) => put({ ...value, ...changes, ...parts }, at.expect),
        delete: () => ({ kind: "delete", ...at }),
        check: () => ({ kind: "check", ...at }),
      };
    },
  };
}

/** `lastModifiedAt` → `last_modified_at`: members are ours, columns a DBA's. */
export function columnName(member: string): string {
  return member.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** An adapter orders by the first 256 code points; the typed layer filters on the whole. */
export function indexEntry(value: string): string {
  return codePointPrefix(value, MAX_INDEX_ENTRY_LENGTH);
}

function entriesOf<R>(
  indexes: { readonly [index: string]: (record: R) => string | null },
  record: R,
): Readonly<Record<string, string>> {
  const entries: Record<string, string> = {};
  for (const [index, indexed] of Object.entries(indexes)) {
    const value = indexed(record);
    if (value !== null) entries[columnName(index)] = indexEntry(value);
  }
  return entries;
}

function without(record: PoolRecord, members: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(record).filter(([member]) => !members.includes(member)));
}

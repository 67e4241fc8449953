import { invalidParameter } from "../codecs/schema.ts";
import { codePointLength, isStorableText } from "../codecs/text.ts";
import {
  type EntryRange,
  type Key,
  type KeyRange,
  MAX_INDEX_ENTRY_LENGTH,
  MAX_KEY_BYTES,
  MAX_KEY_PART_LENGTH,
  MAX_PAGE,
  MAX_PLAN_ENTRIES,
  MAX_RECORD_BYTES,
  type Plan,
  type PlanEntry,
  type Put,
  type Query,
  type RecordRef,
  type TableDefinition,
} from "./contract.ts";

/** The tables an adapter was opened with, by name. */
export type Tables = ReadonlyMap<string, TableDefinition>;

/** A put together with its JSON, which was made to measure it. */
export type CheckedPut = Put & { readonly json: string };
export type CheckedEntry = CheckedPut | Exclude<PlanEntry, Put>;

/**
 * Refuses a plan that breaks a limit of the contract. Every adapter calls it first, so that the limits stand in one place.
 *
 * @throws `InvalidParameterException`
 */
export function checkPlan(tables: Tables, plan: Plan): readonly CheckedEntry[] {
  const { entries } = plan;
  if (plan.id === "") throw invalidParameter(["plan", "id"], "Member must not be empty");
  if (entries.length > MAX_PLAN_ENTRIES) {
    throw invalidParameter(["plan", "entries"], `Member must have at most ${MAX_PLAN_ENTRIES} entries`);
  }
  if (!entries.some(({ kind }) => kind === "put")) throw invalidParameter(["plan", "entries"], "Member must hold a put");
  const named = new Set<string>();
  return entries.map((entry, position) => {
    const path = ["plan", "entries", String(position)];
    const table = checkRef(tables, entry, path);
    const name = `${entry.table}\0${entry.key.join("\0")}`;
    if (named.has(name)) throw invalidParameter([...path, "key"], "Member must not name a record twice");
    named.add(name);
    checkExpectation(entry, path);
    return entry.kind === "put" ? checkPut(table, entry, path) : entry;
  });
}

/** @throws `InvalidParameterException` for a table that was not opened or a key of another shape. */
export function checkRef(tables: Tables, ref: RecordRef, path: readonly string[] = []): TableDefinition {
  const table = tables.get(ref.table);
  if (table === undefined) throw invalidParameter([...path, "table"], "Member must be a table that was opened");
  if (ref.key.length !== table.key.length) {
    throw invalidParameter([...path, "key"], `Member must have ${table.key.length} parts`);
  }
  checkKeyParts(ref.key, path);
  return table;
}

/** @throws `InvalidParameterException` for an unknown index, a range of the other kind, or a limit out of bounds. */
export function checkQuery(tables: Tables, query: Query): TableDefinition {
  const table = tables.get(query.table);
  if (table === undefined) throw invalidParameter(["query", "table"], "Member must be a table that was opened");
  if (!Number.isInteger(query.limit) || query.limit < 1 || query.limit > MAX_PAGE) {
    throw invalidParameter(["query", "limit"], `Member must be between 1 and ${MAX_PAGE}`);
  }
  if (query.index === "primary") {
    if (!isKeyRange(query.range) || query.range.keyPrefix.length > table.key.length) {
      throw invalidParameter(["query", "range"], "Member must be a prefix of a key");
    }
    checkKeyParts(query.range.keyPrefix, ["query", "range"]);
  } else {
    if (!table.indexes.includes(query.index)) throw invalidParameter(["query", "index"], "Member must be an index of the table");
    if (isKeyRange(query.range)) throw invalidParameter(["query", "range"], "Member must be a range of entries");
    checkKeyParts([query.range.poolId], ["query", "range"]);
    const text = "equals" in query.range ? query.range.equals : query.range.startsWith;
    if (!isStorableText(text)) throw invalidParameter(["query", "range"], "Member must hold storable text");
  }
  return table;
}

export function isKeyRange(range: KeyRange | EntryRange): range is KeyRange {
  return "keyPrefix" in range;
}

function checkKeyParts(key: Key, path: readonly string[]): void {
  for (const part of key) {
    if (part === "" || codePointLength(part) > MAX_KEY_PART_LENGTH || !isStorableText(part)) {
      throw invalidParameter([...path, "key"], `Member must have parts of 1 to ${MAX_KEY_PART_LENGTH} storable characters`);
    }
  }
  // A character has 3 bytes for each UTF-16 unit at most: most keys need not be measured.
  const units = key.reduce((sum, part) => sum + part.length, 0);
  if (units * 3 > MAX_KEY_BYTES && key.reduce((sum, part) => sum + Buffer.byteLength(part), 0) > MAX_KEY_BYTES) {
    throw invalidParameter([...path, "key"], `Member must have at most ${MAX_KEY_BYTES} bytes in all`);
  }
}

/** Callers without types, too: no put is blind, and only a put may ask for absence. */
function checkExpectation(entry: PlanEntry, path: readonly string[]): void {
  const expect: unknown = entry.expect;
  const isVersion = typeof expect === "object" && expect !== null && "version" in expect && typeof expect.version === "string";
  if (isVersion || (entry.kind === "put" && expect === "absent")) return;
  throw invalidParameter(
    [...path, "expect"],
    entry.kind === "put" ? "Member must be 'absent' or a version" : "Member must be a version",
  );
}

function checkPut(table: TableDefinition, put: Put, path: readonly string[]): CheckedPut {
  for (const [index, entry] of Object.entries(put.indexEntries)) {
    if (!table.indexes.includes(index)) {
      throw invalidParameter([...path, "indexEntries"], "Member must name indexes of the table only");
    }
    if (codePointLength(entry) > MAX_INDEX_ENTRY_LENGTH || !isStorableText(entry)) {
      throw invalidParameter([...path, "indexEntries"], `Member must have at most ${MAX_INDEX_ENTRY_LENGTH} storable characters`);
    }
  }
  if (put.expiresAt !== null && !Number.isSafeInteger(put.expiresAt)) {
    throw invalidParameter([...path, "expiresAt"], "Member must be whole milliseconds or null");
  }
  const json = JSON.stringify(put.value);
  // JSON shows what storages refuse as an escape, so most records are cleared by one look at their JSON.
  if (/\\u(0000|d[89a-f])/i.test(json) && holdsUnstorableText(put.value)) {
    throw invalidParameter([...path, "value"], "Member must not hold U+0000 or a lone surrogate");
  }
  if (Buffer.byteLength(json) > MAX_RECORD_BYTES) {
    throw invalidParameter([...path, "value"], `Member must have at most ${MAX_RECORD_BYTES} bytes of JSON`);
  }
  return { ...put, json };
}

function holdsUnstorableText(value: unknown): boolean {
  if (typeof value === "string") return !isStorableText(value);
  if (typeof value !== "object" || value === null) return false;
  return Object.entries(value).some(([name, member]) => !isStorableText(name) || holdsUnstorableText(member));
}

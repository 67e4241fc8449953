import type { JsonObject } from "../../codecs/json.ts";
import { prefixUpperBound } from "../../codecs/text.ts";
import type { Check, Delete, EntryRange, Key, Query, StoredRecord, TableDefinition } from "../contract.ts";
import { type CheckedPut, isKeyRange } from "../limits.ts";

export type SqlValue = string | number | null;
/** In the order of the columns that were selected: an object for each row takes twice as long to make. */
export type Row = readonly SqlValue[];

/** SQL together with what it binds, a `?` for each. */
export interface Bound {
  readonly sql: string;
  readonly values: readonly SqlValue[];
}

/** In what databases differ. */
export interface Dialect {
  /** Where a table stands, quoted. */
  tableName(name: string): string;
  /** A record's JSON as it is read: as text. */
  readonly recordColumn: string;
  /** A record's JSON as it is written. */
  readonly recordValue: string;
  /** Said behind a write: what it answers with. */
  readonly returning: string;
  /** Said behind a check: nobody changes the row until this transaction is over. */
  readonly locked: string;
  /** Said behind the choice of what is swept: rows that somebody else is at are left for the next sweep. */
  readonly unlockedOnly: string;
}

/**
 * The SQL of one table. Text columns compare as their bytes, which is the contract's order. Names are the definition's, which
 * are checked; they are quoted because words of SQL are among them. Values are bound, always. Texts are made once: the same
 * text is the same statement.
 */
export class TableSql {
  readonly #table: string;
  readonly #key: readonly string[];
  readonly #indexes: readonly string[];
  readonly #keyIs: string;
  readonly #record: string;
  readonly #from: string;
  readonly #get: string;
  readonly #check: string;
  readonly #delete: string;
  readonly #insert: string;
  readonly #update: string;
  readonly #sweep: string;

  /** @param indexes All that the database has, also those of a newer version: what is not written there is cleared. */
  constructor({ name, key }: TableDefinition, indexes: readonly string[], dialect: Dialect) {
    const { recordColumn, recordValue, returning, locked, unlockedOnly } = dialect;
    this.#table = dialect.tableName(name);
    this.#key = key.map(quoted);
    this.#indexes = indexes;
    this.#keyIs = this.#key.map((column) => `${column} = ?`).join(" AND ");
    this.#record = `version, expires_at, ${recordColumn}`;

    this.#from = `${this.#record} FROM ${this.#table} WHERE ${this.#keyIs}`;
    this.#get = `SELECT ${this.#from}`;
    const atVersion = `WHERE ${this.#keyIs} AND version = ?`;
    const columns = [...indexes.map(indexColumn), "version", "expires_at"];
    const all = [...this.#key, ...columns, "record"];
    const places = [...all.slice(1).map(() => "?"), recordValue];
    const set = [...columns.map((column) => `${column} = ?`), `record = ${recordValue}`];
    this.#check = `SELECT 1 FROM ${this.#table} ${atVersion}${locked}`;
    this.#delete = `DELETE FROM ${this.#table} ${atVersion}${returning}`;
    this.#insert = `INSERT INTO ${this.#table} (${all.join(", ")}) VALUES (${places.join(", ")}) ON CONFLICT DO NOTHING${returning}`;
    this.#update = `UPDATE ${this.#table} SET ${set.join(", ")} ${atVersion}${returning}`;
    const keys = this.#key.join(", ");
    const expired = `SELECT ${keys} FROM ${this.#table} WHERE expires_at <= ? ORDER BY expires_at LIMIT ?${unlockedOnly}`;
    // Chosen once: as a subquery, PostgreSQL may choose anew for each row, and so delete more than the limit, in a time that grows with
    // the square of what has expired. That it has is not asked twice either: by that, too, each row would be compared with each.
    this.#sweep = `WITH due AS MATERIALIZED (${expired}) DELETE FROM ${this.#table} WHERE (${keys}) IN (SELECT ${keys} FROM due)`;
  }

  /** The record under a key. */
  get(key: Key): Bound {
    return { sql: this.#get, values: key };
  }

  /** {@link get}, with a number before it that tells the record from those of other tables in one answer. */
  getAs(position: number, key: Key): Bound {
    return { sql: `SELECT ${position}, ${this.#from}`, values: key };
  }

  /** Finds one row when the check holds. */
  check({ key, expect }: Check): Bound {
    return { sql: this.#check, values: [...key, expect.version] };
  }

  /** Changes one row when the precondition holds, and none when it does not. */
  write(entry: CheckedPut | Delete, planId: string): Bound {
    if (entry.kind === "delete") return { sql: this.#delete, values: [...entry.key, entry.expect.version] };
    const entries = this.#indexes.map((index) => entry.indexEntries[index] ?? null);
    const values = [...entries, planId, entry.expiresAt, entry.json];
    if (entry.expect === "absent") return { sql: this.#insert, values: [...entry.key, ...values] };
    return { sql: this.#update, values: [...values, ...entry.key, entry.expect.version] };
  }

  /** Key, record and, of a secondary index, the entry; one row more than the page holds, to know whether something follows. */
  page({ index, range, limit }: Query, behind: readonly string[] | null): Bound {
    const isPrimary = isKeyRange(range);
    const order = isPrimary ? this.#key : [indexColumn(index), ...this.#key.slice(1)];
    const { sql, values } = isPrimary ? this.#underPrefix(range.keyPrefix) : inEntries(indexColumn(index), range);
    const conditions = [...sql];
    if (behind !== null) conditions.push(`(${order.join(", ")}) > (${order.map(() => "?").join(", ")})`);
    // A cursor of an index begins with the pool, which the condition on it fixes already, and names it again in the key.
    const from = behind === null ? [] : isPrimary ? behind : [behind[1] ?? "", ...behind.slice(3)];
    const where = conditions.length === 0 ? "" : ` WHERE ${conditions.join(" AND ")}`;
    const selected = [...this.#key, this.#record, ...(isPrimary ? [] : [indexColumn(index)])].join(", ");
    const text = `SELECT ${selected} FROM ${this.#table}${where} ORDER BY ${order.join(", ")} LIMIT ?`;
    return { sql: text, values: [...values, ...from, limit + 1] };
  }

  /** Atomic by itself: what is read as expired is locked, or nobody else writes, until it is deleted. */
  sweep(expiredAt: number, limit: number): Bound {
    return { sql: this.#sweep, values: [expiredAt, limit] };
  }

  #underPrefix(prefix: Key): { readonly sql: readonly string[]; readonly values: readonly SqlValue[] } {
    return { sql: prefix.map((_, position) => `${this.#key[position]} = ?`), values: prefix };
  }
}

export function quoted(name: string): string {
  return `"${name}"`;
}

export function indexColumn(index: string): string {
  return quoted(`by_${index}`);
}

/** A row of {@link TableSql.get}. */
export function recordUnder(key: Key, { name }: TableDefinition, [version, expiresAt, record]: Row): StoredRecord {
  return {
    table: name,
    key,
    version: String(version),
    expiresAt: expiresAt == null ? null : Number(expiresAt),
    value: JSON.parse(String(record)) as JsonObject,
  };
}

/** A row of {@link TableSql.page}. */
export function recordOf(table: TableDefinition, row: Row): StoredRecord {
  const parts = table.key.length;
  return recordUnder(row.slice(0, parts).map(String), table, row.slice(parts));
}

/** By bounds, not by patterns: there is nothing in a text that could be taken for one. */
function inEntries(column: string, range: EntryRange): { readonly sql: readonly string[]; readonly values: readonly SqlValue[] } {
  if ("equals" in range) return { sql: ["pool_id = ?", `${column} = ?`], values: [range.poolId, range.equals] };
  const bound = prefixUpperBound(range.startsWith);
  const from = { sql: ["pool_id = ?", `${column} >= ?`], values: [range.poolId, range.startsWith] };
  return bound === null ? from : { sql: [...from.sql, `${column} < ?`], values: [...from.values, bound] };
}

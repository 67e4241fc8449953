import type { JsonObject } from "../../codecs/json.ts";
import { prefixUpperBound } from "../../codecs/text.ts";
import type { Check, Delete, EntryRange, Key, Query, StoredRecord, TableDefinition } from "../contract.ts";
import { type CheckedPut, isKeyRange } from "../limits.ts";
import type { Row, SqlValue } from "./driver.ts";

/** SQL together with what it binds. */
export interface Bound {
  readonly sql: string;
  readonly values: readonly SqlValue[];
}

/**
 * The SQL of one table. Text columns compare as their bytes (BINARY), which is the contract's order. Names are the
 * definition's, which are checked; they are quoted because words of SQL are among them. Values are bound, always.
 */
export class TableSql {
  readonly #table: string;
  readonly #key: readonly string[];
  readonly #indexes: readonly string[];
  readonly #keyIs: string;
  readonly #selected: string;

  /** @param indexes All that the database has, also those of a newer version: what is not written there is cleared. */
  constructor({ name, key }: TableDefinition, indexes: readonly string[]) {
    this.#table = sqlName(name);
    this.#key = key.map(quoted);
    this.#indexes = indexes;
    this.#keyIs = this.#key.map((column) => `${column} = ?`).join(" AND ");
    this.#selected = `SELECT ${this.#key.join(", ")}, version, expires_at, record FROM ${this.#table}`;
  }

  get(key: Key): Bound {
    return { sql: `${this.#selected} WHERE ${this.#keyIs}`, values: key };
  }

  /** Finds one row when the check holds. */
  check({ key, expect }: Check): Bound {
    return { sql: `SELECT 1 FROM ${this.#table} WHERE ${this.#keyIs} AND version = ?`, values: [...key, expect.version] };
  }

  /** Changes one row when the precondition holds, and none when it does not. */
  write(entry: CheckedPut | Delete, planId: string): Bound {
    if (entry.kind === "delete") {
      return {
        sql: `DELETE FROM ${this.#table} WHERE ${this.#keyIs} AND version = ?`,
        values: [...entry.key, entry.expect.version],
      };
    }
    const columns = [...this.#indexes.map(indexColumn), "version", "expires_at", "record"];
    const entries = this.#indexes.map((index) => entry.indexEntries[index] ?? null);
    const values = [...entries, planId, entry.expiresAt, entry.json];
    if (entry.expect === "absent") {
      const all = [...this.#key, ...columns];
      const sql = `INSERT INTO ${this.#table} (${all.join(", ")}) VALUES (${all.map(() => "?").join(", ")}) ON CONFLICT DO NOTHING`;
      return { sql, values: [...entry.key, ...values] };
    }
    const set = columns.map((column) => `${column} = ?`).join(", ");
    const sql = `UPDATE ${this.#table} SET ${set} WHERE ${this.#keyIs} AND version = ?`;
    return { sql, values: [...values, ...entry.key, entry.expect.version] };
  }

  /** One row more than the page holds, to know whether something follows. */
  page({ index, range, limit }: Query, behind: readonly string[] | null): Bound {
    const isPrimary = isKeyRange(range);
    const order = isPrimary ? this.#key : [indexColumn(index), ...this.#key.slice(1)];
    const { sql, values } = isPrimary ? this.#underPrefix(range.keyPrefix) : inEntries(indexColumn(index), range);
    const conditions = [...sql];
    if (behind !== null) conditions.push(`(${order.join(", ")}) > (${order.map(() => "?").join(", ")})`);
    // A cursor of an index begins with the pool, which the condition on it fixes already, and names it again in the key.
    const from = behind === null ? [] : isPrimary ? behind : [behind[1] ?? "", ...behind.slice(3)];
    const where = conditions.length === 0 ? "" : ` WHERE ${conditions.join(" AND ")}`;
    const selected = isPrimary ? this.#selected : this.#selected.replace("SELECT ", `SELECT ${indexColumn(index)}, `);
    return { sql: `${selected}${where} ORDER BY ${order.join(", ")} LIMIT ?`, values: [...values, ...from, limit + 1] };
  }

  /** Atomic by itself: what is read as expired is deleted as it was read. */
  sweep(expiredAt: number, limit: number): Bound {
    const key = this.#key.join(", ");
    const expired = `SELECT ${key} FROM ${this.#table} WHERE expires_at <= ? ORDER BY expires_at LIMIT ?`;
    return { sql: `DELETE FROM ${this.#table} WHERE (${key}) IN (${expired})`, values: [expiredAt, limit] };
  }

  #underPrefix(prefix: Key): { readonly sql: readonly string[]; readonly values: readonly SqlValue[] } {
    return { sql: prefix.map((_, position) => `${this.#key[position]} = ?`), values: prefix };
  }
}

/** The table of a DBA: named apart from whatever else is in the file. */
export function sqlName(table: string): string {
  return quoted(`rockpool_${table}`);
}

export function quoted(name: string): string {
  return `"${name}"`;
}

export function indexColumn(index: string): string {
  return quoted(`by_${index}`);
}

export function storedRecord(table: TableDefinition, row: Row): StoredRecord {
  return {
    table: table.name,
    key: table.key.map((column) => String(row[column])),
    version: String(row["version"]),
    expiresAt: row["expires_at"] as number | null,
    value: JSON.parse(String(row["record"])) as JsonObject,
  };
}

/** By bounds, not by patterns: there is nothing in a text that could be taken for one. */
function inEntries(column: string, range: EntryRange): { readonly sql: readonly string[]; readonly values: readonly SqlValue[] } {
  if ("equals" in range) return { sql: ["pool_id = ?", `${column} = ?`], values: [range.poolId, range.equals] };
  const bound = prefixUpperBound(range.startsWith);
  const from = { sql: ["pool_id = ?", `${column} >= ?`], values: [range.poolId, range.startsWith] };
  return bound === null ? from : { sql: [...from.sql, `${column} < ?`], values: [...from.values, bound] };
}

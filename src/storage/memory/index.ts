import { isDeepStrictEqual } from "node:util";
import { RockpoolError } from "../../errors.ts";
import {
  type CommitResult,
  type Page,
  type Plan,
  type Query,
  type RecordRef,
  type StorageAdapter,
  type StoredRecord,
  SWEEP_MARGIN_MS,
  type TableDefinition,
} from "../contract.ts";
import { decodeCursor, encodeCursor } from "../cursor.ts";
import { type CheckedEntry, checkPlan, checkQuery, checkRef, isKeyRange } from "../limits.ts";
import { joined, parted, TableData } from "./table-data.ts";

/**
 * Storage in the memory of the process: for tests and for trying things out. It is the reference for every other adapter;
 * atomic because each operation is one synchronous step. Nothing outlives the process.
 */
export function memory(): StorageAdapter {
  return new MemoryAdapter();
}

class MemoryAdapter implements StorageAdapter {
  readonly #definitions = new Map<string, TableDefinition>();
  readonly #tables = new Map<string, TableData>();

  async open(tables: readonly TableDefinition[]): Promise<void> {
    for (const table of tables) {
      const known = this.#definitions.get(table.name);
      if (known !== undefined && !isDeepStrictEqual(known.key, table.key)) {
        throw new RockpoolError("StorageIncompatibleException", `The key of table ${table.name} differs.`);
      }
      const data = this.#tables.get(table.name) ?? new TableData();
      data.addIndexes(table.indexes);
      this.#definitions.set(table.name, table);
      this.#tables.set(table.name, data);
    }
  }

  async close(): Promise<void> {}

  async describe(): Promise<{ readonly name: string; readonly durable: boolean; readonly now: null }> {
    return { name: "memory", durable: false, now: null };
  }

  async get(refs: readonly RecordRef[]): Promise<readonly (StoredRecord | undefined)[]> {
    return refs.map((ref) => {
      checkRef(this.#definitions, ref);
      return this.#data(ref.table).read(ref);
    });
  }

  async query(query: Query): Promise<Page> {
    const { key } = checkQuery(this.#definitions, query);
    const prefix = placePrefix(query.range);
    const cursor = decodeCursor(query, key.length);
    const behind = cursor === null ? null : joined(cursor);
    const records: StoredRecord[] = [];
    let last = "";
    for (const [place, record] of this.#data(query.table).walk(query.table, query.index, behind ?? prefix, prefix)) {
      if (place === behind) continue;
      if (records.length === query.limit) return { records, cursor: encodeCursor(query, parted(last)) };
      records.push(record);
      last = place;
    }
    return { records, cursor: null };
  }

  async commit(plan: Plan): Promise<CommitResult> {
    const entries = checkPlan(this.#definitions, plan);
    const failed = entries.find((entry) => !this.#holds(entry));
    if (failed !== undefined) return { outcome: "conflict", table: failed.table, key: failed.key };
    for (const entry of entries) {
      if (entry.kind === "put") this.#data(entry.table).put(entry, plan.id);
      if (entry.kind === "delete") this.#data(entry.table).delete(entry.key);
    }
    return { outcome: "committed" };
  }

  async sweep(before: number, limit: number): Promise<number> {
    let deleted = 0;
    for (const data of this.#tables.values()) {
      for (const key of data.expired(before - SWEEP_MARGIN_MS, limit - deleted)) {
        data.delete(key);
        deleted += 1;
      }
    }
    return deleted;
  }

  #data(table: string): TableData {
    const data = this.#tables.get(table);
    if (data === undefined) throw new Error(`table ${table} was checked but not opened`);
    return data;
  }

  #holds({ table, key, expect }: CheckedEntry): boolean {
    const version = this.#data(table).versionOf(key);
    return expect === "absent" ? version === undefined : version === expect.version;
  }
}

/** What every place in the range begins with. */
function placePrefix(range: Query["range"]): string {
  if (isKeyRange(range)) return joined(range.keyPrefix);
  return "equals" in range ? joined([range.poolId, range.equals]) : joined([range.poolId]) + range.startsWith;
}

import { RockpoolError } from "../../errors.ts";
import {
  type CommitResult,
  type Page,
  type Plan,
  type Query,
  type RecordRef,
  type StorageAdapter,
  type StorageDescription,
  type StoredRecord,
  SWEEP_MARGIN_MS,
  type TableDefinition,
} from "../contract.ts";
import { decodeCursor, encodeCursor } from "../cursor.ts";
import { type CheckedEntry, checkPlan, checkQuery, checkRef, isKeyRange } from "../limits.ts";
import { type Bound, type Row, recordOf, recordUnder, TableSql } from "../sql/table-sql.ts";
import { tryCommit, type Work } from "./commit.ts";
import { postgresDialect } from "./dialect.ts";
import { retrying, unavailable } from "./failures.ts";
import { migrate } from "./migrate.ts";
import { type Connection, ignore, type PostgresPool, type Timeouts, withConnection } from "./pool.ts";

/** Where the connections come from. */
export interface PoolSource {
  open(): Promise<PostgresPool>;
  /** Whether the pool ends with the adapter. */
  readonly isOurs: boolean;
}

export interface AdapterOptions extends Timeouts {
  readonly schema: string;
}

/** An open pool, and the SQL of what was opened on it. */
interface Opened {
  readonly pool: PostgresPool;
  readonly tables: ReadonlyMap<string, TableSql>;
}

/** A read is one statement, and so one snapshot; a commit is one transaction; a connection is held no longer than that. */
export class PostgresAdapter implements StorageAdapter {
  readonly #source: PoolSource;
  readonly #options: AdapterOptions;
  readonly #definitions = new Map<string, TableDefinition>();
  #opened: Opened | undefined;

  constructor(source: PoolSource, options: AdapterOptions) {
    this.#source = source;
    this.#options = options;
  }

  async open(tables: readonly TableDefinition[]): Promise<void> {
    await this.close();
    const { schema } = this.#options;
    const pool = await this.#source.open();
    // A connection that is lost while nobody uses it is no reason to end the process. Once for each pool, and for good.
    if (!pool.listeners("error").includes(ignore)) pool.on("error", ignore);
    try {
      const indexes = await retrying(() =>
        withConnection(pool, this.#options, (connection) => migrate(connection, schema, tables)),
      );
      const dialect = postgresDialect(schema);
      const sql = tables.map((table) => [table.name, new TableSql(table, indexes.get(table.name) ?? [], dialect)] as const);
      this.#opened = { pool, tables: new Map(sql) };
      for (const table of tables) this.#definitions.set(table.name, table);
    } catch (error) {
      await this.#letGo(pool);
      throw error;
    }
  }

  async close(): Promise<void> {
    const opened = this.#opened;
    this.#opened = undefined;
    this.#definitions.clear();
    if (opened !== undefined) await this.#letGo(opened.pool);
  }

  async describe(): Promise<StorageDescription> {
    const { rows } = await this.#read((connection) =>
      connection.query("SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint"),
    );
    return { name: "postgres", durable: true, now: Number(rows[0]?.[0]) };
  }

  async get(refs: readonly RecordRef[]): Promise<readonly (StoredRecord | undefined)[]> {
    const { tables } = this.#connected();
    const read = refs.map((ref, position) => ({
      ref,
      table: checkRef(this.#definitions, ref),
      bound: tableOf(tables, ref.table).getAs(position, ref.key),
    }));
    if (read.length === 0) return [];
    const sql = read.map(({ bound }) => bound.sql).join(" UNION ALL ");
    const values = read.flatMap(({ bound }) => bound.values);
    const { rows } = await this.#read((connection) => connection.query(sql, values));
    const found = new Map(rows.map(([position, ...row]) => [Number(position), row]));
    return read.map(({ ref, table }, position) => {
      const row = found.get(position);
      return row === undefined ? undefined : recordUnder(ref.key, table, row);
    });
  }

  async query(query: Query): Promise<Page> {
    const { tables } = this.#connected();
    const table = checkQuery(this.#definitions, query);
    const bound = tableOf(tables, query.table).page(query, decodeCursor(query, table.key.length));
    const { rows } = await this.#read((connection) => connection.query(bound.sql, bound.values));
    const page = rows.slice(0, query.limit);
    const records = page.map((row) => recordOf(table, row));
    const last = records.at(-1);
    if (rows.length <= query.limit || last === undefined) return { records, cursor: null };
    return { records, cursor: encodeCursor(query, placeOf(query, last, page.at(-1))) };
  }

  async commit(plan: Plan): Promise<CommitResult> {
    const { pool, tables } = this.#connected();
    const works = checkPlan(this.#definitions, plan).map((entry) => workOf(tableOf(tables, entry.table), entry, plan.id));
    return retrying(() => tryCommit({ pool, timeouts: this.#options }, plan, works));
  }

  async sweep(before: number, limit: number): Promise<number> {
    const { tables } = this.#connected();
    let deleted = 0;
    for (const table of tables.values()) {
      if (deleted >= limit) break;
      const { sql, values } = table.sweep(before - SWEEP_MARGIN_MS, limit - deleted);
      const counted = `WITH swept AS (${sql} RETURNING 1) SELECT count(*) FROM swept`;
      const { rows } = await this.#read((connection) => connection.query(counted, values));
      deleted += Number(rows[0]?.[0]);
    }
    return deleted;
  }

  /** One statement, which is its own transaction: when its answer is lost it may be asked again. */
  #read<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
    const { pool } = this.#connected();
    return retrying(() => withConnection(pool, this.#options, work));
  }

  #connected(): Opened {
    if (this.#opened !== undefined) return this.#opened;
    throw unavailable("notCommitted", "The PostgreSQL storage is not open.");
  }

  async #letGo(pool: PostgresPool): Promise<void> {
    if (this.#source.isOurs) await pool.end();
  }
}

function workOf(table: TableSql, entry: CheckedEntry, planId: string): Work {
  const statement: Bound = entry.kind === "check" ? table.check(entry) : table.write(entry, planId);
  return { entry, statement, version: table.get(entry.key) };
}

function placeOf({ range }: Query, last: StoredRecord, row: Row | undefined): readonly string[] {
  return isKeyRange(range) ? last.key : [range.poolId, String(row?.at(-1)), ...last.key];
}

function tableOf(tables: ReadonlyMap<string, TableSql>, name: string): TableSql {
  const table = tables.get(name);
  if (table === undefined) throw new RockpoolError("ResourceNotFoundException", `table ${name} was checked but not opened`);
  return table;
}

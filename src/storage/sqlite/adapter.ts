import { open as openFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { RockpoolError } from "../../errors.ts";
import { systemRuntime } from "../../runtime.ts";
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
import { configure } from "./configure.ts";
import { sqliteDialect } from "./dialect.ts";
import { type Driver, isBusy, type OpenDriver, type Statement } from "./driver.ts";
import { migrate } from "./migrate.ts";

const IN_MEMORY = ":memory:";
/** How long another connection is waited for before the storage counts as unavailable. */
const MAX_BUSY_MS = 10_000;

/** An open connection, and what was prepared on it. */
interface Connection {
  readonly driver: Driver;
  readonly statements: Map<string, Statement>;
  readonly tables: ReadonlyMap<string, TableSql>;
}

/**
 * Each operation is one synchronous transaction on one connection, so nothing in this process comes between its parts;
 * between processes SQLite's own lock for writing decides.
 */
export class SqliteAdapter implements StorageAdapter {
  readonly #path: string;
  readonly #openDriver: OpenDriver;
  readonly #definitions = new Map<string, TableDefinition>();
  #connection: Connection | undefined;

  constructor(path: string, openDriver: OpenDriver) {
    this.#path = path;
    this.#openDriver = openDriver;
  }

  async open(tables: readonly TableDefinition[]): Promise<void> {
    await this.close();
    await makeFile(this.#path);
    let driver: Driver | undefined;
    try {
      driver = await this.#openDriver(this.#path);
      this.#connection = await connect(driver, tables);
    } catch (error) {
      driver?.close();
      throw error instanceof RockpoolError
        ? error
        : unavailable("notCommitted", "This is no SQLite file that can be used.", error);
    }
    for (const table of tables) this.#definitions.set(table.name, table);
  }

  async close(): Promise<void> {
    this.#connection?.driver.close();
    this.#connection = undefined;
    this.#definitions.clear();
  }

  async describe(): Promise<StorageDescription> {
    return { name: "sqlite", durable: this.#path !== IN_MEMORY, now: null };
  }

  async get(refs: readonly RecordRef[]): Promise<readonly (StoredRecord | undefined)[]> {
    const connection = this.#connected();
    const read = refs.map((ref) => ({
      ref,
      table: checkRef(this.#definitions, ref),
      bound: tableOf(connection, ref.table).get(ref.key),
    }));
    const rows = await this.#read(
      connection,
      read.map(({ bound }) => bound),
    );
    return read.map(({ ref, table }, position) => {
      const row = rows[position]?.[0];
      return row === undefined ? undefined : recordUnder(ref.key, table, row);
    });
  }

  async query(query: Query): Promise<Page> {
    const connection = this.#connected();
    const table = checkQuery(this.#definitions, query);
    const bound = tableOf(connection, query.table).page(query, decodeCursor(query, table.key.length));
    const [rows = []] = await this.#read(connection, [bound]);
    const page = rows.slice(0, query.limit);
    const records = page.map((row) => recordOf(table, row));
    const last = records.at(-1);
    if (rows.length <= query.limit || last === undefined) return { records, cursor: null };
    const place = isKeyRange(query.range) ? last.key : [query.range.poolId, String(page.at(-1)?.at(-1)), ...last.key];
    return { records, cursor: encodeCursor(query, place) };
  }

  async commit(plan: Plan): Promise<CommitResult> {
    const connection = this.#connected();
    const entries = checkPlan(this.#definitions, plan);
    return this.#write<CommitResult>(connection, () => {
      const failed = entries.find((entry) => !applied(connection, entry, plan.id));
      if (failed === undefined) return { keep: { outcome: "committed" } };
      return { undo: { outcome: "conflict", table: failed.table, key: failed.key } };
    });
  }

  async sweep(before: number, limit: number): Promise<number> {
    const connection = this.#connected();
    return this.#write<number>(connection, () => {
      let deleted = 0;
      for (const table of connection.tables.values()) {
        if (deleted < limit) deleted += run(connection, table.sweep(before - SWEEP_MARGIN_MS, limit - deleted));
      }
      return { keep: deleted };
    });
  }

  /** One transaction, which in WAL mode is one snapshot and waits for nobody. */
  #read(connection: Connection, reads: readonly Bound[]): Promise<readonly (readonly Row[])[]> {
    const all = (): readonly (readonly Row[])[] => reads.map(({ sql, values }) => prepared(connection, sql).all(...values));
    return whileBusy(() => inTransaction(connection.driver, "DEFERRED", () => ({ keep: all() })));
  }

  #write<T>({ driver }: Connection, work: () => Ended<T>): Promise<T> {
    return whileBusy(() => inTransaction(driver, "IMMEDIATE", work));
  }

  #connected(): Connection {
    if (this.#connection !== undefined) return this.#connection;
    throw unavailable("notCommitted", "The SQLite storage is not open.");
  }
}

async function connect(driver: Driver, tables: readonly TableDefinition[]): Promise<Connection> {
  await whileBusy(() => configure(driver));
  const indexes = await whileBusy(() => inTransaction(driver, "IMMEDIATE", () => ({ keep: migrate(driver, tables) })));
  const sql = tables.map((table) => [table.name, new TableSql(table, indexes.get(table.name) ?? [], sqliteDialect)] as const);
  return { driver, statements: new Map(), tables: new Map(sql) };
}

/** What is to become of a transaction, and what it came to. */
type Ended<T> = { readonly keep: T } | { readonly undo: T };

/**
 * All or nothing. A failure before COMMIT is undone; of one at COMMIT SQLite says whether it could still be undone.
 *
 * @throws what `work` throws; `StorageUnavailableException` for what SQLite fails with, but for a database that is busy.
 */
function inTransaction<T>(driver: Driver, mode: "DEFERRED" | "IMMEDIATE", work: () => Ended<T>): T {
  let isCommitting = false;
  try {
    driver.exec(`BEGIN ${mode}`);
    const ended = work();
    isCommitting = "keep" in ended;
    driver.exec(isCommitting ? "COMMIT" : "ROLLBACK");
    return "keep" in ended ? ended.keep : ended.undo;
  } catch (error) {
    const canUndo = driver.inTransaction();
    if (canUndo) undo(driver);
    if (error instanceof RockpoolError || isBusy(error)) throw error;
    throw unavailable(isCommitting && !canUndo ? "unknown" : "notCommitted", "SQLite failed.", error);
  }
}

/** What cannot be undone now is never committed either: the next transaction cannot begin before it is undone. */
function undo(driver: Driver): void {
  try {
    driver.exec("ROLLBACK");
  } catch {
    // What failed before says more.
  }
}

/** Tries again while another connection writes, waiting off the main thread, longer each time and never in step. */
async function whileBusy<T>(work: () => T): Promise<T> {
  for (let waited = 0, longest = 2; ; longest = Math.min(longest * 2, 100)) {
    try {
      return work();
    } catch (error) {
      if (!isBusy(error)) throw error;
      if (waited >= MAX_BUSY_MS) throw unavailable("notCommitted", "The SQLite file stayed locked by another process.", error);
      const pause = 1 + ((systemRuntime.random(1)[0] ?? 0) / 256) * longest;
      await sleep(pause);
      waited += pause;
    }
  }
}

/** SQLite would make the file readable by everyone; its WAL has the permissions of the file. */
async function makeFile(path: string): Promise<void> {
  if (path === IN_MEMORY) return;
  const file = await openFile(path, "a", 0o600).catch((error: unknown) => {
    throw unavailable("notCommitted", `The SQLite file ${path} cannot be opened.`, error);
  });
  await file.close();
}

function prepared({ driver, statements }: Connection, sql: string): Statement {
  const before = statements.get(sql);
  if (before !== undefined) return before;
  const statement = driver.prepare(sql);
  statements.set(sql, statement);
  return statement;
}

function run(connection: Connection, { sql, values }: Bound): number {
  return prepared(connection, sql).run(...values);
}

/** Whether the precondition held; then what it was for is done. */
function applied(connection: Connection, entry: CheckedEntry, planId: string): boolean {
  const table = tableOf(connection, entry.table);
  if (entry.kind !== "check") return run(connection, table.write(entry, planId)) === 1;
  const { sql, values } = table.check(entry);
  return prepared(connection, sql).all(...values).length === 1;
}

function tableOf({ tables }: Connection, name: string): TableSql {
  const table = tables.get(name);
  if (table === undefined) throw new Error(`table ${name} was checked but not opened`);
  return table;
}

function unavailable(outcome: "notCommitted" | "unknown", message: string, cause?: unknown): RockpoolError {
  return new RockpoolError("StorageUnavailableException", message, { outcome }, { cause });
}

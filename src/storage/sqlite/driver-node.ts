import { RockpoolError } from "../../errors.ts";
import type { Row, SqlValue } from "../sql/table-sql.ts";
import type { Driver } from "./driver.ts";

/** As much of `node:sqlite` as is used here. What is optional came after Node 22.5. */
interface NodeSqlite {
  readonly DatabaseSync: new (path: string) => Database;
}

interface Database {
  readonly isTransaction?: boolean;
  prepare(sql: string): Prepared;
  exec(sql: string): void;
  close(): void;
}

interface Prepared {
  setReturnArrays?(enabled: boolean): void;
  run(...values: readonly SqlValue[]): { readonly changes: number | bigint };
  all(...values: readonly SqlValue[]): readonly (Row | Readonly<Record<string, SqlValue>>)[];
}

/** How SQLite itself waits for another connection, in ms. It waits on the main thread: longer waits are the adapter's. */
const BUSY_TIMEOUT_MS = 20;

/** What is built into this Node; a parameter, so that a test can have it missing. */
type FindBuiltin = (name: string) => unknown;
const builtin: FindBuiltin = (name) => (process.getBuiltinModule as FindBuiltin | undefined)?.(name);

/** @throws `MissingPeerException` on a Node that has no `node:sqlite`. */
export async function openNodeSqlite(path: string, find: FindBuiltin = builtin): Promise<Driver> {
  const sqlite = find("node:sqlite") as NodeSqlite | undefined;
  if (sqlite === undefined) {
    const message = "This Node has no node:sqlite: use Node 22.13 or newer, or run: npm install better-sqlite3@12";
    throw new RockpoolError("MissingPeerException", message, { packageName: "better-sqlite3" });
  }
  const database = new sqlite.DatabaseSync(path);
  database.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}`);
  let isOpen = true;
  return {
    prepare(sql) {
      const statement = database.prepare(sql);
      statement.setReturnArrays?.(true);
      return {
        run: (...values) => Number(statement.run(...values).changes),
        all: (...values) => statement.all(...values).map(arrayOf),
      };
    },
    exec: (sql) => database.exec(sql),
    // A database that is closed does not say, but throws.
    inTransaction: () => isOpen && (database.isTransaction ?? isWithin(database)),
    close: () => {
      isOpen = false;
      database.close();
    },
  };
}

/** In the order of the columns, which no statement of ours names twice. */
function arrayOf(row: Row | Readonly<Record<string, SqlValue>>): Row {
  return Array.isArray(row) ? row : Object.values(row as Readonly<Record<string, SqlValue>>);
}

/** A transaction cannot begin within one. */
function isWithin(database: Database): boolean {
  try {
    database.exec("BEGIN");
  } catch {
    return true;
  }
  database.exec("ROLLBACK");
  return false;
}

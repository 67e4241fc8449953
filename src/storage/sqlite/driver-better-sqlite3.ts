import { createRequire } from "node:module";
import { RockpoolError } from "../../errors.ts";
import type { Row } from "../sql/table-sql.ts";
import type { Driver } from "./driver.ts";

type Binding = typeof import("better-sqlite3");

/** How SQLite itself waits for another connection, in ms. It waits on the main thread: longer waits are the adapter's. */
const BUSY_TIMEOUT_MS = 20;
/** The Node-API version that better-sqlite3 13 is built for. On an older Node it does not fail: the process dies. */
const NAPI_OF_13 = 10;

/** How the binding is found; a parameter, so that a test can have it missing. */
export interface Loader {
  readonly version: () => string;
  readonly load: () => Promise<{ readonly default: Binding }>;
}

const installed: Loader = {
  version: () => (createRequire(import.meta.url)("better-sqlite3/package.json") as { readonly version: string }).version,
  load: () => import("better-sqlite3"),
};

/** @throws `MissingPeerException` when better-sqlite3 is not there, or not made for this Node. */
export async function openBetterSqlite3(path: string, loader: Loader = installed): Promise<Driver> {
  const Database = await loadBinding(loader);
  const database = new Database(path, { timeout: BUSY_TIMEOUT_MS });
  return {
    prepare(sql) {
      const statement = database.prepare<unknown[], Row>(sql);
      if (statement.reader) statement.raw(true);
      return { run: (...values) => statement.run(...values).changes, all: (...values) => statement.all(...values) };
    },
    exec: (sql) => {
      database.exec(sql);
    },
    inTransaction: () => database.inTransaction,
    close: () => {
      database.close();
    },
  };
}

async function loadBinding({ version, load }: Loader): Promise<Binding> {
  try {
    const major = Number.parseInt(version(), 10);
    if (major >= 13 && Number(process.versions["napi"]) < NAPI_OF_13) {
      throw missing("better-sqlite3 13 needs Node 22.14 or newer. Run: npm install better-sqlite3@12");
    }
    return (await load()).default;
  } catch (error) {
    if (error instanceof RockpoolError) throw error;
    throw missing(
      "SQLite storage needs the package better-sqlite3. Run: npm install better-sqlite3@12 " +
        "(it is compiled where no binary is published for this Node: python3, make and g++ must be there).",
      error,
    );
  }
}

function missing(message: string, cause?: unknown): RockpoolError {
  return new RockpoolError("MissingPeerException", message, { packageName: "better-sqlite3" }, { cause });
}

import type { StorageAdapter } from "../contract.ts";
import { SqliteAdapter } from "./adapter.ts";
import { openBetterSqlite3 } from "./driver-better-sqlite3.ts";

/**
 * Storage in one SQLite file, by the optional peer better-sqlite3 12. What was acknowledged is on disk (WAL, synchronous=FULL).
 * Several processes of one machine may use the file at once; it must not be on a network file system. Tables are
 * `rockpool_…`, and may stand beside your own.
 *
 * @param path A file, made (for its owner only) when it is missing. `:memory:` is a database that ends with the adapter.
 */
export function sqlite(path: string): StorageAdapter {
  return new SqliteAdapter(path, openBetterSqlite3);
}

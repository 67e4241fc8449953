import { invalidParameter } from "../../codecs/schema.ts";
import { isRockpoolError } from "../../errors.ts";
import type { StorageAdapter } from "../contract.ts";
import { SqliteAdapter } from "./adapter.ts";
import type { OpenDriver } from "./driver.ts";
import { openBetterSqlite3 } from "./driver-better-sqlite3.ts";
import { openNodeSqlite } from "./driver-node.ts";

export interface SqliteOptions {
  /**
   * The optional peer better-sqlite3 12, or what is built into Node 22.13 and later (22.5 with a flag). They read the same files.
   *
   * @default better-sqlite3 where it is installed, else node:sqlite
   */
  readonly driver?: "better-sqlite3" | "node:sqlite" | undefined;
}

const drivers: Readonly<Record<"auto" | NonNullable<SqliteOptions["driver"]>, OpenDriver>> = {
  "better-sqlite3": (path) => openBetterSqlite3(path),
  "node:sqlite": (path) => openNodeSqlite(path),
  auto: (path) =>
    openBetterSqlite3(path).catch((missing: unknown) => {
      if (!isRockpoolError(missing, "MissingPeerException")) throw missing;
      // Where there is neither, what can be installed is the better advice.
      return openNodeSqlite(path).catch((error: unknown) => {
        throw isRockpoolError(error, "MissingPeerException") ? missing : error;
      });
    }),
};

/**
 * Storage in one SQLite file. What was acknowledged is on disk (WAL, synchronous=FULL). Several processes of one machine may use
 * the file at once; it must not be on a network file system. Tables are `rockpool_…`, and may stand beside your own.
 *
 * @param path A file, made (for its owner only) when it is missing. `:memory:` is a database that ends with the adapter.
 * @throws `InvalidParameterException` for a driver there is not.
 */
export function sqlite(path: string, { driver }: SqliteOptions = {}): StorageAdapter {
  const open = drivers[driver ?? "auto"];
  if (open === undefined) throw invalidParameter(["driver"], "Member must be better-sqlite3 or node:sqlite");
  return new SqliteAdapter(path, open);
}

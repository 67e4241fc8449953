import { invalidParameter } from "../../codecs/schema.ts";
import { optionalPeer } from "../../optional-peer.ts";
import type { StorageAdapter } from "../contract.ts";
import { PostgresAdapter } from "./adapter.ts";
import type { PostgresPool } from "./pool.ts";

export type { PostgresClient, PostgresPool } from "./pool.ts";

export interface PostgresOptions {
  /** The schema that holds the tables; made when it is missing, if the role may. @default "rockpool" */
  readonly schema?: string | undefined;
  /** How long a free connection is waited for, in ms. @default 5000 */
  readonly connectionTimeoutMs?: number | undefined;
  /** How long the server may take for one statement, in ms; the answer may take 2 s more. @default 10000 */
  readonly statementTimeoutMs?: number | undefined;
}

/**
 * Storage in PostgreSQL 13 or newer, by the optional peer pg 8: for as many processes as you like. What was acknowledged is on
 * disk, also where the role's `synchronous_commit` is off. It works behind PgBouncer in transaction mode: it prepares no
 * statement, and leaves nothing on a connection.
 *
 * @param connection A `Pool` of pg, which stays yours to end; or a connection string, for a pool of its own.
 * @throws `InvalidParameterException`
 */
export function postgres(connection: PostgresPool | string, options: PostgresOptions = {}): StorageAdapter {
  const { schema = "rockpool", connectionTimeoutMs = 5_000, statementTimeoutMs = 10_000 } = options;
  if (!/^[a-z_][a-z0-9_]{0,62}$/.test(schema)) {
    throw invalidParameter(["schema"], "Member must be a lower-case SQL name of at most 63 characters");
  }
  for (const [name, ms] of Object.entries({ connectionTimeoutMs, statementTimeoutMs })) {
    if (!Number.isInteger(ms) || ms < 1 || ms > 600_000) throw invalidParameter([name], "Member must be 1 to 600000");
  }
  const settings = { schema, connectionTimeoutMs, statementTimeoutMs };
  if (typeof connection !== "string") {
    if (typeof connection?.connect !== "function")
      throw invalidParameter(["connection"], "Member must be a Pool of pg or a string");
    return new PostgresAdapter({ open: async () => connection, isOurs: false }, settings);
  }
  return new PostgresAdapter({ open: () => newPool(connection, connectionTimeoutMs), isOurs: true }, settings);
}

/** One that does not come up leaves its place to another, a little after nobody waits for it any more. */
const CONNECTION_MARGIN_MS = 1_000;

/** @throws `MissingPeerException` */
async function newPool(connectionString: string, connectionTimeoutMs: number): Promise<PostgresPool> {
  const { default: pg } = await optionalPeer("PostgreSQL storage", "pg", () => import("pg"));
  return new pg.Pool({ connectionString, connectionTimeoutMillis: connectionTimeoutMs + CONNECTION_MARGIN_MS });
}

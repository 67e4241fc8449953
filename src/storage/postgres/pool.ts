import { RockpoolError } from "../../errors.ts";
import type { Row, SqlValue } from "../sql/table-sql.ts";

/** What the adapter needs of a `Pool` of the package pg. */
export interface PostgresPool {
  connect(): Promise<PostgresClient>;
  end(): Promise<void>;
  on(event: "error", listener: (error: Error) => void): unknown;
  listeners(event: "error"): readonly unknown[];
}

interface PostgresQuery {
  readonly text: string;
  values?: SqlValue[];
  readonly rowMode: "array";
}

export interface PostgresClient {
  query(query: PostgresQuery): Promise<{ readonly rows: Row[]; readonly command: string }>;
  /** `true`: the connection is not used again. */
  release(destroy?: boolean): void;
  on(event: "error", listener: (error: Error) => void): unknown;
  off(event: "error", listener: (error: Error) => void): unknown;
}

export interface Timeouts {
  /** How long a free connection is waited for, in ms. */
  readonly connectionTimeoutMs: number;
  /** How long the server may take for a statement, in ms. */
  readonly statementTimeoutMs: number;
}

/** Over the network an answer takes a little longer than the statement. */
const ANSWER_MARGIN_MS = 2_000;

/** One connection, for as long as `withConnection` lends it. */
export interface Connection {
  /** Binds a value to each `?`. */
  query(sql: string, values?: readonly SqlValue[]): Promise<{ readonly rows: readonly Row[]; readonly command: string }>;
}

/**
 * Lends a connection of the pool. One on which anything failed is not used again, so none goes back in the middle of a
 * transaction.
 *
 * @throws `StorageUnavailableException` when no connection becomes free. Whatever `work` throws.
 */
export async function withConnection<T>(
  pool: PostgresPool,
  timeouts: Timeouts,
  work: (connection: Connection) => Promise<T>,
): Promise<T> {
  const client = await connect(pool, timeouts.connectionTimeoutMs);
  // A connection that is lost between two statements says so by an event, which nobody else listens to.
  client.on("error", ignore);
  const answerMs = timeouts.statementTimeoutMs + ANSWER_MARGIN_MS;
  let isWell = false;
  try {
    const result = await work({
      query: (sql, values) => inTime(client.query(queryOf(sql, values)), answerMs, noAnswer),
    });
    isWell = true;
    return result;
  } finally {
    client.off("error", ignore);
    client.release(!isWell);
  }
}

async function connect(pool: PostgresPool, timeoutMs: number): Promise<PostgresClient> {
  const connecting = pool.connect();
  try {
    return await inTime(connecting, timeoutMs, () => {
      const message = `No connection of the PostgreSQL pool became free in ${timeoutMs} ms.`;
      return new RockpoolError("StorageUnavailableException", message, { outcome: "notCommitted" });
    });
  } catch (error) {
    // One that comes after all goes back unused.
    connecting.then((client) => client.release(), ignore);
    throw error;
  }
}

/** The server did not answer; whether it did what it was asked is not known. */
export class NoAnswer extends Error {
  override readonly name = "NoAnswer";
}

function noAnswer(): Error {
  return new NoAnswer("PostgreSQL did not answer in time");
}

async function inTime<T>(work: Promise<T>, ms: number, late: () => Error): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(late()), ms);
  });
  try {
    return await Promise.race([work, timeout]);
  } finally {
    clearTimeout(timer);
    work.catch(ignore);
  }
}

/** Without values it may be several statements. */
function queryOf(sql: string, values: readonly SqlValue[] | undefined): PostgresQuery {
  const text = numbered(sql);
  return values === undefined ? { text, rowMode: "array" } : { text, values: [...values], rowMode: "array" };
}

/** `?` → `$1`, `$2`, …: there is no other question mark in our SQL. */
function numbered(sql: string): string {
  let place = 0;
  return sql.replaceAll("?", () => {
    place += 1;
    return `$${place}`;
  });
}

/** What went wrong is seen by who uses the connection next. */
export function ignore(): void {}

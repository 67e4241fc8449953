import type { Row, SqlValue } from "../sql/table-sql.ts";

/** The little that the adapter needs of a SQLite binding: synchronous, one connection. */
export interface Driver {
  /** `undefined`s and booleans are never bound. */
  prepare(sql: string): Statement;
  exec(sql: string): void;
  /** Whether a transaction is open; after a COMMIT that failed, whether it can still be rolled back. */
  inTransaction(): boolean;
  close(): void;
}

export interface Statement {
  /** How many rows were inserted, updated or deleted. */
  run(...values: readonly SqlValue[]): number;
  all(...values: readonly SqlValue[]): readonly Row[];
}

/** Opens the file at a path; `:memory:` is a database of the connection's own. */
export type OpenDriver = (path: string) => Promise<Driver>;

const BUSY = 5;
const LOCKED = 6;

/** The database is in use by another connection. Nothing was done, and it may be tried again. */
export function isBusy(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = "code" in error ? String(error.code) : "";
  // node:sqlite gives SQLite's own number, of which the last byte says what it is.
  const number = "errcode" in error ? Number(error.errcode) & 0xff : 0;
  return code.startsWith("SQLITE_BUSY") || code.startsWith("SQLITE_LOCKED") || number === BUSY || number === LOCKED;
}

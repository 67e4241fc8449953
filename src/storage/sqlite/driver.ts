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

/** The database is in use by another connection. Nothing was done, and it may be tried again. */
export function isBusy(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return code.startsWith("SQLITE_BUSY") || code.startsWith("SQLITE_LOCKED");
}

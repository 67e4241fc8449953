import pg from "pg";
import { inject } from "vitest";

let named = 0;

/** A name that no other test uses. */
export function newSchema(): string {
  named += 1;
  return `t${process.pid}_${Date.now().toString(36)}_${named}`;
}

/** A few connections for all tests of a worker: there are more tests than a server takes connections. */
export const sharedPool: pg.Pool = new pg.Pool({ connectionString: inject("postgres"), max: 8 });

export async function dropSchema(schema: string): Promise<void> {
  await sharedPool.query(`DROP SCHEMA IF EXISTS "${schema}" CASCADE`);
}

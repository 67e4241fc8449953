import type { TestProject } from "vitest/node";
import { type PostgresServer, startPostgres } from "./postgres-server.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Of the server that all tests share, each with schemas of its own. */
    readonly postgres: string;
  }
}

let server: PostgresServer | undefined;

/** One server for the whole run. What it holds is gone afterwards, so nothing is to be put on disk. */
export async function setup({ provide }: TestProject): Promise<void> {
  server = await startPostgres({ fsync: "off", full_page_writes: "off" });
  provide("postgres", server.connectionString);
}

export async function teardown(): Promise<void> {
  await server?.remove();
}

import type { TestProject } from "vitest/node";
import { startPostgres } from "./postgres-server.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Of the server that all tests share, each with schemas of its own. */
    readonly postgres: string;
  }
}

/** One server for the whole run. What it holds is gone afterwards, so nothing is to be put on disk. */
export default async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  const server = await startPostgres({ fsync: "off", full_page_writes: "off" });
  provide("postgres", server.connectionString);
  return () => server.remove();
}

import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import type { StorageAdapter } from "rockpool/storage";
import { postgres } from "rockpool/storage/postgres";
import type { SchemaPlace } from "./world.ts";

/** Takes its time after each commit, which it tells. */
export function slowed(storage: StorageAdapter, pauseMs: number, tellStep: () => void): StorageAdapter {
  return {
    open: (tables) => storage.open(tables),
    close: () => storage.close(),
    describe: () => storage.describe(),
    get: (refs) => storage.get(refs),
    query: (query) => storage.query(query),
    sweep: (before, limit) => storage.sweep(before, limit),
    async commit(plan) {
      const result = await storage.commit(plan);
      if (result.outcome === "committed") {
        tellStep();
        await sleep(pauseMs);
      }
      return result;
    },
  };
}

/** PostgreSQL, on which the process stands still once: in a transaction that has inserted a user's name, and so holds its lock. */
export function stalling({ connectionString, schema }: SchemaPlace, ms: number, tellStalling: () => void): StorageAdapter {
  const pool = new pg.Pool({ connectionString, max: 2 });
  let hasStalled = false;
  pool.on("connect", (client) => {
    const query = client.query.bind(client) as (sent: { readonly text?: string }) => Promise<unknown>;
    const standing = async (sent: { readonly text?: string }): Promise<unknown> => {
      const answer = await query(sent);
      if (!hasStalled && sent.text?.startsWith(`INSERT INTO "${schema}"."usernames"`) === true) {
        hasStalled = true;
        tellStalling();
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
      }
      return answer;
    };
    Object.assign(client, { query: standing });
  });
  return postgres(pool, { schema });
}

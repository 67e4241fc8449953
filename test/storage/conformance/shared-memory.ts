import { RockpoolError } from "../../../src/errors.ts";
import { TABLES } from "../../../src/storage/conformance/fixtures.ts";
import type { Opened } from "../../../src/storage/conformance/index.ts";
import type { StorageAdapter, TableDefinition } from "../../../src/storage/contract.ts";
import { memory } from "../../../src/storage/memory/index.ts";

/**
 * Memory that several adapters reach and that outlives their closing, so that a suite can be tried on a correct storage
 * with every capability. Its tables are known from the start: memory alone cannot add an index later.
 */
export async function sharedMemory(): Promise<Opened> {
  const data = memory();
  const known = new Map<string, TableDefinition>();
  await data.open(TABLES);

  const connection = (): StorageAdapter => ({
    async open(tables) {
      for (const table of tables) {
        const before = known.get(table.name);
        if (before !== undefined && before.key.join() !== table.key.join()) {
          throw new RockpoolError("StorageIncompatibleException", `The key of table ${table.name} differs.`);
        }
        known.set(table.name, table);
      }
      await data.open(tables);
    },
    async close() {},
    describe: async () => ({ ...(await data.describe()), durable: true }),
    get: (refs) => data.get(refs),
    query: (query) => data.query(query),
    commit: (plan) => data.commit(plan),
    sweep: (before, limit) => data.sweep(before, limit),
  });
  return { storage: connection(), connectAgain: async () => connection() };
}

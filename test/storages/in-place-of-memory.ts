import type { StorageAdapter } from "rockpool/storage";

/**
 * An adapter that a test may use as it would use `memory()`: its data ends with the test, so it takes published keys and needs
 * no master key; and it has no clock but the test's.
 */
export function inPlaceOfMemory(adapter: StorageAdapter): StorageAdapter {
  return {
    open: (tables) => adapter.open(tables),
    close: () => adapter.close(),
    describe: async () => ({ ...(await adapter.describe()), durable: false, now: null }),
    get: (refs) => adapter.get(refs),
    query: (query) => adapter.query(query),
    commit: (plan) => adapter.commit(plan),
    sweep: (before, limit) => adapter.sweep(before, limit),
  };
}

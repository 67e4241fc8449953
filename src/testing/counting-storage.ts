import type { StorageAdapter } from "../storage/contract.ts";

/** How often each operation of the contract was called. */
export interface StorageCounts {
  readonly get: number;
  readonly query: number;
  readonly commit: number;
  readonly sweep: number;
}

export interface CountingStorage extends StorageAdapter {
  /** Runs `work` and tells what it cost. Only what runs alone is counted rightly. */
  count(work: () => Promise<unknown>): Promise<StorageCounts>;
}

/** A storage that counts what is asked of another: a step of a sign-in is one commit, and a test can prove it. */
export function countingStorage(adapter: StorageAdapter): CountingStorage {
  let counts: StorageCounts = { get: 0, query: 0, commit: 0, sweep: 0 };
  const add = (operation: keyof StorageCounts): void => {
    counts = { ...counts, [operation]: counts[operation] + 1 };
  };
  return {
    open: (tables) => adapter.open(tables),
    close: () => adapter.close(),
    describe: () => adapter.describe(),
    get: (refs) => {
      add("get");
      return adapter.get(refs);
    },
    query: (query) => {
      add("query");
      return adapter.query(query);
    },
    commit: (plan) => {
      add("commit");
      return adapter.commit(plan);
    },
    sweep: (before, limit) => {
      add("sweep");
      return adapter.sweep(before, limit);
    },
    async count(work) {
      const before = counts;
      await work();
      return {
        get: counts.get - before.get,
        query: counts.query - before.query,
        commit: counts.commit - before.commit,
        sweep: counts.sweep - before.sweep,
      };
    },
  };
}

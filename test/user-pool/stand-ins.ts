import { createHash } from "node:crypto";
import { generateMasterKey, type Random } from "rockpool";
import type { Plan, StorageAdapter, TableDefinition } from "rockpool/storage";
import { memory } from "rockpool/storage/memory";
import { type TestPool, type TestPoolOptions, testPool } from "rockpool/testing";
import { systemRuntime } from "../../src/runtime.ts";
import { createKeyring } from "../../src/seal/sealing.ts";
import { Store } from "../../src/storage/store.ts";

/** The code of an error, for a list of answers. */
export const codeOf = (error: unknown): string =>
  error instanceof Error && "code" in error ? String(error.code) : String(error);

/** An adapter that is another one but for some of its methods. */
export function adapterWith(inner: StorageAdapter, changed: Partial<StorageAdapter>): StorageAdapter {
  return {
    open: (tables) => inner.open(tables),
    close: () => inner.close(),
    describe: () => inner.describe(),
    get: (refs) => inner.get(refs),
    query: (query) => inner.query(query),
    commit: (plan) => inner.commit(plan),
    sweep: (before, limit) => inner.sweep(before, limit),
    ...changed,
  };
}

/** A place where something waits until it is let through. */
export interface Gate {
  /** Resolves when somebody waits. */
  readonly reached: Promise<void>;
  release(): void;
  /** Waits. */
  pass(): Promise<void>;
}

export function gate(): Gate {
  let arrive = (): void => {};
  let release = (): void => {};
  const reached = new Promise<void>((resolve) => {
    arrive = resolve;
  });
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  return {
    reached,
    release: () => release(),
    pass() {
      arrive();
      return released;
    },
  };
}

export interface HoldingStorage extends StorageAdapter {
  /** The next commit that writes to this table waits at a gate, before anything of it is done. */
  holdNextCommit(table: string): Gate;
}

/** A memory storage in which a commit can be held while others go by. */
export function holdingStorage(): HoldingStorage {
  const inner = memory();
  let held: { readonly table: string; readonly gate: Gate } | undefined;
  const commit: StorageAdapter["commit"] = async (plan) => {
    const stop = held !== undefined && writes(plan, held.table) ? held.gate : undefined;
    if (stop !== undefined) {
      held = undefined;
      await stop.pass();
    }
    return inner.commit(plan);
  };
  return {
    ...adapterWith(inner, { commit }),
    holdNextCommit(table) {
      held = { table, gate: gate() };
      return held.gate;
    },
  };
}

/** Whether a plan puts a record into a table. */
function writes({ entries }: Plan, table: string): boolean {
  return entries.some((entry) => entry.kind === "put" && entry.table === table);
}

export interface RecordingStorage extends StorageAdapter {
  /** What was committed, in order. */
  readonly plans: readonly Plan[];
  /** Every record of a table, as an adapter sees it. */
  records(table: string): Promise<readonly unknown[]>;
  readonly tables: readonly TableDefinition[];
}

/** A memory storage that remembers its plans, and shows all it holds. */
export function recordingStorage(): RecordingStorage {
  const inner = memory();
  const plans: Plan[] = [];
  const tables: TableDefinition[] = [];
  const changed: Partial<StorageAdapter> = {
    open(opened) {
      tables.push(...opened);
      return inner.open(opened);
    },
    async commit(plan) {
      // Before its answer: others see what it did as soon as it is done.
      plans.push(plan);
      let isCommitted = false;
      try {
        const result = await inner.commit(plan);
        isCommitted = result.outcome === "committed";
        return result;
      } finally {
        if (!isCommitted) plans.splice(plans.indexOf(plan), 1);
      }
    },
  };
  return {
    ...adapterWith(inner, changed),
    plans,
    tables,
    async records(table) {
      const { records } = await inner.query({ table, index: "primary", range: { keyPrefix: [] }, limit: 1000, cursor: null });
      return records;
    },
  };
}

/** Bytes that are the same at every run: what is drawn from them (codes, ids) never meets by chance. */
export function seededRandom(seed: string): Random {
  let drawn = 0;
  return (length) => {
    const blocks: Buffer[] = [];
    for (let bytes = 0; bytes < length; bytes += 32) {
      drawn += 1;
      blocks.push(createHash("sha256").update(`${seed} ${drawn}`).digest());
    }
    return Buffer.concat(blocks).subarray(0, length);
  };
}

/** A test pool whose storage can be read and written below the operations, as a migration or a race would. */
export async function poolWithStore(
  options: TestPoolOptions = {},
): Promise<TestPool & { readonly store: Store; readonly masterKey: string }> {
  const { storage = memory() } = options;
  const masterKey = generateMasterKey();
  const world = await testPool({ ...options, storage, rockpool: { masterKey, ...options.rockpool } });
  const runtime = { clock: world.clock, random: systemRuntime.random };
  return {
    ...world,
    masterKey,
    store: new Store(storage, createKeyring({ current: masterKey, previous: [] }, runtime.random), runtime),
  };
}

import type { StorageAdapter } from "./contract.ts";
import { type JobKinds, runJobs } from "./jobs.ts";
import { reseal } from "./reseal.ts";
import type { Store } from "./store.ts";
import type { Reader } from "./table.ts";
import { othersTurn } from "./turn.ts";

/** What a call of `maintain` came to. */
export interface Maintenance {
  /** Jobs that were brought to their end, such as the deletion of what a user left behind. */
  readonly jobsDone: number;
  /**
   * Records that still need an older master key, as far as they have been counted. 0 with `finished: true`: the older keys can
   * go. `null`: nothing was counted, because no older key was given, or because this process's current key is an older one.
   */
  readonly needOlderKey: number | null;
  /** Expired records that were deleted. */
  readonly swept: number;
  /** Whether all was done; `false` when the time was up before. */
  readonly finished: boolean;
}

const SWEEP_BATCH = 500;

/**
 * Does what waits: jobs, the sealing with a new master key, then the sweep. Each step is a plan of its own, and others have their turn
 * in between.
 */
export async function runMaintenance(
  store: Store,
  adapter: StorageAdapter,
  { kinds, sealed, maxMs }: { readonly kinds: JobKinds; readonly sealed: readonly Reader<unknown>[]; readonly maxMs: number },
): Promise<Maintenance> {
  const { clock } = store.runtime;
  const start = clock();
  const isTimeUp = (): boolean => clock() - start >= maxMs;
  const jobs = await runJobs(store, kinds, isTimeUp);
  const seals = await reseal(store, sealed, isTimeUp);
  const known = { jobsDone: jobs.done, needOlderKey: seals.needOlderKey };
  const finished = jobs.finished && seals.finished;
  let swept = 0;
  for (;;) {
    const deleted = await adapter.sweep(clock(), SWEEP_BATCH);
    swept += deleted;
    if (deleted < SWEEP_BATCH) return { ...known, swept, finished };
    await othersTurn();
    if (isTimeUp()) return { ...known, swept, finished: false };
  }
}

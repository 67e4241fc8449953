import { isRockpoolError } from "../errors.ts";
import type { Clock } from "../runtime.ts";
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
  /** Signing keys that were made and published, because those before them were due to be replaced. */
  readonly keysRotated: number;
  /** Expired records that were deleted. */
  readonly swept: number;
  /** Whether all was done; `false` when the time was up before. */
  readonly finished: boolean;
}

const SWEEP_BATCH = 500;

/** What is to be done, beside the sweep. */
export interface MaintenanceWork {
  readonly kinds: JobKinds;
  readonly sealed: readonly Reader<unknown>[];
  rotateKeys(isTimeUp: () => boolean): Promise<RotatedKeys>;
  /** In ms. */
  readonly maxMs: number;
}

export interface RotatedKeys {
  /** How many new keys were published. */
  readonly rotated: number;
  readonly finished: boolean;
  /** The first error that kept a pool from its new key, while others got theirs: told when all else is done. `null`: none. */
  readonly failure: { readonly error: unknown } | null;
}

/**
 * Does what waits: jobs, the sealing with a new master key, new signing keys, then the sweep. Each step is a plan of its own, and
 * others have their turn in between. What one part fails with is told when the others are done: a cell that does not open, or a key
 * store that is down, keeps nothing else from being done.
 *
 * @throws `StorageUnavailableException`, at once. Whatever a part failed with first.
 */
export async function runMaintenance(
  store: Store,
  adapter: StorageAdapter,
  { kinds, sealed, rotateKeys, maxMs }: MaintenanceWork,
): Promise<Maintenance> {
  const { clock } = store.runtime;
  const start = clock();
  // Of a clock that is set back meanwhile, nobody knows how much time is left.
  const isTimeUp = (): boolean => clock() < start || clock() - start >= maxMs;
  let failure: { readonly error: unknown } | null = null;
  const part = async <T>(work: Promise<T>, nothing: T): Promise<T> => {
    try {
      return await work;
    } catch (error) {
      if (isRockpoolError(error, "StorageUnavailableException")) throw error;
      failure ??= { error };
      return nothing;
    }
  };
  const jobs = await runJobs(store, kinds, isTimeUp);
  failure = jobs.failure;
  const seals = await part(reseal(store, sealed, isTimeUp), { needOlderKey: null, finished: false });
  const keys = await part(rotateKeys(isTimeUp), { rotated: 0, finished: false, failure: null });
  failure ??= keys.failure;
  const swept = await sweep(adapter, clock, isTimeUp);
  if (failure !== null) throw failure.error;
  return {
    jobsDone: jobs.done,
    needOlderKey: seals.needOlderKey,
    keysRotated: keys.rotated,
    swept: swept.deleted,
    finished: jobs.finished && seals.finished && keys.finished && swept.finished,
  };
}

/** One batch in any case. */
async function sweep(
  adapter: StorageAdapter,
  clock: Clock,
  isTimeUp: () => boolean,
): Promise<{ readonly deleted: number; readonly finished: boolean }> {
  let deleted = 0;
  for (;;) {
    const batch = await adapter.sweep(clock(), SWEEP_BATCH);
    deleted += batch;
    if (batch < SWEEP_BATCH) return { deleted, finished: true };
    await othersTurn();
    if (isTimeUp()) return { deleted, finished: false };
  }
}

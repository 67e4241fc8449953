import type { Json } from "../codecs/json.ts";
import { isRockpoolError } from "../errors.ts";
import { attempt } from "./attempt.ts";
import { MAX_PLAN_ENTRIES } from "./contract.ts";
import type { FoundPage, Store } from "./store.ts";
import { type Entry, type PoolRecord, type Table, table } from "./table.ts";
import { othersTurn } from "./turn.ts";

/**
 * Work that is too much for one plan. It is put into the plan that makes it necessary, so it is never forgotten; each step is
 * a plan that names the job, so it survives whoever works on it, and two workers never do, or undo, the same thing.
 */
export interface JobRecord extends PoolRecord {
  readonly kind: string;
  /** What the work is about: a job of one kind and subject is there once. */
  readonly subject: string;
  /** How far it is. */
  readonly state: Json;
  readonly createdAt: number;
  /** A job that is done expires with it. */
  readonly doneAt: number | null;
}

export const jobs: Table<JobRecord, "kind" | "subject"> = table({
  name: "jobs",
  key: ["poolId", "kind", "subject"],
  expiresAt: ({ doneAt }) => doneAt,
});

/** How the jobs of one kind are done. */
export interface JobKind {
  /** Looks for what is to be done next, `limit` entries at most. `next`: how far it is then; `null` when nothing is left. */
  step(store: Store, job: JobRecord, limit: number): Promise<{ readonly entries: readonly Entry[]; readonly next: Json }>;
}

export type JobKinds = Readonly<Record<string, JobKind>>;

/** The entry that orders a job. */
export function newJob(store: Store, job: Pick<JobRecord, "poolId" | "kind" | "subject" | "state">): Entry {
  return jobs.create({ ...job, createdAt: store.runtime.clock(), doneAt: null });
}

const PAGE = 100;

/** What {@link runJobs} came to. */
export interface JobsRun {
  /** How many jobs were brought to their end. */
  readonly done: number;
  /** Whether all were tried, and none is left that this version knows and could do. */
  readonly finished: boolean;
  /** What the first job failed with that could not be done, while others were; it is tried again by the next call. `null`: none. */
  readonly failure: { readonly error: unknown } | null;
}

/**
 * Works on every job until all are done or the time is up. One that fails keeps no other from being done.
 *
 * @param isTimeUp Asked between two steps.
 * @throws `StorageUnavailableException`
 */
export async function runJobs(store: Store, kinds: JobKinds, isTimeUp: () => boolean): Promise<JobsRun> {
  let done = 0;
  let failure: JobsRun["failure"] = null;
  let cursor: string | null = null;
  do {
    const page: FoundPage<JobRecord> = await store.scan(jobs, [], { limit: PAGE, cursor });
    for (const { value } of page.records) {
      // Of a kind that a newer version made, it is left to that version.
      const kind = kinds[value.kind];
      if (value.doneAt !== null || kind === undefined) continue;
      try {
        let isDone = false;
        while (!isDone) {
          await othersTurn();
          if (isTimeUp()) return { done, finished: false, failure };
          isDone = await step(store, value, kind);
        }
        done += 1;
      } catch (error) {
        if (isRockpoolError(error, "StorageUnavailableException")) throw error;
        failure ??= { error };
      }
    }
    cursor = page.cursor;
  } while (cursor !== null);
  return { done, finished: true, failure };
}

/** Takes a job one plan further. @returns whether it is at its end */
function step(store: Store, { poolId, kind, subject }: JobRecord, { step: next }: JobKind): Promise<boolean> {
  return attempt(store, async ({ read }) => {
    const [job] = await read([jobs.key({ poolId, kind, subject })]);
    if (job === undefined || job.value.doneAt !== null) return { result: true };
    const came = await next(store, job.value, MAX_PLAN_ENTRIES - 1);
    const isDone = came.next === null;
    const ended = { doneAt: store.runtime.clock() };
    return { commit: [...came.entries, job.put(isDone ? ended : { state: came.next })], result: isDone };
  });
}

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
  /** Whether its time has come. @default at once */
  isDue?(job: JobRecord, now: number): boolean;
  /** Looks for what is to be done next, `limit` entries at most. `next`: how far it is then; `null` when nothing is left. */
  step(store: Store, job: JobRecord, limit: number): Promise<{ readonly entries: readonly Entry[]; readonly next: Json }>;
}

export type JobKinds = Readonly<Record<string, JobKind>>;

/** The entry that orders a job. */
export function newJob(store: Store, job: Pick<JobRecord, "poolId" | "kind" | "subject" | "state">): Entry {
  return jobs.create({ ...job, createdAt: store.runtime.clock(), doneAt: null });
}

const PAGE = 100;
/** Steps of one job before the others have their turn: a large one does not keep the small ones waiting. */
const STEPS_AT_ONCE = 20;

/** What {@link runJobs} came to. */
export interface JobsRun {
  /** How many jobs were brought to their end. */
  readonly done: number;
  /** Whether all were tried that are due, and none is left that this version knows and could do. */
  readonly finished: boolean;
  /** What the first job failed with that could not be done, while others were; it is tried again by the next call. `null`: none. */
  readonly failure: { readonly error: unknown } | null;
}

/**
 * Works on every job, some steps of each in turn, until all are done or the time is up. One that fails keeps no other from being done.
 *
 * @param isTimeUp Asked between two steps.
 * @throws `StorageUnavailableException`
 */
export async function runJobs(store: Store, kinds: JobKinds, isTimeUp: () => boolean): Promise<JobsRun> {
  let done = 0;
  let failure: JobsRun["failure"] = null;
  const failed = new Set<string>();
  for (let isMoreLeft = true; isMoreLeft; ) {
    isMoreLeft = false;
    for await (const job of jobsToDo(store)) {
      // Of a kind that a newer version made, it is left to that version.
      const kind = kinds[job.kind];
      const name = JSON.stringify([job.poolId, job.kind, job.subject]);
      if (kind === undefined || failed.has(name) || kind.isDue?.(job, store.runtime.clock()) === false) continue;
      try {
        const came = await someSteps(store, job, kind, isTimeUp);
        if (came === "time is up") return { done, finished: false, failure };
        if (came === "done") done += 1;
        else isMoreLeft = true;
      } catch (error) {
        if (isRockpoolError(error, "StorageUnavailableException")) throw error;
        failed.add(name);
        failure ??= { error };
      }
    }
  }
  return { done, finished: true, failure };
}

async function* jobsToDo(store: Store): AsyncGenerator<JobRecord, void, undefined> {
  let cursor: string | null = null;
  do {
    const page: FoundPage<JobRecord> = await store.scan(jobs, [], { limit: PAGE, cursor });
    for (const { value } of page.records) if (value.doneAt === null) yield value;
    cursor = page.cursor;
  } while (cursor !== null);
}

async function someSteps(
  store: Store,
  job: JobRecord,
  kind: JobKind,
  isTimeUp: () => boolean,
): Promise<"done" | "more is left" | "time is up"> {
  for (let steps = 0; steps < STEPS_AT_ONCE; steps += 1) {
    await othersTurn();
    if (isTimeUp()) return "time is up";
    if (await step(store, job, kind)) return "done";
  }
  return "more is left";
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

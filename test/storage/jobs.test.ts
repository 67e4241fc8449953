import { memory } from "rockpool/storage/memory";
import { manualClock } from "rockpool/testing";
import { beforeEach, describe, expect, it } from "vitest";
import type { Json } from "../../src/codecs/json.ts";
import { RockpoolError } from "../../src/errors.ts";
import { systemRuntime } from "../../src/runtime.ts";
import { generateMasterKey } from "../../src/seal/master-key.ts";
import { createKeyring } from "../../src/seal/sealing.ts";
import { MAX_PLAN_ENTRIES } from "../../src/storage/contract.ts";
import { type JobKind, type JobKinds, type JobRecord, jobs, newJob, runJobs } from "../../src/storage/jobs.ts";
import { Store } from "../../src/storage/store.ts";
import { type Entry, type Found, type PoolRecord, type Table, table } from "../../src/storage/table.ts";

interface TraceRecord extends PoolRecord {
  readonly name: string;
}
const traces: Table<TraceRecord, "name"> = table({ name: "traces", key: ["poolId", "name"] });
const trace = (name: string): Entry => traces.create({ poolId: "pool", name });

const keyring = createKeyring({ current: generateMasterKey(), previous: [] }, systemRuntime.random);
const clock = manualClock();
const never = (): boolean => false;

let store: Store;
beforeEach(async () => {
  const adapter = memory();
  await adapter.open([jobs.definition, traces.definition]);
  store = new Store(adapter, keyring, { ...systemRuntime, clock });
});

const order = async (subject: string, state: Json, kind = "count"): Promise<void> => {
  const ordered = newJob(store, { poolId: "pool", kind, subject, state });
  expect(await store.commit([ordered])).toEqual({ outcome: "committed" });
};

async function jobOf(subject: string, kind = "count"): Promise<Found<JobRecord>> {
  const [job] = await store.read([jobs.key({ poolId: "pool", kind, subject })]);
  if (job === undefined) throw new Error(`no job ${subject}`);
  return job;
}

async function tracesLeft(): Promise<readonly string[]> {
  const { records } = await store.scan(traces, ["pool"], { limit: 1000, cursor: null });
  return records.map(({ value }) => value.name);
}

/** Leaves a trace for each number from the job's state down to 1; the last is the end. */
const countDown: JobKind = {
  async step(_, { subject, state }) {
    const left = Number(state);
    return { entries: [trace(`${subject} ${left}`)], next: left === 1 ? null : left - 1 };
  },
};
const kinds: JobKinds = { count: countDown };

/** Time for so many steps. */
function timeFor(steps: number): () => boolean {
  let left = steps;
  return () => {
    left -= 1;
    return left < 0;
  };
}

describe("a job that is ordered", () => {
  it("is there from then on, at its first state, and does not expire", async () => {
    await order("ada", 3);
    const job = await jobOf("ada");
    expect(job.value).toEqual({ poolId: "pool", kind: "count", subject: "ada", state: 3, createdAt: clock(), doneAt: null });
    expect(job.isExpired(Number.MAX_SAFE_INTEGER)).toBe(false);
  });
});

describe("runJobs", () => {
  it("takes each job step by step to its end, and says how many came there", async () => {
    await order("ada", 3);
    await order("bob", 1);
    expect(await runJobs(store, kinds, never)).toEqual({ done: 2, finished: true, failure: null });
    expect(await tracesLeft()).toEqual(["ada 1", "ada 2", "ada 3", "bob 1"]);
  });

  it("has a job that is done expire from that instant on", async () => {
    await order("ada", 2);
    clock.advance({ minutes: 1 });
    await runJobs(store, kinds, never);
    const job = await jobOf("ada");
    expect(job.value.doneAt).toBe(clock());
    expect([clock() - 1, clock()].map((now) => job.isExpired(now))).toEqual([false, true]);
  });

  it("does nothing where nothing is ordered, and where all is done", async () => {
    expect(await runJobs(store, kinds, never)).toEqual({ done: 0, finished: true, failure: null });
    await order("ada", 2);
    await runJobs(store, kinds, never);
    const { version } = await jobOf("ada");
    expect(await runJobs(store, kinds, never)).toEqual({ done: 0, finished: true, failure: null });
    expect((await jobOf("ada")).version).toBe(version);
  });

  it("stops between two steps when the time is up, and goes on from there at the next call", async () => {
    await order("ada", 1);
    await order("bob", 3);
    expect(await runJobs(store, kinds, timeFor(0))).toEqual({ done: 0, finished: false, failure: null });
    expect(await runJobs(store, kinds, timeFor(2))).toEqual({ done: 1, finished: false, failure: null });
    expect((await jobOf("bob")).value).toMatchObject({ state: 2, doneAt: null });
    expect(await runJobs(store, kinds, timeFor(2))).toEqual({ done: 1, finished: true, failure: null });
    expect(await tracesLeft()).toEqual(["ada 1", "bob 1", "bob 2", "bob 3"]);
  });

  it("lets whatever else waits in the process have its turn between two steps", async () => {
    await order("ada", 3);
    const turns: string[] = [];
    const watched: JobKind = {
      step(on, job, limit) {
        turns.push(`step ${job.state}`);
        setImmediate(() => turns.push("somebody else"));
        return countDown.step(on, job, limit);
      },
    };
    await runJobs(store, { count: watched }, never);
    // Whether they have another one before all is done is for the storage.
    expect(turns.slice(0, 5)).toEqual(["step 3", "somebody else", "step 2", "somebody else", "step 1"]);
  });

  it("leaves a job of a kind it does not know to the version that does", async () => {
    await order("ada", 1, "of a newer version");
    await order("bob", 1);
    expect(await runJobs(store, kinds, never)).toEqual({ done: 1, finished: true, failure: null });
    expect((await jobOf("ada", "of a newer version")).value).toMatchObject({ state: 1, doneAt: null });
  });

  it("does not let a large job keep a small one waiting", async () => {
    await order("ada", 100);
    await order("bob", 2);
    expect(await runJobs(store, kinds, timeFor(30))).toEqual({ done: 1, finished: false, failure: null });
    expect((await jobOf("bob")).value.doneAt).toBe(clock());
    expect((await jobOf("ada")).value.state).toBe(100 - 28);
    expect(await runJobs(store, kinds, never)).toEqual({ done: 1, finished: true, failure: null });
  });

  it("does the other jobs where one fails, and says what it failed with; the next call tries it again", async () => {
    await order("ada", 3);
    await order("bob", 1);
    await order("eve", 30);
    const error = new Error("a cell of hers does not open");
    let isBroken = true;
    const failing: JobKind = {
      async step(on, job, limit) {
        if (job.subject === "ada" && isBroken) throw error;
        return countDown.step(on, job, limit);
      },
    };
    expect(await runJobs(store, { count: failing }, never)).toEqual({ done: 2, finished: true, failure: { error } });
    isBroken = false;
    expect(await runJobs(store, { count: failing }, never)).toEqual({ done: 1, finished: true, failure: null });
  });

  it("breaks off where the storage is not available", async () => {
    await order("ada", 1);
    await order("bob", 1);
    const asked: string[] = [];
    const down: JobKind = {
      async step(_, { subject }) {
        asked.push(subject);
        throw new RockpoolError("StorageUnavailableException", "down", { outcome: "notCommitted" });
      },
    };
    await expect(runJobs(store, { count: down }, never)).rejects.toMatchObject({ code: "StorageUnavailableException" });
    expect(asked).toEqual(["ada"]);
  });

  it("finds jobs behind the first page", async () => {
    for (let n = 0; n < 120; n += 1) await order(`user ${n}`, 1);
    expect(await runJobs(store, kinds, never)).toEqual({ done: 120, finished: true, failure: null });
    expect(await tracesLeft()).toHaveLength(120);
  });

  it("does each step once, however many work on it", async () => {
    await order("ada", 30);
    const steps: unknown[] = [];
    const watched: JobKind = {
      async step(on, job, limit) {
        const came = await countDown.step(on, job, limit);
        return { ...came, entries: [...came.entries, trace(`by one of them ${steps.push(job.state)}`)] };
      },
    };
    // Who loses too many races gives up; what it was at is left to the others.
    await Promise.allSettled(Array.from({ length: 3 }, () => runJobs(store, { count: watched }, never)));
    expect(await runJobs(store, { count: watched }, never)).toMatchObject({ finished: true });
    expect((await tracesLeft()).filter((name) => name.startsWith("ada"))).toHaveLength(30);
    expect((await tracesLeft()).filter((name) => name.startsWith("by one"))).toHaveLength(30);
  });

  it("takes a job for ended that another has ended and swept meanwhile", async () => {
    await order("ada", 1);
    await order("bob", 1);
    const sweeping: JobKind = {
      async step(on, job, limit) {
        const came = await countDown.step(on, job, limit);
        return { ...came, entries: [...came.entries, (await jobOf("bob")).delete()] };
      },
    };
    expect(await runJobs(store, { count: sweeping }, never)).toMatchObject({ finished: true });
    expect(await tracesLeft()).toEqual(["ada 1"]);
  });

  it("takes a job for ended that another has ended meanwhile", async () => {
    await order("ada", 1);
    await order("bob", 1);
    const other: JobKind = {
      async step(on, job, limit) {
        if (job.subject === "ada") await on.commit([(await jobOf("bob")).put({ doneAt: clock() })]);
        return countDown.step(on, job, limit);
      },
    };
    expect(await runJobs(store, { count: other }, never)).toMatchObject({ finished: true });
    expect(await tracesLeft()).toEqual(["ada 1"]);
  });

  it("leaves room in the plan for the job itself: a step may fill all the rest", async () => {
    await order("ada", null);
    const full: JobKind = {
      async step(_, __, limit) {
        return { entries: Array.from({ length: limit }, (___, n) => trace(`${n}`)), next: null };
      },
    };
    expect(await runJobs(store, { count: full }, never)).toEqual({ done: 1, finished: true, failure: null });
    expect(await tracesLeft()).toHaveLength(MAX_PLAN_ENTRIES - 1);
  });
});

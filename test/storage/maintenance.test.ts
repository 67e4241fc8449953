import { memory } from "rockpool/storage/memory";
import { countingStorage, manualClock } from "rockpool/testing";
import { beforeEach, describe, expect, it } from "vitest";
import { systemRuntime } from "../../src/runtime.ts";
import { generateMasterKey } from "../../src/seal/master-key.ts";
import { createKeyring } from "../../src/seal/sealing.ts";
import { canaries, checkCanary } from "../../src/storage/canary.ts";
import { SWEEP_MARGIN_MS } from "../../src/storage/contract.ts";
import { type JobKind, jobs, newJob } from "../../src/storage/jobs.ts";
import { type Maintenance, type RotatedKeys, runMaintenance } from "../../src/storage/maintenance.ts";
import { Store } from "../../src/storage/store.ts";
import { type PoolRecord, type Table, table } from "../../src/storage/table.ts";

interface CodeRecord extends PoolRecord {
  readonly name: string;
  readonly endsAt: number;
}
const codes: Table<CodeRecord, "name"> = table({
  name: "codes",
  key: ["poolId", "name"],
  expiresAt: ({ endsAt }) => endsAt,
});

interface SeedRecord extends PoolRecord {
  readonly text: string;
}
const seeds: Table<SeedRecord> = table({ name: "seeds", key: ["poolId"], sealed: ["text"] });

const keyring = createKeyring({ current: generateMasterKey(), previous: [] }, systemRuntime.random);
const batch = 500;

let clock: ReturnType<typeof manualClock>;
let storage: ReturnType<typeof countingStorage>;
let store: Store;
beforeEach(async () => {
  clock = manualClock();
  storage = countingStorage(memory());
  await storage.open([jobs, codes, canaries, seeds].map(({ definition }) => definition));
  store = new Store(storage, keyring, { ...systemRuntime, clock });
});

/** So many records that have expired, and one that has not. */
async function expired(count: number): Promise<void> {
  const endsAt = (name: number): number => (name === count ? clock() + 2 * SWEEP_MARGIN_MS : clock());
  for (let name = 0; name <= count; name += 50) {
    const names = Array.from({ length: Math.min(50, count + 1 - name) }, (_, n) => name + n);
    await store.commit(names.map((n) => codes.create({ poolId: "pool", name: `${n}`, endsAt: endsAt(n) })));
  }
  clock.advance({ milliseconds: SWEEP_MARGIN_MS });
}

/** Each step takes a second. */
const slow: JobKind = {
  async step(_, { state }) {
    clock.advance({ seconds: 1 });
    return { entries: [], next: Number(state) === 1 ? null : Number(state) - 1 };
  },
};

const noKeys = { rotated: 0, finished: true, failure: null };
const maintain = (maxMs: number, keys: Partial<RotatedKeys> = {}): Promise<Maintenance> =>
  runMaintenance(store, storage, { kinds: { slow }, sealed: [], rotateKeys: async () => ({ ...noKeys, ...keys }), maxMs });

describe("maintenance", () => {
  it("says what it did, and that nothing is left", async () => {
    await store.commit([newJob(store, { poolId: "pool", kind: "slow", subject: "ada", state: 3 })]);
    await expired(2);
    expect(await maintain(60_000)).toEqual({ jobsDone: 1, needOlderKey: null, keysRotated: 0, swept: 2, finished: true });
    expect(await maintain(60_000)).toEqual({ jobsDone: 0, needOlderKey: null, keysRotated: 0, swept: 0, finished: true });
  });

  it("sweeps more than one batch, and looks again after a full one", async () => {
    await expired(batch + 1);
    expect(await maintain(60_000)).toMatchObject({ swept: batch + 1, finished: true });
    await expired(batch);
    const counts = await storage.count(() => maintain(60_000));
    expect(counts).toMatchObject({ sweep: 2 });
  });

  it("has the time that it was given, from its beginning on, and no more", async () => {
    await store.commit([newJob(store, { poolId: "pool", kind: "slow", subject: "ada", state: 3 })]);
    expect(await maintain(2_000)).toMatchObject({ jobsDone: 0, finished: false });
    expect(await maintain(1_001)).toMatchObject({ jobsDone: 1, finished: true });
  });

  it("ends where the clock is set back meanwhile: its time would never be up", async () => {
    await store.commit([newJob(store, { poolId: "pool", kind: "setBack", subject: "ada", state: 3 })]);
    const now = clock();
    const setBack: JobKind = {
      async step(_, { state }) {
        clock.set(now - 3_600_000);
        return { entries: [], next: Number(state) === 1 ? null : Number(state) - 1 };
      },
    };
    const work = { kinds: { setBack }, sealed: [], rotateKeys: async () => noKeys, maxMs: 1_000 };
    expect(await runMaintenance(store, storage, work)).toMatchObject({ jobsDone: 0, finished: false });
  });

  it("sweeps a batch when the time is up already, and says that something may be left", async () => {
    await expired(2 * batch);
    expect(await maintain(0)).toMatchObject({ swept: batch, finished: false });
    expect(await maintain(0)).toMatchObject({ swept: batch, finished: false });
    expect(await maintain(0)).toMatchObject({ swept: 0, finished: true });
  });

  it("tells how many keys were rotated, and that some are left", async () => {
    expect(await maintain(60_000, { rotated: 2, finished: false })).toMatchObject({ keysRotated: 2, finished: false });
  });

  it("does all else, and then tells why keys could not be rotated", async () => {
    await store.commit([newJob(store, { poolId: "pool", kind: "slow", subject: "ada", state: 3 })]);
    await expired(2);
    const error = new Error("the key service is down");
    await expect(maintain(60_000, { failure: { error } })).rejects.toBe(error);
    expect(await maintain(60_000)).toMatchObject({ jobsDone: 0, swept: 0, finished: true });
  });

  it("does all else, and then tells why a job could not be done", async () => {
    await store.commit([
      newJob(store, { poolId: "pool", kind: "broken", subject: "ada", state: 1 }),
      newJob(store, { poolId: "pool", kind: "slow", subject: "ada", state: 1 }),
    ]);
    await expired(2);
    const error = new Error("a cell does not open");
    const kinds = { slow, broken: { step: () => Promise.reject(error) } };
    let isRotated = false;
    const rotateKeys = async (): Promise<RotatedKeys> => {
      isRotated = true;
      return noKeys;
    };
    await expect(runMaintenance(store, storage, { kinds, sealed: [], rotateKeys, maxMs: 60_000 })).rejects.toBe(error);
    expect(isRotated).toBe(true);
    expect(await maintain(60_000)).toMatchObject({ jobsDone: 0, swept: 0, finished: true });
  });

  it("does all else, and then tells which cell does not open that was to be sealed again", async () => {
    const previous = [generateMasterKey(), generateMasterKey()];
    const [old = "", lost = ""] = previous;
    const ring = (current: string, ...before: readonly string[]) =>
      createKeyring({ current, previous: before }, systemRuntime.random);
    await checkCanary(new Store(storage, ring(old), store.runtime));
    await new Store(storage, ring(lost), store.runtime).commit([seeds.create({ poolId: "pool", text: "secret" })]);
    const behind = new Store(storage, ring(generateMasterKey(), old), store.runtime);
    await expired(2);
    let isRotated = false;
    const rotateKeys = async (): Promise<RotatedKeys> => {
      isRotated = true;
      return noKeys;
    };
    const maintaining = runMaintenance(behind, storage, { kinds: {}, sealed: [seeds], rotateKeys, maxMs: 60_000 });
    await expect(maintaining).rejects.toMatchObject({ code: "SealBrokenException" });
    expect(isRotated).toBe(true);
    expect(await maintain(60_000)).toMatchObject({ swept: 0, finished: true });
  });

  it("does all else where no keys can be looked at", async () => {
    await expired(2);
    const error = new Error("a keyset does not open");
    const rotateKeys = () => Promise.reject(error);
    await expect(runMaintenance(store, storage, { kinds: {}, sealed: [], rotateKeys, maxMs: 60_000 })).rejects.toBe(error);
    expect(await maintain(60_000)).toMatchObject({ swept: 0, finished: true });
  });
});

import { memory } from "rockpool/storage/memory";
import { beforeEach, describe, expect, it } from "vitest";
import { isRockpoolError, RockpoolError } from "../../src/errors.ts";
import { type Runtime, systemRuntime } from "../../src/runtime.ts";
import { generateMasterKey } from "../../src/seal/master-key.ts";
import { createKeyring } from "../../src/seal/sealing.ts";
import { attempt } from "../../src/storage/attempt.ts";
import type { StorageAdapter } from "../../src/storage/contract.ts";
import { LocalQueue } from "../../src/storage/local-queue.ts";
import { Store } from "../../src/storage/store.ts";
import { type Found, type PoolRecord, type Ref, type Table, table } from "../../src/storage/table.ts";
import { gate } from "../user-pool/stand-ins.ts";

interface CounterRecord extends PoolRecord {
  readonly name: string;
  readonly count: number;
}
const counters: Table<CounterRecord, "name"> = table({ name: "counters", key: ["poolId", "name"] });
const counter = (name: string): Ref<CounterRecord> => counters.key({ poolId: "pool", name });

const keyring = createKeyring({ current: generateMasterKey(), previous: [] }, systemRuntime.random);
/** Waits between the tries are as long as this byte says: none, so that tests do not wait. */
const withoutWaits: Runtime = {
  ...systemRuntime,
  random: (length) => (length === 1 ? Uint8Array.of(0) : systemRuntime.random(length)),
};

let adapter: StorageAdapter;
let store: Store;
beforeEach(async () => {
  adapter = memory();
  await adapter.open([counters.definition]);
  store = new Store(adapter, keyring, withoutWaits);
  await store.commit([counters.create({ poolId: "pool", name: "n", count: 0 })]);
});

async function there(name: string): Promise<Found<CounterRecord>> {
  const [record] = await store.read([counter(name)]);
  if (record === undefined) throw new Error(`no counter ${name}`);
  return record;
}
const count = async (name: string): Promise<number> => (await there(name)).value.count;

/** Another process that always comes between: its put commits before each of the first `times` plans does. */
function interfering(times: number): Store {
  let left = times;
  const commit: StorageAdapter["commit"] = async (plan) => {
    if (left > 0) {
      left -= 1;
      const record = await there("n");
      expect(await store.commit([record.put({ count: record.value.count + 100 })])).toEqual({ outcome: "committed" });
    }
    return adapter.commit(plan);
  };
  return new Store({ ...bound(adapter), commit }, keyring, withoutWaits);
}

function bound(inner: StorageAdapter): StorageAdapter {
  return {
    open: (tables) => inner.open(tables),
    close: () => inner.close(),
    describe: () => inner.describe(),
    get: (refs) => inner.get(refs),
    query: (query) => inner.query(query),
    commit: (plan) => inner.commit(plan),
    sweep: (before, limit) => inner.sweep(before, limit),
  };
}

const refusal = new RockpoolError("NotAuthorizedException", "Incorrect username or password.");

/** Adds 1 in one plan; tells how often it was decided. */
async function increase(on: Store, decided: () => void = () => undefined): Promise<number> {
  return attempt(on, async ({ read }) => {
    decided();
    const [record] = await read([counter("n")]);
    if (record === undefined) throw new Error("no counter");
    const next = record.value.count + 1;
    return { commit: [record.put({ count: next })], result: next };
  });
}

describe("attempt", () => {
  it("commits, then answers the result", async () => {
    expect(await increase(store)).toBe(1);
    expect(await count("n")).toBe(1);
  });

  it("answers a result without a commit, and writes nothing", async () => {
    const { version } = await there("n");
    expect(await attempt(store, async ({ read }) => ({ result: (await read([counter("n")]))[0]?.value.count }))).toBe(0);
    expect((await there("n")).version).toBe(version);
  });

  it("commits, then throws the refusal: a wrong password is counted", async () => {
    const refused = attempt(store, async ({ read }) => {
      const [record] = await read([counter("n")]);
      return { commit: record === undefined ? [] : [record.put({ count: 1 })], refuse: refusal };
    });
    await expect(refused).rejects.toBe(refusal);
    expect(await count("n")).toBe(1);
  });

  it("commits nothing when the decision throws", async () => {
    const { version } = await there("n");
    const bug = new Error("a bug");
    const thrown = attempt(store, async ({ read }) => {
      const [record] = await read([counter("n")]);
      record?.put({ count: 1 });
      throw bug;
    });
    await expect(thrown).rejects.toBe(bug);
    expect((await there("n")).version).toBe(version);
  });

  it("decides again after a conflict, on what is there by then", async () => {
    let decided = 0;
    const result = await increase(interfering(3), () => {
      decided += 1;
    });
    expect(result).toBe(301);
    expect(await count("n")).toBe(301);
    expect(decided).toBe(4);
  });

  it("may decide otherwise after a conflict", async () => {
    const once = attempt(interfering(1), async ({ read }) => {
      const [record] = await read([counter("n")]);
      if (record === undefined || record.value.count > 0)
        return { commit: [counters.create({ poolId: "pool", name: "late", count: 1 })], refuse: refusal };
      return { commit: [record.put({ count: 1 })], result: "first" };
    });
    await expect(once).rejects.toBe(refusal);
    expect(await count("n")).toBe(100);
    expect(await count("late")).toBe(1);
  });

  it("does not throw the refusal of a plan that did not commit", async () => {
    const result = await attempt(interfering(1), async ({ read }) => {
      const [record] = await read([counter("n")]);
      if (record?.value.count !== 0) return { result: "allowed by now" };
      return { commit: [record.put({ count: 1 })], refuse: refusal };
    });
    expect(result).toBe("allowed by now");
    expect(await count("n")).toBe(100);
  });

  it("succeeds at the eighth try", async () => {
    expect(await increase(interfering(7))).toBe(701);
  });

  it("gives up after 8 tries with TooManyRequestsException, and has changed nothing", async () => {
    let decided = 0;
    const given = increase(interfering(Number.POSITIVE_INFINITY), () => {
      decided += 1;
    });
    await expect(given).rejects.toMatchObject({ code: "TooManyRequestsException" });
    expect(decided).toBe(8);
    expect(await count("n")).toBe(800);
  });

  it.each([2, 50, 200])("decides twice at most for each of %i at the same time in one process, and all get on", async (times) => {
    const patient = new Store(adapter, keyring, withoutWaits, new LocalQueue(60_000));
    let decided = 0;
    const all = Array.from({ length: times }, () =>
      increase(patient, () => {
        decided += 1;
      }),
    );
    expect((await Promise.all(all)).toSorted((a, b) => a - b)).toEqual(Array.from({ length: times }, (_, n) => n + 1));
    expect(decided).toBeLessThanOrEqual(2 * times - 1);
  });

  it("lets the next one go on, whatever comes of a try", async () => {
    const results = await Promise.allSettled(
      Array.from({ length: 20 }, (_, n) =>
        attempt(store, async ({ read }) => {
          const [record] = await read([counter("n")]);
          if (record === undefined) throw new Error("no counter");
          if (record.value.count > 0 && n % 3 === 0) throw refusal;
          if (record.value.count > 0 && n % 3 === 1) return { result: "as it is" };
          return { commit: [record.put({ count: record.value.count + 1 })], result: "counted" };
        }),
      ),
    );
    const counted = results.filter((one) => one.status === "fulfilled" && one.value === "counted");
    expect(await count("n")).toBe(counted.length);
    expect(counted.length).toBeGreaterThan(5);
  });

  it("waits for nobody who tries again at another record", async () => {
    await store.commit([counters.create({ poolId: "pool", name: "m", count: 0 })]);
    const patient = new Store(adapter, keyring, withoutWaits, new LocalQueue(60_000));
    const arrivals = gate();
    /** Is late for the record once, and then holds its turn at the gate. */
    const late = (name: string, holds: boolean): Promise<null> => {
      let tries = 0;
      return attempt(patient, async ({ read }) => {
        tries += 1;
        const [record] = await read([counter(name)]);
        if (record === undefined) throw new Error("no counter");
        if (tries === 1) await store.commit([record.put({ count: 1 })]);
        else if (holds) await arrivals.pass();
        return { commit: [record.put({ count: 2 })], result: null };
      });
    };
    const holding = late("n", true);
    await arrivals.reached;
    await late("m", false);
    arrivals.release();
    await holding;
    expect([await count("n"), await count("m")]).toEqual([2, 2]);
  });

  it("waits for nobody by whom it is waited for: two plans that hold two records in either order", async () => {
    await store.commit([counters.create({ poolId: "pool", name: "m", count: 0 })]);
    const patient = new Store(adapter, keyring, withoutWaits, new LocalQueue(60_000));
    const both = (order: readonly string[]) =>
      attempt(patient, async ({ read }) => {
        const found = await read(order.map((name) => counter(name)));
        return {
          commit: found.flatMap((one) => (one === undefined ? [] : [one.put({ count: one.value.count + 1 })])),
          result: null,
        };
      });
    await Promise.all(Array.from({ length: 40 }, (_, n) => both(n % 2 === 0 ? ["n", "m"] : ["m", "n"])));
    expect([await count("n"), await count("m")]).toEqual([40, 40]);
  });

  it("does not repeat a plan of which nobody knows whether it was committed", async () => {
    const lost = new RockpoolError("StorageUnavailableException", "No answer to COMMIT.", { outcome: "unknown" });
    let commits = 0;
    const commit = (): Promise<never> => {
      commits += 1;
      return Promise.reject(lost);
    };
    const unsure = new Store({ ...bound(adapter), commit }, keyring, withoutWaits);
    await expect(increase(unsure)).rejects.toBe(lost);
    expect(commits).toBe(1);
  });

  it("keeps a counter exact under 50 of as many processes at the same time; who gives up has not counted", async () => {
    const outcomes = await Promise.allSettled(
      Array.from({ length: 50 }, () => increase(new Store(adapter, keyring, systemRuntime))),
    );
    const counted = outcomes.flatMap((outcome) => (outcome.status === "fulfilled" ? [outcome.value] : []));
    expect(counted.toSorted((a, b) => a - b)).toEqual(counted.map((_, n) => n + 1));
    expect(await count("n")).toBe(counted.length);
    for (const outcome of outcomes) {
      if (outcome.status === "rejected") expect(isRockpoolError(outcome.reason, "TooManyRequestsException")).toBe(true);
    }
  });
});

describe("once", () => {
  const changed = (): Error => new Error("what it rests on has changed");

  it("runs the work once, however often the step is decided", async () => {
    const hashed: string[] = [];
    const result = await attempt(interfering(3), async ({ read, once }) => {
      const [record] = await read([counter("n")]);
      const hash = await once("hash", { password: "x" }, async () => `hash ${hashed.push("x")}`, changed);
      return { commit: record === undefined ? [] : [record.put({ count: 1 })], result: hash };
    });
    expect(result).toBe("hash 1");
    expect(hashed).toHaveLength(1);
  });

  it("throws what `changed` makes when a later try sees something else, and commits nothing", async () => {
    const works: string[] = [];
    const moved = attempt(interfering(1), async ({ read, once }) => {
      const [record] = await read([counter("n")]);
      const count = record?.value.count ?? 0;
      await once("trigger", { count }, () => works.push("x"), changed);
      return { commit: record === undefined ? [] : [record.put({ count: 1 })], result: count };
    });
    await expect(moved).rejects.toThrow("what it rests on has changed");
    expect(works).toHaveLength(1);
    expect(await count("n")).toBe(100);
  });

  it("compares what was seen by its substance, not by the order of its members", async () => {
    let tries = 0;
    const result = await attempt(interfering(1), async ({ read, once }) => {
      tries += 1;
      const [record] = await read([counter("n")]);
      const seen = tries === 1 ? { a: 1, b: [null, { c: 2, d: 3 }] } : { b: [null, { d: 3, c: 2 }], a: 1 };
      const work = await once("trigger", seen, () => tries, changed);
      return { commit: record === undefined ? [] : [record.put({ count: 1 })], result: work };
    });
    expect([result, tries]).toEqual([1, 2]);
  });

  it("keeps works of different names apart, and each call of attempt from others", async () => {
    const works: string[] = [];
    const run = (): Promise<readonly number[]> =>
      attempt(interfering(1), async ({ read, once }) => {
        const [record] = await read([counter("n")]);
        const results = [
          await once("first", null, () => works.push("first"), changed),
          await once("second", null, () => works.push("second"), changed),
        ];
        return { commit: record === undefined ? [] : [record.put({ count: 1 })], result: results };
      });
    expect(await run()).toEqual([1, 2]);
    expect(await run()).toEqual([3, 4]);
    expect(works).toEqual(["first", "second", "first", "second"]);
  });

  it("does not run a work again that has failed: every try gets the same failure", async () => {
    let works = 0;
    const failures: unknown[] = [];
    await attempt(interfering(2), async ({ read, once }) => {
      const [record] = await read([counter("n")]);
      const failing = (): never => {
        works += 1;
        throw new Error(`failure ${works}`);
      };
      await once("trigger", null, failing, changed).catch((error: unknown) => failures.push(error));
      return { commit: record === undefined ? [] : [record.put({ count: 1 })], result: undefined };
    });
    expect(works).toBe(1);
    expect(failures.map(String)).toEqual(["Error: failure 1", "Error: failure 1", "Error: failure 1"]);
  });
});

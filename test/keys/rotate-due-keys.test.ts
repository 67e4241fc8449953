import { type KeySource, Rockpool, type RockpoolOptions } from "rockpool";
import { memory } from "rockpool/storage/memory";
import { countingStorage, faultyStorage, fixedTestKeys, manualClock, outbox, testPool } from "rockpool/testing";
import { describe, expect, it } from "vitest";
import { PUBLICATION_MS, RETIREMENT_MS } from "../../src/tokens/rotation.ts";
import { adapterWith } from "../user-pool/stand-ins.ts";
import { keysOf, twoProcesses } from "./world.ts";

const day = 86_400_000;

/** Several pools, and a service that gives their keys while it can. */
async function pools(count: number, options: Partial<RockpoolOptions> = {}) {
  const clock = manualClock();
  const storage = countingStorage(memory());
  const broken = new Set<string>();
  const keys = fixedTestKeys();
  const generate: KeySource["generate"] = async (request) => {
    if (broken.has(request.poolId)) throw new Error(`no key for ${request.poolId}`);
    return keys.generate(request);
  };
  const keySource = { forTestsOnly: true, generate };
  const rockpool = await Rockpool.open({
    storage,
    clock,
    keySource,
    baseUrl: "https://auth.test",
    delivery: outbox(),
    ...options,
  });
  const all = [];
  for (let n = 0; n < count; n += 1) {
    const pool = await rockpool.ensureUserPool({ poolName: `pool ${n}`, signingAlgorithm: "ES256" });
    await pool.jwks();
    all.push(pool);
  }
  return { clock, storage, broken, rockpool, pools: all };
}

describe("maintain rotates keys", () => {
  it("when the newest is 90 days old, and tells how many it made", async () => {
    const { rockpool, pool, clock } = await testPool();
    clock.advance({ milliseconds: 90 * day - 1 });
    expect(await rockpool.maintain()).toMatchObject({ keysRotated: 0, finished: true });
    clock.advance({ milliseconds: 1 });
    expect(await rockpool.maintain()).toMatchObject({ keysRotated: 2, finished: true });
    expect(await rockpool.maintain()).toMatchObject({ keysRotated: 0, finished: true });
    expect(await keysOf(pool)).toEqual(["signing RS256", "published RS256"]);
    expect((await pool.jwks()).keys).toHaveLength(4);
  });

  it("by signingKeyMaxAgeDays, for good: keys come and go", async () => {
    const { rockpool, pool, clock } = await testPool({ signingAlgorithm: "ES256", rockpool: { signingKeyMaxAgeDays: 7 } });
    let rotated = 0;
    for (let days = 0; days < 70; days += 1) {
      clock.advance({ days: 1 });
      rotated += (await rockpool.maintain()).keysRotated;
      expect((await pool.jwks()).keys.length).toBeLessThanOrEqual(6);
    }
    expect(rotated).toBe(20);
  });

  it("of one use, when only that one is due", async () => {
    const { rockpool, pool, clock } = await testPool({ signingAlgorithm: "ES256" });
    clock.advance({ days: 1 });
    await pool.keys.delete((await pool.keys.list())[0]?.kid ?? "");
    clock.advance({ days: 89 });
    expect(await rockpool.maintain()).toMatchObject({ keysRotated: 1 });
    expect(await keysOf(pool, "id")).toEqual(["signing ES256"]);
    expect(await keysOf(pool, "access")).toEqual(["signing ES256", "published ES256"]);
  });

  it("at once, when the pool's settings say another kind", async () => {
    const { rockpool, pool, clock } = await testPool();
    await pool.settings.update({ signingAlgorithm: "ES256" });
    expect(await rockpool.maintain()).toMatchObject({ keysRotated: 2 });
    expect(await rockpool.maintain()).toMatchObject({ keysRotated: 0 });
    clock.advance({ milliseconds: PUBLICATION_MS });
    expect(await keysOf(pool)).toEqual(["retiring RS256", "signing ES256"]);
  });

  it("never with null, and drops what is over nevertheless", async () => {
    const { rockpool, pool, clock } = await testPool({ rockpool: { signingKeyMaxAgeDays: null } });
    await pool.settings.update({ signingAlgorithm: "ES256" });
    clock.advance({ days: 3_650 });
    expect(await rockpool.maintain()).toMatchObject({ keysRotated: 0, finished: true });
    expect(await keysOf(pool)).toEqual(["signing RS256"]);
    await pool.keys.rotate();
    clock.advance({ milliseconds: PUBLICATION_MS + RETIREMENT_MS });
    expect(await rockpool.maintain()).toMatchObject({ keysRotated: 0 });
    expect(await keysOf(pool)).toEqual(["signing ES256"]);
  });

  it("once, when two processes do it at the same time; both know the new keys after settingsMaxAgeSeconds", async () => {
    const { here, there, clock } = await twoProcesses({ signingAlgorithm: "ES256" });
    clock.advance({ days: 90 });
    const came = await Promise.all([here.rockpool.maintain(), there.rockpool.maintain()]);
    expect(came.map(({ keysRotated }) => keysRotated).sort()).toEqual([0, 2]);
    clock.advance({ seconds: 5 });
    expect(await there.pool.jwks()).toEqual(await here.pool.jwks());
    expect((await here.pool.jwks()).keys).toHaveLength(4);
  });

  it("of every pool there is, page by page", async () => {
    const { rockpool, pools: all, clock } = await pools(60);
    clock.advance({ days: 90 });
    expect(await rockpool.maintain()).toMatchObject({ keysRotated: 120, finished: true });
    for (const pool of all) expect(await keysOf(pool)).toEqual(["signing ES256", "published ES256"]);
  });

  it("and asks little when there is nothing to do", async () => {
    const { rockpool, storage } = await pools(10);
    const cost = await storage.count(() => rockpool.maintain());
    // Jobs and keys are looked through, and the pools of a page read at once.
    expect(cost).toEqual({ get: 1, query: 2, commit: 0, sweep: 1 });
  });

  it("as far as the time goes that it was given; what it leaves, the next takes over", async () => {
    const { rockpool, storage, clock } = await pools(3);
    clock.advance({ days: 90 });
    const commit: typeof storage.commit = storage.commit.bind(storage);
    storage.commit = (plan) => {
      clock.advance({ seconds: 1 });
      return commit(plan);
    };
    expect(await rockpool.maintain({ maxMs: 2_000 })).toMatchObject({ keysRotated: 4, finished: false });
    expect(await rockpool.maintain({ maxMs: 2_000 })).toMatchObject({ keysRotated: 2, finished: true });
  });

  it("but not of a pool that was deleted", async () => {
    const { rockpool, pools: all, clock, storage } = await pools(2);
    clock.advance({ days: 90 });
    await all[0]?.delete();
    // The job that deletes what is left is kept back: keys of the pool are still there.
    const jobs = storage.query.bind(storage);
    storage.query = async (query) => (query.table === "jobs" ? { records: [], cursor: null } : jobs(query));
    expect(await rockpool.maintain()).toMatchObject({ keysRotated: 2, finished: true });
  });
});

// attack 92: what makes keys fails
describe("maintain, when a key cannot be made", () => {
  it("does all else, then tells why; the repeat does the rest", async () => {
    const { rockpool, pools: all, clock, broken } = await pools(3);
    const [, second] = all;
    clock.advance({ days: 90 });
    broken.add(second?.userPoolId ?? "");
    await expect(rockpool.maintain()).rejects.toThrow(`no key for ${second?.userPoolId}`);
    for (const pool of all) {
      const expected = pool === second ? ["signing ES256"] : ["signing ES256", "published ES256"];
      expect(await keysOf(pool)).toEqual(expected);
    }
    broken.clear();
    expect(await rockpool.maintain()).toMatchObject({ keysRotated: 2, finished: true });
  });

  it("has whole pairs or none, at whichever call the storage fails", async () => {
    for (let n = 1; ; n += 1) {
      const storage = faultyStorage(memory());
      const { rockpool, pool, clock } = await testPool({ storage, signingAlgorithm: "ES256" });
      clock.advance({ days: 90 });
      storage.failCall(n);
      const calls = storage.calls;
      const came = await rockpool.maintain().then(
        () => "done",
        (error: unknown) => (error as { readonly code: string }).code,
      );
      if (storage.calls < calls + n) {
        expect([came, n > 5]).toEqual(["done", true]);
        return;
      }
      expect(came).toBe("StorageUnavailableException");
      await rockpool.maintain();
      for (const use of ["id", "access"] as const) expect(await keysOf(pool, use)).toEqual(["signing ES256", "published ES256"]);
    }
  });
});

describe("Rockpool.open", () => {
  it.each([0, -1, 1.5, 3_651, Number.NaN, "90"])("refuses %j for signingKeyMaxAgeDays", async (signingKeyMaxAgeDays) => {
    const options = { storage: adapterWith(memory(), {}), baseUrl: "https://auth.test", delivery: outbox() };
    const refused = Rockpool.open({ ...options, signingKeyMaxAgeDays } as RockpoolOptions);
    await expect(refused).rejects.toMatchObject({ code: "InvalidParameterException", details: { path: "signingKeyMaxAgeDays" } });
  });
});

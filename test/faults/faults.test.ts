import { generateMasterKey, Rockpool } from "rockpool";
import { type FaultyStorage, faultyStorage, fixedTestKeys, manualClock, outbox } from "rockpool/testing";
import { describe, expect, it } from "vitest";
import * as classes from "../fuzz/classes.ts";
import { codeOf, recordingStorage } from "../user-pool/stand-ins.ts";
import { application } from "./use-cases/application.ts";
import { clients } from "./use-cases/clients.ts";
import { groups } from "./use-cases/groups.ts";
import { identityPools } from "./use-cases/identity-pools.ts";
import { keys } from "./use-cases/keys.ts";
import { oauth } from "./use-cases/oauth.ts";
import { pool } from "./use-cases/pool.ts";
import { stepByStep } from "./use-cases/step-by-step.ts";
import { triggers } from "./use-cases/triggers.ts";
import { users } from "./use-cases/users.ts";
import { openWorld, type UseCases, type World } from "./world.ts";

/*
 * Each use case is run with a fault at each of its calls to the storage: afterwards all of it happened or nothing did, the
 * caller knows which, and a repeat succeeds or says why.
 */

/** Where a storage takes long to make, each use case meets a fault at every so many of its calls, and all of them together at each. */
const STEP = Number(process.env["FAULT_STEP"] ?? 1);

const useCases: UseCases = {
  ...pool,
  ...keys,
  ...clients,
  ...groups,
  ...users,
  ...application,
  ...oauth,
  ...triggers,
  ...identityPools,
};

const done = "done";
const outcome = (work: Promise<unknown>): Promise<string> => work.then(() => done, codeOf);

interface Ran {
  readonly outcome: string;
  readonly plans: number;
  /** Messages to people. */
  readonly sent: number;
}

async function run(world: World, work: () => Promise<unknown>): Promise<Ran> {
  // A pool's first keys are made in the background, and read before who made them has heard that they are stored.
  const plans = (): number =>
    world.recorded.plans.filter(({ entries }) => !entries.some((one) => one.table === "keysets" && one.expect === "absent"))
      .length;
  const [committed, sent] = [plans(), world.outbox.messages.length];
  const came = await outcome(work());
  return { outcome: came, plans: plans() - committed, sent: world.outbox.messages.length - sent };
}

describe.each(Object.entries(useCases))(
  "%s",
  (name, { before = async () => {}, act, comesTo = done, again = comesTo, plans = 1 }) => {
    async function opened(): Promise<{ readonly world: World; readonly once: () => Promise<Ran> }> {
      const world = await openWorld();
      const given = (await before(world)) as never;
      return { world, once: () => run(world, () => act(world, given)) };
    }

    /** Runs with a fault at each call in turn, until there is no such call. */
    async function withFaults(
      order: (storage: FaultyStorage, n: number) => void,
      see: (ran: Ran, once: () => Promise<Ran>) => Promise<void>,
    ): Promise<void> {
      let { world, once } = await opened();
      for (let n = 1 + (name.length % STEP); ; n += STEP) {
        // Settings and groups that are too old by now are read anew: those calls are among the ones of the use case.
        world.clock.advance({ seconds: 6 });
        order(world.storage, n);
        const calls = world.storage.calls;
        const ran = await once();
        if (world.storage.calls < calls + n) {
          expect(ran).toMatchObject({ outcome: comesTo, plans });
          if (STEP === 1) expect(n, "there are calls to fail").toBeGreaterThan(1);
          await world.close();
          return;
        }
        await see(ran, once);
        // What only reads leaves the world as it was.
        if (plans === 0) continue;
        await world.close();
        ({ world, once } = await opened());
      }
    }

    it("that fails at any call has not happened, and a repeat does all of it", async () => {
      await withFaults(
        (storage, n) => storage.failCall(n),
        async (ran, once) => {
          expect(ran).toEqual({ outcome: "StorageUnavailableException", plans: 0, sent: 0 });
          expect(await once()).toMatchObject({ outcome: comesTo, plans });
        },
      );
    });

    it("whose answer is lost at any call has happened or not, whole and once, and a repeat says which", async () => {
      await withFaults(
        (storage, n) => storage.loseAnswer(n),
        async (ran, once) => {
          expect(ran).toMatchObject({ outcome: "StorageUnavailableException", sent: 0 });
          expect([0, plans]).toContain(ran.plans);
          expect((await once()).outcome).toBe(ran.plans > 0 ? again : comesTo);
        },
      );
    });

    it("that is held up at every call comes to the same", async () => {
      const { world, once } = await opened();
      world.clock.advance({ seconds: 6 });
      for (let n = 1; n <= 100; n += 1) world.storage.delayCall(n, 1);
      expect(await once()).toMatchObject({ outcome: comesTo, plans });
      await world.close();
    });
  },
);

describe.each(Object.entries(stepByStep))("%s", (_, { before, act, see }) => {
  it.each(["failCall", "loseAnswer"] as const)(
    "leaves whole steps, whichever call meets %s, and a repeat does the rest",
    async (fault) => {
      for (let n = 1; ; n += 1) {
        const world = await openWorld();
        const given = (await before(world)) as never;
        world.clock.advance({ seconds: 6 });
        world.storage[fault](n);
        const [calls, came] = [world.storage.calls, await outcome(act(world, given))];
        if (world.storage.calls < calls + n) {
          expect([came, n > 1]).toEqual([done, true]);
          await world.close();
          return;
        }
        expect(came).toBe("StorageUnavailableException");
        expect(await outcome(act(world, given))).toBe(done);
        await see(world, given);
        await world.close();
      }
    },
  );
});

describe("Rockpool.ensureUserPool, a new pool", () => {
  it.each(["failCall", "loseAnswer"] as const)("leaves one whole pool or none, whichever call meets %s", async (fault) => {
    for (let n = 1; n <= 12; n += 1) {
      const world = await openWorld();
      const last = world.storage.calls + n;
      world.storage[fault](n);
      const options = { poolName: "new", passwordPolicy: { minimumLength: 12 } };
      await world.rockpool.ensureUserPool(options).catch(() => {});
      // The fault may be for what goes on in the background; or nobody met it yet.
      while (world.storage.calls < last) await world.pool.users.get("nobody").catch(() => {});
      const made = await world.rockpool.ensureUserPool(options);
      expect((await made.settings.get()).passwordPolicy.minimumLength).toBe(12);
      // Who joins the work that met the fault learns of it; a repeat does it.
      const { keys } = await made.jwks().catch(() => made.jwks());
      expect(keys).toHaveLength(2);
      expect(await world.recorded.records("user_pools")).toHaveLength(2);
      await world.close();
    }
  });
});

describe("Rockpool.open of a new storage", () => {
  it.each(["failCall", "loseAnswer"] as const)("opens nothing when a call meets %s, and a repeat opens", async (fault) => {
    const masterKey = generateMasterKey();
    for (let n = 1; ; n += 1) {
      const storage = faultyStorage(recordingStorage());
      const open = (): Promise<Rockpool> =>
        Rockpool.open({
          storage,
          masterKey,
          baseUrl: "https://auth.test",
          delivery: outbox(),
          clock: manualClock(),
          keySource: fixedTestKeys(),
        });
      storage[fault](n);
      const came = await outcome(open().then((rockpool) => rockpool.close()));
      if (storage.calls < n) {
        expect([came, n > 1]).toEqual([done, true]);
        return;
      }
      expect(came).toBe("StorageUnavailableException");
      const rockpool = await open();
      expect(await rockpool.check()).toMatchObject({ ok: true });
      await rockpool.close();
    }
  });
});

/** What has a test of its own, and where. */
const elsewhere: Readonly<Record<string, string>> = {
  "Rockpool.open": "above: it has no world yet",
  "Rockpool.createUserPool": "step by step, as ensureUserPool: it is the same plan, under a key that nobody else has",
  "AppClient.bearer": "it asks nothing of the storage",
  "Rockpool.check": "test/rockpool.test.ts: it answers also when the storage does not",
  "Rockpool.subscribe": "test/user-pool/events: it asks nothing of the storage",
  "Rockpool.close": "test/rockpool.test.ts: it asks nothing of the storage but to close",
  "Rockpool.settled": "it waits, and asks nothing of anybody",
};

describe("every public method", () => {
  it("is run with faults, or there is a reason why not", () => {
    const all = Object.entries(classes).flatMap(([name, { prototype }]) =>
      Object.getOwnPropertyNames(prototype)
        .filter((member) => member !== "constructor")
        .map((member) => `${name}.${member}`),
    );
    const run = [...Object.keys(useCases), ...Object.keys(stepByStep)].map((name) => name.replace(/, .*/, ""));
    expect([...new Set([...run, ...Object.keys(elsewhere)])].sort()).toEqual([...all, "Rockpool.open"].sort());
  });
});

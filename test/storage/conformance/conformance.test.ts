import type { test as nodeTest } from "node:test";
import type { StorageAdapter } from "rockpool/storage";
import {
  type ConformanceOptions,
  expiresByItsOwnClock,
  forgetsPreconditions,
  forgetsUnprocessedKeys,
  losesIndexEntries,
  type Opened,
  readsThenWrites,
  splitsLargePlans,
  staleReads,
  sweepsBlindly,
  tornReads,
  writesHalfAPlan,
} from "rockpool/storage/conformance";
import { memory } from "rockpool/storage/memory";
import { describe, expect, expectTypeOf, it } from "vitest";
import { collect, failuresOf } from "./collect.ts";
import { sharedMemory } from "./shared-memory.ts";

type Wrap = (adapter: StorageAdapter) => StorageAdapter;

/** Every connection to a correct storage makes the same mistake. */
const failuresWith = async (wrap: Wrap): Promise<readonly string[]> =>
  failuresOf(
    await collect({
      open: async () => {
        const { storage, connectAgain } = await sharedMemory();
        return { storage: wrap(storage), connectAgain: async () => wrap((await connectAgain?.()) ?? storage) };
      },
    }),
  );

const bothWays = (rule: string): readonly string[] => [`race: ${rule}`, `race of two connections: ${rule}`];

const CREATIONS = [2, 50, 200].flatMap((count) => bothWays(`of ${count} plans that create one record exactly one commits`));
const REPLACEMENTS = [2, 50, 200].flatMap((count) => bothWays(`of ${count} plans that replace one version exactly one commits`));
const DELETIONS = bothWays("of 50 plans that delete one version exactly one commits: a code is redeemed once");
const PUT_AGAINST_DELETE = bothWays("of a put and a delete at one version exactly one commits");
const CROSSING = bothWays("of plans that name two records in crossing orders exactly one commits");
const SKEWS = [
  ...bothWays("of two plans, each checking what the other writes, exactly one commits"),
  ...bothWays("of two plans, each checking what the other deletes, exactly one commits"),
  ...bothWays("of three plans, each checking what the next writes, not all commit"),
];
const RESERVATION = bothWays("of two users who reserve one name exactly one is there, and nothing of the other");
const COUNTER = bothWays("a counter that 50 writers increase is exact");
const HOT = bothWays("hot records: 30 writers, each of two of three, lose no count and no record");
const NOTHING_HALF = [1, 2, 3].map((n) => `commit: all or nothing: where entry ${n} of a plan fails, no other is done`);

describe("the conformance suite", () => {
  it("takes the test function of any runner", () => {
    expectTypeOf<typeof it>().toExtend<ConformanceOptions["test"]>();
    expectTypeOf<typeof nodeTest>().toExtend<ConformanceOptions["test"]>();
  });

  it("passes a correct storage with every capability", async () => {
    expect(await failuresWith((adapter) => adapter)).toEqual([]);
  });

  it("passes a correct storage that says what it does without, and names the reason in the test", async () => {
    const without = { sharing: "it is alone", durability: "it forgets" };
    const outcomes = await collect({ open: async () => ({ storage: memory() }), without });
    expect(failuresOf(outcomes)).toEqual([]);
    expect(outcomes.map(({ name }) => name)).toEqual(
      expect.arrayContaining(["sharing: not tested, because it is alone", "durability: not tested, because it forgets"]),
    );
  });

  it("gives every rule a name of its own", async () => {
    const names = (await collect({ open: sharedMemory })).map(({ name }) => name);
    expect(names).toEqual([...new Set(names)]);
    expect(names.length).toBeGreaterThan(200);
  });

  it("opens a new storage for each rule, closes every adapter, then removes the data", async () => {
    const log: string[] = [];
    const watched = (adapter: StorageAdapter, name: string): StorageAdapter => {
      const close = adapter.close.bind(adapter);
      return Object.assign(adapter, {
        close: () => {
          log.push(`close ${name}`);
          return close();
        },
      });
    };
    const outcomes = await collect({
      open: async (): Promise<Opened> => {
        log.push("open");
        const { storage, connectAgain = async () => storage } = await sharedMemory();
        return {
          storage: watched(storage, "first"),
          connectAgain: async () => watched(await connectAgain(), "other"),
          dispose: async () => void log.push("dispose"),
        };
      },
    });
    expect(log.filter((event) => event === "open")).toHaveLength(outcomes.length);
    const words = log.join(", ").replaceAll("close first, close first", "close first");
    expect(words).toMatch(/^(open(, close (first|other))+, dispose(, )?)+$/);
    expect(log).toContain("close other");
  });

  it("does not believe a durable storage that asks to be left untested", async () => {
    const outcomes = await collect({ open: sharedMemory, without: { durability: "it takes long" } });
    expect(failuresOf(outcomes)).toEqual(["durability: not tested, because it takes long"]);
  });

  it("does not believe a storage that says it is durable and cannot be opened again", async () => {
    const open = async (): Promise<Opened> => ({ storage: (await sharedMemory()).storage });
    const failed = failuresOf(await collect({ open }));
    expect(failed).toContain("durability: what was acknowledged is there after closing and opening again");
    expect(failed).toContain("sharing: a plan answered to one connection is visible to the next read of another");
  });

  it("asks for a reason where something is left out", async () => {
    const open = async (): Promise<Opened> => ({ storage: memory() });
    expect(failuresOf(await collect({ open, without: { sharing: " ", durability: "" } }))).toEqual([
      "sharing: not tested, because  ",
      "durability: not tested, because ",
    ]);
  });
});

describe("the conformance suite catches an adapter that", () => {
  it("reads, then writes: by the races, and by nothing else", async () => {
    const failed = await failuresWith(readsThenWrites);
    const races = [CREATIONS, REPLACEMENTS, DELETIONS, PUT_AGAINST_DELETE, CROSSING, SKEWS, RESERVATION, COUNTER, HOT];
    expect([...failed].sort()).toEqual(races.flat().sort());
  });

  it("forgets what a put expects", async () => {
    expect(await failuresWith((adapter) => forgetsPreconditions(adapter, "put"))).toEqual(
      expect.arrayContaining([
        "commit: a put that expects absence conflicts where there is a record",
        "commit: absence means no physical record: one whose time is over is in the way",
        "commit: a put that expects a version conflicts at any other version",
        "commit: a put that expects a version conflicts where there is no record",
        "commit: a record that was deleted and made again is not at its old version",
        "sweep: a record that is put again at the same time is not lost",
        "durability: preconditions hold as before after opening again",
        ...[CREATIONS, REPLACEMENTS, PUT_AGAINST_DELETE, CROSSING, RESERVATION, COUNTER].flat(),
      ]),
    );
  });

  it("forgets what a delete expects", async () => {
    expect(await failuresWith((adapter) => forgetsPreconditions(adapter, "delete"))).toEqual(
      expect.arrayContaining([
        "commit: a delete conflicts at another version, and where there is no record",
        "commit: a record that was deleted and made again is not at its old version",
        ...[DELETIONS, PUT_AGAINST_DELETE].flat(),
      ]),
    );
  });

  it("forgets checks", async () => {
    expect(await failuresWith((adapter) => forgetsPreconditions(adapter, "check"))).toEqual(
      expect.arrayContaining([
        "commit: a check stops the plan at another version, and where there is no record",
        "commit: a conflict names the first entry, in the order of the plan, that failed",
        ...SKEWS,
      ]),
    );
  });

  it("writes half a plan", async () => {
    expect(await failuresWith(writesHalfAPlan)).toEqual(
      expect.arrayContaining([
        "get: all answers are one snapshot: no plan is half visible",
        "query: a plan that conflicts leaves every index as it was",
        ...[NOTHING_HALF, CROSSING, RESERVATION].flat(),
      ]),
    );
  });

  it("loses index entries", async () => {
    expect(await failuresWith(losesIndexEntries)).toEqual(
      expect.arrayContaining([
        "query: a record whose entry changed is found at the new entry only",
        "query: a record that is put without its entry leaves the index",
      ]),
    );
  });

  it("reads the records of one get by several statements: by the snapshots, and by nothing else", async () => {
    expect(await failuresWith(tornReads)).toEqual([
      "get: all answers are one snapshot: no plan is half visible",
      "sharing: a get on another connection is one snapshot too",
    ]);
  });

  it("reads from a cache", async () => {
    expect(await failuresWith(staleReads)).toEqual(
      expect.arrayContaining([
        "sharing: a plan answered to one connection is visible to the next read of another",
        "get: sees every plan that was answered committed before it began",
        "commit: every record a plan writes gets the plan's id as its version",
      ]),
    );
  });

  it("expires by the wrong clock", async () => {
    expect(await failuresWith(expiresByItsOwnClock)).toEqual(
      expect.arrayContaining([
        "get: a record whose time is over is still returned",
        "query: a record whose time is over is still returned",
        "sweep: deletes what had expired an hour before, and answers how many",
        "sweep: compares instants as numbers",
      ]),
    );
  });

  it("sweeps what is in use", async () => {
    expect(await failuresWith(sweepsBlindly)).toEqual([
      "sweep: a record that is put again at the same time is not lost",
      "sharing: a record that another connection puts again at the same time is not lost",
      "sweep: of several at the same time each record is counted once",
      "sharing: of several connections that sweep each record is counted once",
    ]);
  });

  it("reads no more keys than its engine takes at once: by the number of keys, and by nothing else", async () => {
    expect(await failuresWith(forgetsUnprocessedKeys)).toEqual(["get: takes as many keys as a page has records: 1000"]);
  });

  it("splits a plan that is too large for its engine: by the size of the plan, and by nothing else", async () => {
    expect(await failuresWith(splitsLargePlans)).toEqual([
      "commit: takes 64 records of 65536 bytes in one plan, and all of them or none",
    ]);
  });
});

import type { Put, StorageAdapter } from "rockpool/storage";
import { memory } from "rockpool/storage/memory";
import { beforeEach, describe, expect, it, vi } from "vitest";

const counted = vi.hoisted(() => ({ comparisons: 0 }));

vi.mock("../../../src/codecs/text.ts", async (original) => {
  const text = await original<typeof import("../../../src/codecs/text.ts")>();
  const compareUtf8 = (a: string, b: string): number => {
    counted.comparisons += 1;
    return text.compareUtf8(a, b);
  };
  return { ...text, compareUtf8 };
});

const SIZES = [1_000, 16_000];
/** A step of a binary search: doubling the records costs one more, not twice as many. */
const stepsFor = (records: number): number => Math.ceil(Math.log2(records));

const key = (n: number): readonly string[] => ["pool", String(n).padStart(6, "0")];

const put = (n: number): Put => ({
  kind: "put",
  table: "people",
  key: key(n),
  expect: "absent",
  value: { n },
  indexEntries: { email: `${String(n).padStart(6, "0")}@example.com` },
  expiresAt: n,
});

async function filled(records: number): Promise<StorageAdapter> {
  const storage = memory();
  await storage.open([{ name: "people", key: ["pool_id", "sub"], indexes: ["email"] }]);
  for (let at = 0; at < records; at += 50) {
    const entries = Array.from({ length: 50 }, (_, n) => put(at + n));
    expect(await storage.commit({ id: `plan ${at}`, entries })).toEqual({ outcome: "committed" });
  }
  return storage;
}

/** How many keys were compared, and how many records were taken out, while it ran. */
async function cost(run: () => Promise<unknown>): Promise<{ readonly comparisons: number; readonly records: number }> {
  const parse = vi.spyOn(JSON, "parse");
  const before = counted.comparisons;
  await run();
  const records = parse.mock.calls.filter(([text]) => text.startsWith('{"n":')).length;
  parse.mockRestore();
  return { comparisons: counted.comparisons - before, records };
}

describe.each(SIZES)("memory with %i records", (size) => {
  let storage: StorageAdapter;
  beforeEach(async () => {
    storage = await filled(size);
  });

  it("gets by key without comparing it to any other", async () => {
    const refs = [0, size / 2, size - 1, size].map((n) => ({ table: "people", key: key(n) }));
    expect(await cost(() => storage.get(refs))).toEqual({ comparisons: 0, records: 3 });
  });

  it("goes to the beginning of a range in few steps, and touches no more than the page", async () => {
    const limit = 10;
    const first = await storage.query({ table: "people", index: "primary", range: { keyPrefix: [] }, limit, cursor: null });
    const queries = [
      { index: "primary", range: { keyPrefix: key(size / 2) }, cursor: null },
      { index: "primary", range: { keyPrefix: ["pool"] }, cursor: first.cursor },
      { index: "email", range: { poolId: "pool", equals: `${String(size - 5).padStart(6, "0")}@example.com` }, cursor: null },
      { index: "email", range: { poolId: "pool", startsWith: "000" }, cursor: null },
      { index: "email", range: { poolId: "other", startsWith: "" }, cursor: null },
    ];
    for (const query of queries) {
      const { comparisons, records } = await cost(() => storage.query({ table: "people", limit, ...query }));
      expect(comparisons).toBeLessThanOrEqual(4 * stepsFor(size));
      expect(records).toBeLessThanOrEqual(limit + 2);
    }
  });

  it("puts and deletes a record in few steps", async () => {
    const [before] = await storage.get([{ table: "people", key: key(7) }]);
    const entries = [put(size + 1), { ...put(7), kind: "delete" as const, expect: { version: before?.version ?? "" } }];
    const { comparisons } = await cost(() => storage.commit({ id: "one more", entries }));
    const orders = 3;
    expect(comparisons).toBeLessThanOrEqual(2 * orders * 4 * stepsFor(size));
  });

  it("sweeps without looking at what has not expired", async () => {
    const margin = 3_600_000;
    const { comparisons, records } = await cost(() => storage.sweep(margin + 2, 100));
    expect(records).toBe(0);
    const [deleted, orders] = [3, 3];
    expect(comparisons).toBeLessThanOrEqual((1 + deleted * orders) * 4 * stepsFor(size));
  });
});

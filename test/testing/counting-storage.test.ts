import type { Plan, TableDefinition } from "rockpool/storage";
import { memory } from "rockpool/storage/memory";
import { countingStorage } from "rockpool/testing";
import { describe, expect, it } from "vitest";

const table: TableDefinition = { name: "things", key: ["pool_id"], indexes: [] };
const ref = { table: "things", key: ["a"] };
const put: Plan = {
  id: "1",
  entries: [{ kind: "put", ...ref, expect: "absent", value: { x: 1 }, indexEntries: {}, expiresAt: null }],
};

describe("countingStorage", () => {
  it("is the storage it counts for", async () => {
    const storage = countingStorage(memory());
    await storage.open([table]);
    expect(await storage.describe()).toMatchObject({ name: "memory", durable: false });
    expect(await storage.commit(put)).toEqual({ outcome: "committed" });
    expect(await storage.get([ref])).toMatchObject([{ value: { x: 1 } }]);
    const query = { table: "things", index: "primary", range: { keyPrefix: [] }, limit: 1, cursor: null };
    expect(await storage.query(query)).toMatchObject({ records: [{ key: ["a"] }] });
    expect(await storage.sweep(0, 1)).toBe(0);
    await storage.close();
  });

  it("counts what a piece of work asks of it, and begins anew with each", async () => {
    const storage = countingStorage(memory());
    await storage.open([table]);
    const none = { get: 0, query: 0, commit: 0, sweep: 0 };
    expect(await storage.count(async () => {})).toEqual(none);
    const first = await storage.count(async () => {
      await storage.commit(put);
      await storage.get([ref]);
      await storage.get([ref]);
      await storage.sweep(0, 1);
    });
    expect(first).toEqual({ get: 2, query: 0, commit: 1, sweep: 1 });
    expect(await storage.count(() => storage.get([ref]))).toEqual({ ...none, get: 1 });
  });

  it("counts calls that fail, too, and lets a failure of the work through", async () => {
    const storage = countingStorage(memory());
    await storage.open([table]);
    const refused = (): Promise<unknown> => storage.get([{ table: "unknown", key: ["a"] }]);
    expect(await storage.count(() => refused().catch(() => {}))).toMatchObject({ get: 1 });
    await expect(storage.count(refused)).rejects.toMatchObject({ code: "InvalidParameterException" });
  });
});

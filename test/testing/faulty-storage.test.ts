import { memory } from "rockpool/storage/memory";
import { faultyStorage } from "rockpool/testing";
import { beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";

const table = "things";
const place = { table, key: ["-", "a"] };
const plan = (id: string) => ({
  id,
  entries: [{ kind: "put", ...place, expect: "absent", value: {}, indexEntries: {}, expiresAt: null }] as const,
});

let storage: ReturnType<typeof faultyStorage>;
beforeEach(async () => {
  storage = faultyStorage(memory());
  await storage.open([{ name: table, key: ["pool_id", "id"], indexes: [] }]);
});
const isThere = async (): Promise<boolean> => (await storage.get([place]))[0] !== undefined;

describe("faultyStorage", () => {
  it("is the other storage as long as no fault is ordered, and counts calls", async () => {
    expect(await storage.commit(plan("1"))).toEqual({ outcome: "committed" });
    expect(await isThere()).toBe(true);
    await storage.query({ table, index: "primary", range: { keyPrefix: [] }, limit: 1, cursor: null });
    await storage.sweep(0, 1);
    expect(storage.calls).toBe(4);
    expect(await storage.describe()).toMatchObject({ name: "memory" });
  });

  it("fails the n-th call from now, which does nothing, and no other", async () => {
    storage.failCall(2);
    expect(await isThere()).toBe(false);
    const failed = { code: "StorageUnavailableException", details: { outcome: "notCommitted" } };
    await expect(storage.commit(plan("1"))).rejects.toMatchObject(failed);
    expect(await isThere()).toBe(false);
    expect(await storage.commit(plan("2"))).toEqual({ outcome: "committed" });
  });

  it("loses the answer of a call that is done", async () => {
    storage.loseAnswer(1);
    const lost = { code: "StorageUnavailableException", details: { outcome: "unknown" } };
    await expect(storage.commit(plan("1"))).rejects.toMatchObject(lost);
    expect(await isThere()).toBe(true);
  });

  it("delays a call", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout"] });
    onTestFinished(() => void vi.useRealTimers());
    storage.delayCall(1, 5);
    const delayed = storage.commit(plan("1"));
    await vi.advanceTimersByTimeAsync(4);
    expect(await isThere()).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    await delayed;
    expect(await isThere()).toBe(true);
  });

  it("holds a call until it is released, while others go by", async () => {
    const held = storage.holdCall(1);
    const committing = storage.commit(plan("1"));
    await held.reached;
    expect(await isThere()).toBe(false);
    expect(await storage.commit(plan("2"))).toEqual({ outcome: "committed" });
    held.release();
    expect(await committing).toMatchObject({ outcome: "conflict" });
  });

  it.each([0, -1, 1.5, Number.NaN, undefined as unknown as number])("refuses a call that never comes: %s", (n) => {
    const orders = [storage.failCall, storage.loseAnswer, storage.holdCall, (at: number) => storage.delayCall(at, 1)];
    for (const order of orders) {
      expect(() => order(n)).toThrow(expect.objectContaining({ code: "InvalidParameterException", details: { path: "n" } }));
    }
  });
});

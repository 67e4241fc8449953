import { memory } from "rockpool/storage/memory";
import { beforeEach, describe, expect, it } from "vitest";
import { systemRuntime } from "../../src/runtime.ts";
import { generateMasterKey } from "../../src/seal/master-key.ts";
import { createKeyring } from "../../src/seal/sealing.ts";
import { canaries, canaryOpens, checkCanary, hasCanary } from "../../src/storage/canary.ts";
import { NO_POOL, type StorageAdapter } from "../../src/storage/contract.ts";
import { Store } from "../../src/storage/store.ts";

let storage: StorageAdapter;
beforeEach(async () => {
  storage = memory();
  await storage.open([canaries.definition]);
});

const place = { table: "canaries", key: [NO_POOL] };
const storeWith = (current: string, ...previous: string[]): Store =>
  new Store(storage, createKeyring({ current, previous }, systemRuntime.random), systemRuntime);

/** What a person who can write to the database, but has no key, may do. */
async function overwrite(word: string | null): Promise<void> {
  const [canary] = await storage.get([place]);
  const expect = { version: canary?.version ?? "" };
  await storage.commit({
    id: "by hand",
    entries: [{ kind: "put", ...place, expect, value: { word }, indexEntries: {}, expiresAt: null }],
  });
}

describe("the canary", () => {
  it("is not there in a new storage, and is after the first check", async () => {
    expect(await hasCanary(storage)).toBe(false);
    await checkCanary(storeWith(generateMasterKey()));
    expect(await hasCanary(storage)).toBe(true);
  });

  it("is sealed where it lies", async () => {
    await checkCanary(storeWith(generateMasterKey()));
    const [canary] = await storage.get([place]);
    expect(canary?.value).toEqual({
      word: expect.stringMatching(/^rps1\./),
      keyId: expect.any(String),
      olderKeyIds: [],
      resealing: null,
    });
  });

  it("opens with the key that sealed it, and is not written again", async () => {
    const key = generateMasterKey();
    await checkCanary(storeWith(key));
    const before = await storage.get([place]);
    await checkCanary(storeWith(key));
    expect(await storage.get([place])).toEqual(before);
  });

  it("opens when the key that sealed it is a previous one", async () => {
    const old = generateMasterKey();
    await checkCanary(storeWith(old));
    await expect(checkCanary(storeWith(generateMasterKey(), old))).resolves.toBeUndefined();
  });

  it("refuses another key, with the ids of both and neither key", async () => {
    const [right, wrong] = [generateMasterKey(), generateMasterKey()];
    await checkCanary(storeWith(right));
    const error = await checkCanary(storeWith(wrong)).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "MasterKeyException", cause: { code: "SealBrokenException" } });
    for (const key of [right, wrong]) {
      expect(String(error)).toContain(createKeyring({ current: key, previous: [] }, systemRuntime.random).currentKeyId);
      expect(String(error)).not.toContain(key.slice(5));
    }
  });

  it.each([
    ["emptied", null],
    ["replaced by its own plaintext", '"rockpool"'],
    ["replaced by rubbish", "rps1.x"],
  ])("refuses every key when it was %s", async (_, word) => {
    const key = generateMasterKey();
    await checkCanary(storeWith(key));
    await overwrite(word);
    await expect(checkCanary(storeWith(key))).rejects.toMatchObject({ code: "MasterKeyException" });
  });

  it("lets exactly one of two keys win that open a new storage at the same time", async () => {
    const keys = [generateMasterKey(), generateMasterKey()];
    const opened = await Promise.allSettled(keys.map((key) => checkCanary(storeWith(key))));
    expect(opened.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
    expect(opened.find(({ status }) => status === "rejected")).toMatchObject({ reason: { code: "MasterKeyException" } });
    const winner = keys[opened.findIndex(({ status }) => status === "fulfilled")] ?? "";
    await expect(checkCanary(storeWith(winner))).resolves.toBeUndefined();
  });

  it("lets all of them in when they have the same key", async () => {
    const key = generateMasterKey();
    await Promise.all(Array.from({ length: 20 }, () => checkCanary(storeWith(key))));
  });

  it("passes on what the storage rejects with: an outage is not a wrong key", async () => {
    const outage = new Error("the database does not answer");
    storage.get = () => Promise.reject(outage);
    await expect(checkCanary(storeWith(generateMasterKey()))).rejects.toBe(outage);
  });
});

describe("whether the canary still opens", () => {
  const opens = (key: string): Promise<boolean> => canaryOpens(storeWith(key));

  it("is told without writing: not in a storage where nothing was sealed, nor by another key", async () => {
    const [right, wrong] = [generateMasterKey(), generateMasterKey()];
    expect(await opens(right)).toBe(false);
    expect(await hasCanary(storage)).toBe(false);
    await checkCanary(storeWith(right));
    const before = await storage.get([place]);
    expect([await opens(right), await opens(wrong)]).toEqual([true, false]);
    expect(await storage.get([place])).toEqual(before);
  });

  it("is not known while the storage does not answer: that is thrown", async () => {
    const outage = new Error("the database does not answer");
    storage.get = () => Promise.reject(outage);
    await expect(opens(generateMasterKey())).rejects.toBe(outage);
  });
});

import { memory } from "rockpool/storage/memory";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { systemRuntime } from "../../src/runtime.ts";
import { generateMasterKey } from "../../src/seal/master-key.ts";
import { createKeyring } from "../../src/seal/sealing.ts";
import { attempt } from "../../src/storage/attempt.ts";
import { Store } from "../../src/storage/store.ts";

const waits = vi.hoisted((): number[] => []);
vi.mock("node:timers/promises", () => ({ setTimeout: async (ms: number) => waits.push(ms) }));
beforeEach(() => {
  waits.length = 0;
});

const keyring = createKeyring({ current: generateMasterKey(), previous: [] }, systemRuntime.random);

/** Loses so many races, with this byte drawn before each further try. */
async function losing(times: number, draw: number): Promise<void> {
  const storage = memory();
  let left = times;
  storage.commit = async () => {
    left -= 1;
    return left < 0 ? { outcome: "committed" } : { outcome: "conflict", table: "any", key: [] };
  };
  const store = new Store(storage, keyring, { ...systemRuntime, random: (length) => new Uint8Array(length).fill(draw) });
  await attempt(store, async () => ({ commit: [], result: undefined }));
}

describe("between two tries, attempt waits", () => {
  it("twice as long each time, by one random byte a share of up to 128 ms", async () => {
    await losing(7, 128);
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 64]);
  });

  it("between nothing and the whole", async () => {
    await losing(2, 0);
    await losing(2, 255);
    expect(waits).toEqual([0, 0, (2 * 255) / 256, (4 * 255) / 256]);
  });

  it("not at all behind others of the process, who are waited for instead", async () => {
    const storage = memory();
    const given = new Set<string>();
    storage.commit = async ({ id }) => {
      // Both are too late once.
      if (given.size === 2) return { outcome: "committed" };
      given.add(id);
      return { outcome: "conflict", table: "any", key: [] };
    };
    const store = new Store(storage, keyring, {
      ...systemRuntime,
      random: (length) => systemRuntime.random(length).fill(1, 0, 1),
    });
    await Promise.all([1, 2].map(() => attempt(store, async () => ({ commit: [], result: undefined }))));
    expect(waits).toHaveLength(1);
  });

  it("not at all where nobody was in the way, nor after the last", async () => {
    await losing(0, 255);
    expect(waits).toEqual([]);
    await expect(losing(8, 255)).rejects.toMatchObject({ code: "TooManyRequestsException" });
    expect(waits).toHaveLength(7);
  });
});

import { memory } from "rockpool/storage/memory";
import { manualClock } from "rockpool/testing";
import { beforeEach, describe, expect, it } from "vitest";
import { systemRuntime } from "../../src/runtime.ts";
import { generateMasterKey } from "../../src/seal/master-key.ts";
import { createKeyring } from "../../src/seal/sealing.ts";
import { canaries, checkCanary } from "../../src/storage/canary.ts";
import type { StorageAdapter } from "../../src/storage/contract.ts";
import { reseal } from "../../src/storage/reseal.ts";
import { Store } from "../../src/storage/store.ts";
import { type PoolRecord, type Table, table } from "../../src/storage/table.ts";

interface NoteRecord extends PoolRecord {
  readonly name: string;
  readonly text: string;
}
const notesTable = (name: string): Table<NoteRecord, "name"> => table({ name, key: ["poolId", "name"], sealed: ["text"] });
const [notes, letters] = [notesTable("notes"), notesTable("letters")];

const [oldKey, newKey] = [generateMasterKey(), generateMasterKey()];
const clock = manualClock();

let storage: StorageAdapter;
let [behind, ahead]: readonly Store[] = [];
beforeEach(async () => {
  storage = memory();
  await storage.open([canaries, notes, letters].map(({ definition }) => definition));
  const storeWith = (current: string, previous: string): Store =>
    new Store(storage, createKeyring({ current, previous: [previous] }, systemRuntime.random), { ...systemRuntime, clock });
  behind = storeWith(oldKey, newKey);
  ahead = storeWith(newKey, oldKey);
  await checkCanary(behind);
});

/** Written by a process that still seals with the old key. */
async function write(into: Table<NoteRecord, "name">, from: number, count: number): Promise<void> {
  for (let n = from; n < from + count; n += 50) {
    const names = Array.from({ length: Math.min(50, from + count - n) }, (_, at) => String(n + at).padStart(4, "0"));
    await behind?.commit(names.map((name) => into.create({ poolId: "pool", name, text: "secret" })));
  }
}

/** One step of a process whose time is up at once; how many records it says need the older key, or that it is done. */
async function step(tables: readonly Table<NoteRecord, "name">[] = [notes, letters]): Promise<number | null | "done"> {
  if (ahead === undefined) throw new Error("no store");
  const { needOlderKey, finished } = await reseal(ahead, tables, () => true);
  return finished && needOlderKey === 0 ? "done" : needOlderKey;
}

async function steps(): Promise<readonly (number | null | "done")[]> {
  const said = [await step()];
  while (said.at(-1) !== "done" && said.length < 50) said.push(await step());
  return said;
}

async function stale(): Promise<number> {
  const pages = await Promise.all([notes, letters].map((one) => ahead?.scanStale(one, { limit: 1000, cursor: null })));
  return pages.reduce((sum, page) => sum + (page?.records.length ?? 0), 0);
}

describe("the sealing with a new master key, step by step", () => {
  it("counts table by table, seals as many as fit in a plan beside the count, and counts once more", async () => {
    await write(notes, 0, 150);
    await write(letters, 0, 2);
    const begun = 0;
    const counted = [150, 152];
    const sealedNotes = [152 - 63, 152 - 126, 2];
    const sealedLetters = 0;
    expect(await steps()).toEqual([begun, ...counted, ...sealedNotes, sealedLetters, 0, "done"]);
    expect(await stale()).toBe(0);
  });

  it("counts more than a page of a table", async () => {
    await write(notes, 0, 1_001);
    expect([await step(), await step(), await step(), await step()]).toEqual([0, 1_000, 1_001, 1_001]);
  });

  it("finds what a process behind it wrote meanwhile where it had been already", async () => {
    await write(notes, 100, 100);
    await write(letters, 0, 1);
    for (const said of [0, 100, 101, 101 - 63]) expect(await step()).toBe(said);
    await write(notes, 0, 2);
    const said = await steps();
    expect(said).toContain(2);
    expect(said.at(-1)).toBe("done");
    expect(await stale()).toBe(0);
  });

  it("never says less than none when more is sealed than was counted", async () => {
    await write(notes, 0, 3);
    for (const said of [0, 3, 3]) expect(await step()).toBe(said);
    await write(letters, 0, 5);
    expect(Math.min(...(await steps()).map((said) => (said === "done" ? 0 : Number(said))))).toBe(0);
    expect(await stale()).toBe(0);
  });

  it("begins anew when the table it was at is no more", async () => {
    await write(notes, 0, 3);
    await write(letters, 0, 2);
    for (const said of [0, 3]) expect(await step()).toBe(said);
    expect(await step([notes])).toBe(0);
    expect(await step([notes])).toBe(3);
    for (let said = await step([notes]); said !== "done"; said = await step([notes])) expect(said).toBeLessThan(4);
    expect(await stale()).toBe(2);
  });
});

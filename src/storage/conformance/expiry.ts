import assert from "node:assert/strict";
import { type StorageAdapter, SWEEP_MARGIN_MS } from "../contract.ts";
import {
  commit,
  create,
  keysUnder,
  newPlanId,
  overwrite,
  person,
  read,
  readThere,
  ref,
  seed,
  subsBeginning,
  together,
  turn,
} from "./fixtures.ts";
import type { Suite } from "./suite.ts";

const NOW = 1_700_000_000_000;
/** The latest expiry that a sweep at `NOW` takes. */
const LONG_AGO = NOW - SWEEP_MARGIN_MS;

export function expiry({ rule, sharedRule }: Suite): void {
  rule("sweep: deletes what had expired an hour before, and answers how many", async (storage) => {
    const expiries = { "long ago": 1, "an hour ago": LONG_AGO, "not yet": LONG_AGO + 1, now: NOW, later: NOW + 1 };
    await seed(
      storage,
      Object.entries(expiries).map(([sub, expiresAt]) => create(person(sub), { expiresAt })),
    );
    assert.equal(await storage.sweep(NOW, 100), 2);
    assert.deepEqual(await keysUnder(storage, "people"), [
      ["pool", "later"],
      ["pool", "not yet"],
      ["pool", "now"],
    ]);
    assert.equal(await storage.sweep(NOW, 100), 0);
    assert.equal(await storage.sweep(NOW + 1, 100), 1);
    assert.deepEqual(await keysUnder(storage, "people"), [
      ["pool", "later"],
      ["pool", "now"],
    ]);
  });

  rule("sweep: compares instants as numbers", async (storage) => {
    const expiries = [9, 10, 99, 100, 1_000, LONG_AGO, LONG_AGO * 10, Number.MAX_SAFE_INTEGER];
    await seed(
      storage,
      expiries.map((expiresAt) => create(person(`at ${expiresAt}`), { expiresAt })),
    );
    assert.equal(await storage.sweep(SWEEP_MARGIN_MS + 99, 100), 3);
    assert.equal(await storage.sweep(NOW, 100), 3);
    assert.deepEqual(await keysUnder(storage, "people"), [
      ["pool", `at ${LONG_AGO * 10}`],
      ["pool", `at ${Number.MAX_SAFE_INTEGER}`],
    ]);
  });

  rule("sweep: records without an expiry stay", async (storage) => {
    await commit(storage, create(person("ada")), create(person("bob"), { expiresAt: 1 }));
    assert.equal(await storage.sweep(Number.MAX_SAFE_INTEGER, 100), 1);
    assert.deepEqual(await keysUnder(storage, "people"), [["pool", "ada"]]);
  });

  rule("sweep: deletes at most as many as the limit, and the next goes on", async (storage) => {
    const tables = ["people", "accounts"] as const;
    const puts = tables.flatMap((table) => [..."abcdefg"].map((sub) => create(ref(table, "pool", sub), { expiresAt: 1 })));
    await seed(storage, puts);
    const counts: number[] = [];
    for (let n = 0; n < 5; n += 1) counts.push(await storage.sweep(NOW, 5));
    assert.deepEqual(counts, [5, 5, 4, 0, 0]);
    for (const table of tables) assert.deepEqual(await keysUnder(storage, table), []);
  });

  rule("sweep: deletes in every table and pool", async (storage) => {
    const places = [
      ref("settings", "-"),
      ref("people", "pool", "ada"),
      ref("people", "other", "ada"),
      ref("accounts", "pool", "ada"),
      ref("memberships", "pool", "admins", "ada"),
    ];
    await commit(storage, ...places.map((place) => create(place, { expiresAt: 1 })));
    assert.equal(await storage.sweep(NOW, 100), 5);
    assert.deepEqual(
      await storage.get(places),
      places.map(() => undefined),
    );
  });

  rule("sweep: what was deleted is gone: from its indexes, and for a put that expects absence", async (storage) => {
    const content = { indexEntries: { email: "e", name: "n" }, expiresAt: 1 };
    await commit(storage, create(person("ada"), content));
    assert.equal(await storage.sweep(NOW, 100), 1);
    assert.deepEqual(await subsBeginning(storage, "email", ""), []);
    assert.deepEqual(await subsBeginning(storage, "name", ""), []);
    await commit(storage, create(person("ada")));
  });

  rule("sweep: goes by the expiry a record was put with last", async (storage) => {
    const names = ["later", "never", "sooner"] as const;
    const puts = names.map((sub) => create(person(sub), { expiresAt: sub === "sooner" ? NOW : 1 }));
    const version = await commit(storage, ...puts);
    await commit(
      storage,
      overwrite(person("later"), version, { expiresAt: NOW }),
      overwrite(person("never"), version, { expiresAt: null }),
      overwrite(person("sooner"), version, { expiresAt: 1 }),
    );
    assert.equal(await storage.sweep(NOW, 100), 1);
    assert.deepEqual(await keysUnder(storage, "people"), [
      ["pool", "later"],
      ["pool", "never"],
    ]);
  });

  rule("sweep: a record that is put again at the same time is not lost", (storage) => sweepAgainstUse(storage, storage));
  sharedRule("sharing: a record that another connection puts again at the same time is not lost", async (storage, connect) =>
    sweepAgainstUse(storage, await connect()),
  );

  rule("sweep: of several at the same time each record is counted once", (storage) => sweeps([storage]));
  sharedRule("sharing: of several connections that sweep each record is counted once", async (storage, connect) =>
    sweeps([storage, await connect()]),
  );
}

/** Every put at the version that was read either commits, and then its record stays, or conflicts, and then it is gone. */
async function sweepAgainstUse(user: StorageAdapter, sweeper: StorageAdapter): Promise<void> {
  const subs = Array.from({ length: 60 }, (_, n) => `${n}`);
  const version = await commit(user, ...subs.map((sub) => create(person(sub), { expiresAt: 1 })));
  let swept = 0;
  const sweep = async (): Promise<void> => {
    for (let n = 0; n < 12; n += 1) {
      swept += await sweeper.sweep(NOW, 5);
      await turn();
    }
  };
  const renewed = new Map<string, string>();
  const renew = async (): Promise<void> => {
    for (const sub of [...subs].reverse()) {
      const id = newPlanId();
      const entries = [overwrite(person(sub), version, { expiresAt: NOW })];
      if ((await user.commit({ id, entries })).outcome === "committed") renewed.set(sub, id);
      await turn();
    }
  };
  await together(sweep(), renew());
  for (const sub of subs) assert.equal((await read(user, person(sub)))?.version, renewed.get(sub));
  assert.equal(swept, subs.length - renewed.size);
}

async function sweeps(sweepers: readonly StorageAdapter[]): Promise<void> {
  const [storage] = sweepers;
  assert.ok(storage);
  const puts = Array.from({ length: 60 }, (_, n) => create(person(`${n}`), { expiresAt: 1 }));
  await commit(storage, ...puts, create(person("kept")));
  const counts = Array.from({ length: 8 }, (_, n) => (sweepers[n % sweepers.length] ?? storage).sweep(NOW, 1_000));
  const deleted = (await together(...counts)).reduce((sum, count) => sum + count, 0);
  assert.equal(deleted, puts.length);
  await readThere(storage, person("kept"));
}

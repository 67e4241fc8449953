import assert from "node:assert/strict";
import type { PlanEntry, StorageAdapter } from "../contract.ts";
import {
  assertAbsent,
  check,
  commit,
  conflict,
  create,
  keysUnder,
  newPlanId,
  overwrite,
  person,
  readThere,
  ref,
  remove,
} from "./fixtures.ts";
import type { Suite } from "./suite.ts";

const [ada, bob, eve, witness] = [person("ada"), person("bob"), person("eve"), person("witness")] as const;

export function plans({ rule }: Suite): void {
  rule("commit: every record a plan writes gets the plan's id as its version", async (storage) => {
    const first = await commit(storage, create(ada), create(bob), create(ref("settings", "pool")));
    for (const at of [ada, bob, ref("settings", "pool")]) assert.equal((await readThere(storage, at)).version, first);
    const second = await commit(storage, overwrite(ada, first), check(bob, first));
    assert.equal((await readThere(storage, ada)).version, second);
    assert.equal((await readThere(storage, bob)).version, first);
  });

  rule("commit: a put that expects absence writes where there is no record", async (storage) => {
    await commit(storage, create(ada, { value: { a: 1 } }));
    assert.deepEqual((await readThere(storage, ada)).value, { a: 1 });
  });

  rule("commit: a put that expects absence conflicts where there is a record", async (storage) => {
    await commit(storage, create(ada, { value: { a: 1 } }));
    await conflict(storage, ada, create(ada, { value: { a: 2 } }));
    assert.deepEqual((await readThere(storage, ada)).value, { a: 1 });
  });

  rule("commit: absence means no physical record: one whose time is over is in the way", async (storage) => {
    const version = await commit(storage, create(ada, { expiresAt: 1 }));
    await conflict(storage, ada, create(ada));
    await commit(storage, overwrite(ada, version, { value: { a: 2 } }));
    assert.deepEqual((await readThere(storage, ada)).value, { a: 2 });
  });

  rule("commit: a put that expects a version replaces the record at that version", async (storage) => {
    const version = await commit(storage, create(ada, { value: { a: 1 } }));
    await commit(storage, overwrite(ada, version, { value: { a: 2 } }));
    assert.deepEqual((await readThere(storage, ada)).value, { a: 2 });
  });

  rule("commit: a put that expects a version conflicts at any other version", async (storage) => {
    const first = await commit(storage, create(ada, { value: { a: 1 } }));
    const second = await commit(storage, overwrite(ada, first, { value: { a: 2 } }));
    for (const version of [first, "", second.slice(0, -1), `${second} `, second.toUpperCase(), "absent", "null"]) {
      await conflict(storage, ada, overwrite(ada, version, { value: { a: 3 } }));
    }
    assert.deepEqual(await storage.get([ada]), [{ ...ada, version: second, expiresAt: null, value: { a: 2 } }]);
  });

  rule("commit: a put that expects a version conflicts where there is no record", async (storage) => {
    await conflict(storage, ada, overwrite(ada, newPlanId()));
    const version = await commit(storage, create(ada));
    await commit(storage, remove(ada, version), create(witness));
    await conflict(storage, ada, overwrite(ada, version));
    await assertAbsent(storage, ada);
  });

  rule("commit: a put replaces the whole record: value, expiry, entries", async (storage) => {
    const before = { value: { a: 1, b: { c: 1 } }, expiresAt: 5, indexEntries: { email: "e" } };
    const first = await commit(storage, create(ada, before));
    const second = await commit(storage, overwrite(ada, first, { value: { b: {} } }));
    assert.deepEqual(await storage.get([ada]), [{ ...ada, version: second, expiresAt: null, value: { b: {} } }]);
    const third = await commit(storage, overwrite(ada, second, { expiresAt: 7 }));
    assert.deepEqual(await storage.get([ada]), [{ ...ada, version: third, expiresAt: 7, value: {} }]);
  });

  rule("commit: to put a record as it was is a write: its version changes", async (storage) => {
    const first = await commit(storage, create(ada, { value: { a: 1 } }));
    const second = await commit(storage, overwrite(ada, first, { value: { a: 1 } }));
    assert.notEqual(second, first);
    assert.equal((await readThere(storage, ada)).version, second);
    await conflict(storage, ada, overwrite(ada, first));
  });

  rule("commit: a delete takes the record away at its version", async (storage) => {
    const version = await commit(storage, create(ada), create(bob));
    await commit(storage, remove(ada, version), create(witness));
    await assertAbsent(storage, ada);
    assert.deepEqual(await keysUnder(storage, "people"), [bob.key, witness.key]);
  });

  rule("commit: a delete conflicts at another version, and where there is no record", async (storage) => {
    const first = await commit(storage, create(ada));
    const second = await commit(storage, overwrite(ada, first));
    await conflict(storage, ada, remove(ada, first), create(witness));
    await conflict(storage, bob, remove(bob, second), create(witness));
    assert.equal((await readThere(storage, ada)).version, second);
    await assertAbsent(storage, witness);
  });

  rule("commit: a record that was deleted and made again is not at its old version", async (storage) => {
    const first = await commit(storage, create(ada, { value: { a: 1 } }));
    await commit(storage, remove(ada, first), create(witness));
    const second = await commit(storage, create(ada, { value: { a: 1 } }));
    for (const entry of [overwrite(ada, first), remove(ada, first), check(ada, first)]) {
      await conflict(storage, ada, entry, create(bob));
    }
    assert.equal((await readThere(storage, ada)).version, second);
  });

  rule("commit: a check lets the plan through while the record has the version, and writes nothing", async (storage) => {
    const content = { value: { a: 1 }, expiresAt: 5, indexEntries: { email: "e" } };
    const version = await commit(storage, create(ada, content));
    await commit(storage, check(ada, version), create(bob));
    assert.deepEqual(await storage.get([ada]), [{ ...ada, version, expiresAt: 5, value: { a: 1 } }]);
    await commit(storage, check(ada, version), create(eve));
  });

  rule("commit: a check stops the plan at another version, and where there is no record", async (storage) => {
    const first = await commit(storage, create(ada));
    const second = await commit(storage, overwrite(ada, first));
    await conflict(storage, ada, check(ada, first), create(witness));
    await conflict(storage, bob, create(witness), check(bob, second));
    await commit(storage, remove(ada, second), create(eve));
    await conflict(storage, ada, check(ada, second), create(witness));
    await assertAbsent(storage, witness);
  });

  rule("commit: a version is of one record: another record's does not fit", async (storage) => {
    const ofAda = await commit(storage, create(ada));
    const ofBob = await commit(storage, create(bob), create(ref("accounts", ...ada.key)));
    await conflict(storage, ada, overwrite(ada, ofBob));
    await conflict(storage, bob, check(bob, ofAda), create(witness));
    await conflict(storage, ref("accounts", ...ada.key), overwrite(ref("accounts", ...ada.key), ofAda));
  });

  rule("commit: one plan may write, delete and check in several tables", async (storage) => {
    const [setting, account] = [ref("settings", "pool"), ref("accounts", "pool", "ada")] as const;
    const member = ref("memberships", "pool", "admins", "ada");
    const version = await commit(storage, create(setting), create(account), create(ada));
    const next = await commit(
      storage,
      remove(account, version),
      create(member),
      check(setting, version),
      overwrite(ada, version),
    );
    const versions = (await storage.get([setting, account, member, ada])).map((record) => record?.version);
    assert.deepEqual(versions, [version, undefined, next, next]);
  });

  rule("commit: one plan may move a record to another key", async (storage) => {
    const version = await commit(storage, create(ada, { value: { a: 1 }, indexEntries: { email: "e" } }));
    await commit(storage, remove(ada, version), create(bob, { value: { a: 1 }, indexEntries: { email: "e" } }));
    assert.deepEqual(await keysUnder(storage, "people"), [bob.key]);
  });

  for (const position of [0, 1, 2, 3]) {
    rule(`commit: all or nothing: where entry ${position} of a plan fails, no other is done`, async (storage) => {
      const { holding, failing, before } = await threeOfEachKind(storage);
      for (const entry of failing) {
        await conflict(storage, entry, ...holding.slice(0, position), entry, ...holding.slice(position));
        assert.deepEqual(await everything(storage), before);
      }
      await commit(storage, ...holding);
    });
  }

  rule("commit: a conflict names the first entry, in the order of the plan, that failed", async (storage) => {
    const { holding, failing, before } = await threeOfEachKind(storage);
    for (const [n] of failing.entries()) {
      const turned = [...failing.slice(n), ...failing.slice(0, n)];
      const [first] = turned;
      assert.ok(first);
      const mixed = turned.flatMap((entry, at) => [entry, ...holding.slice(at, at + 1)]);
      await conflict(storage, first, ...mixed);
      await conflict(storage, first, ...holding, ...turned);
    }
    assert.deepEqual(await everything(storage), before);
  });

  rule("commit: a plan that conflicted may be decided again and succeed", async (storage) => {
    const first = await commit(storage, create(ada, { value: { n: 1 } }));
    const second = await commit(storage, overwrite(ada, first, { value: { n: 2 } }));
    await conflict(storage, ada, overwrite(ada, first, { value: { n: 2 } }));
    await commit(storage, overwrite(ada, second, { value: { n: 3 } }));
    assert.deepEqual((await readThere(storage, ada)).value, { n: 3 });
  });

  rule("commit: what a caller does to a plan after it was answered changes nothing in the storage", async (storage) => {
    const [value, key, indexEntries] = [{ list: [1] }, ["pool", "ada"], { email: "e" }] as const;
    const put = create({ table: "people", key }, { value, indexEntries });
    const version = await commit(storage, put);
    Object.assign(value.list, [2, 3]);
    Object.assign(key, ["other", "eve"]);
    Object.assign(indexEntries, { email: "other" });
    Object.assign(put, { value: {}, expiresAt: 1 });
    assert.deepEqual(await storage.get([ada]), [{ ...ada, version, expiresAt: null, value: { list: [1] } }]);
    const next = await commit(storage, overwrite(ada, version, { indexEntries: { email: "next" } }));
    const { records } = await storage.query({
      table: "people",
      index: "email",
      range: { poolId: "pool", startsWith: "" },
      limit: 9,
      cursor: null,
    });
    assert.deepEqual(records, [{ ...ada, version: next, expiresAt: null, value: {} }]);
  });
}

/** A plan whose entries hold, one for each kind, and entries that fail, each kind in each of its ways. */
async function threeOfEachKind(
  storage: StorageAdapter,
): Promise<{ readonly holding: readonly PlanEntry[]; readonly failing: readonly PlanEntry[]; readonly before: unknown }> {
  const there = (name: string): ReturnType<typeof ref> => ref("memberships", "pool", "there", name);
  const missing = (name: string): ReturnType<typeof ref> => ref("memberships", "pool", "missing", name);
  const puts = [..."abcdef"].map((name) => create(there(name), { value: { name }, indexEntries: { sub: name } }));
  const old = await commit(storage, ...puts);
  const version = await commit(storage, ...puts.map((put) => overwrite(put, old, put)));
  const holding = [
    overwrite(there("a"), version, { value: { name: "changed" }, indexEntries: { sub: "changed" } }),
    remove(there("b"), version),
    create(missing("a"), { indexEntries: { sub: "new" } }),
    check(there("c"), version),
  ];
  const failing = [
    create(there("d")),
    overwrite(there("e"), old),
    overwrite(missing("b"), version),
    remove(there("f"), old),
    remove(missing("c"), version),
    check(missing("d"), version),
  ];
  return { holding, failing, before: await everything(storage) };
}

async function everything(storage: StorageAdapter): Promise<unknown> {
  const query = { table: "memberships", limit: 100, cursor: null };
  return [
    await storage.query({ ...query, index: "primary", range: { keyPrefix: [] } }),
    await storage.query({ ...query, index: "sub", range: { poolId: "pool", startsWith: "" } }),
  ];
}

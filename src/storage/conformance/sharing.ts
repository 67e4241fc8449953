import assert from "node:assert/strict";
import { type RecordRef, type StorageAdapter, SWEEP_MARGIN_MS } from "../contract.ts";
import {
  assertAbsent,
  check,
  commit,
  conflict,
  create,
  keysUnder,
  overwrite,
  person,
  read,
  readThere,
  remove,
  subsWhere,
} from "./fixtures.ts";
import type { Suite } from "./suite.ts";

const [ada, bob, eve, trace] = [person("ada"), person("bob"), person("eve"), person("trace")] as const;
const ROUNDS = 20;
/** An instant by which what expired at 1 may be swept. */
const LATER = SWEEP_MARGIN_MS + 1;

/** What a second process can see, and what one that was held up can still do. */
export function sharing({ sharedRule }: Suite): void {
  sharedRule("sharing: a plan answered to one connection is visible to the next read of another", async (storage, connect) => {
    const connections = [storage, await connect()] as const;
    let version = await commit(storage, create(ada, entryOf(0)));
    for (let round = 1; round <= ROUNDS; round += 1) {
      const [writer, reader] = round % 2 === 0 ? connections : ([connections[1], connections[0]] as const);
      version = await commit(writer, overwrite(ada, version, entryOf(round)), create(person(`${round}`)));
      assert.equal((await readThere(reader, ada)).version, version);
      await readThere(reader, person(`${round}`));
      assert.deepEqual(await subsWhere(reader, "email", `${round}`), ["ada"]);
      assert.deepEqual(await subsWhere(reader, "email", `${round - 1}`), []);
    }
    await commit(storage, remove(ada, version), create(trace));
    await assertAbsent(connections[1], ada);
    assert.deepEqual(await subsWhere(connections[1], "email", `${ROUNDS}`), []);
  });

  sharedRule("sharing: what one connection swept is gone for another, and the place is free", async (storage, connect) => {
    const other = await connect();
    await commit(storage, create(ada, { ...entryOf(1), expiresAt: 1 }));
    assert.equal((await readThere(other, ada)).expiresAt, 1);
    assert.equal(await storage.sweep(LATER, 10), 1);
    await assertAbsent(other, ada);
    assert.deepEqual(await subsWhere(other, "email", "1"), []);
    await commit(other, create(ada));
    await readThere(storage, ada);
  });

  /** What happens to the record while the process that has read it stands still. */
  const meanwhile: Readonly<Record<string, (storage: StorageAdapter, version: string) => Promise<unknown>>> = {
    "was written": (storage, version) => commit(storage, overwrite(ada, version)),
    "was written twice, and looks as before": async (storage, version) =>
      commit(storage, overwrite(ada, await commit(storage, overwrite(ada, version, entryOf(2))), content)),
    "was deleted": (storage, version) => commit(storage, remove(ada, version), create(trace)),
    "was deleted and made again as it was": async (storage, version) => {
      await commit(storage, remove(ada, version), create(trace));
      await commit(storage, create(ada, content));
    },
    "was swept": (storage) => storage.sweep(LATER, 10),
    "was swept and made again as it was": async (storage) => {
      await storage.sweep(LATER, 10);
      await commit(storage, create(ada, content));
    },
  };
  for (const [what, happens] of Object.entries(meanwhile)) {
    sharedRule(`sharing: a process that wakes late changes nothing where the record ${what}`, async (late, connect) => {
      const other = await connect();
      const version = await commit(late, create(ada, content), create(bob));
      await readThere(late, ada);
      await happens(other, version);
      const before = await stateOf(other);
      await conflict(late, ada, overwrite(ada, version), create(eve));
      await conflict(late, ada, overwrite(bob, version), remove(ada, version), create(eve));
      await conflict(late, ada, check(ada, version), overwrite(bob, version), create(eve));
      assert.deepEqual(await stateOf(other), before);
      assert.deepEqual(await stateOf(late), before);
    });
  }

  sharedRule("sharing: a process that wakes late sweeps nothing that was renewed", async (late, connect) => {
    const other = await connect();
    const version = await commit(late, create(ada, { expiresAt: 1 }), create(bob, { expiresAt: 1 }));
    await commit(other, overwrite(ada, version, { expiresAt: LATER }));
    assert.equal(await late.sweep(LATER, 10), 1);
    await readThere(other, ada);
    await assertAbsent(other, bob);
  });

  sharedRule("sharing: a page goes on behind a cursor that another connection gave", async (storage, connect) => {
    const subs = Array.from({ length: 9 }, (_, n) => `${n}`);
    await commit(storage, ...subs.map((sub) => create(person(sub))));
    const query = { table: "people", index: "primary", range: { keyPrefix: ["pool"] }, limit: 4 };
    const first = await storage.query({ ...query, cursor: null });
    const second = await (await connect()).query({ ...query, cursor: first.cursor });
    const keys = [...first.records, ...second.records].map(({ key }) => key[1]);
    assert.deepEqual(keys, subs.slice(0, 8));
  });
}

const entryOf = (n: number) => ({ value: { n }, indexEntries: { email: `${n}` } });
const content = { ...entryOf(1), expiresAt: 1 };

async function stateOf(storage: StorageAdapter): Promise<unknown> {
  const records: readonly RecordRef[] = [ada, bob, eve];
  const keys = await keysUnder(storage, "people");
  return {
    keys,
    records: await Promise.all(records.map((at) => read(storage, at))),
    entries: await subsWhere(storage, "email", "1"),
  };
}

import assert from "node:assert/strict";
import type { Query } from "../contract.ts";
import { byUtf8, commit, create, keysUnder, overwrite, person, ref, remove, seed, TRICKY_TEXTS } from "./fixtures.ts";
import type { Suite } from "./suite.ts";

const PRIMARY: Query = { table: "people", index: "primary", range: { keyPrefix: [] }, limit: 10, cursor: null };
const BY_EMAIL: Query = { ...PRIMARY, index: "email", range: { poolId: "pool", startsWith: "" } };

const REFUSED_QUERIES: Readonly<Record<string, Query>> = {
  "a table that was not opened": { ...PRIMARY, table: "nobodys" },
  "an index the table does not have": { ...BY_EMAIL, index: "nickname" },
  "an index of another table": { ...BY_EMAIL, table: "accounts", index: "name" },
  "a range of entries for primary": { ...PRIMARY, range: { poolId: "pool", equals: "ada" } },
  "a range of keys for a secondary index": { ...BY_EMAIL, range: { keyPrefix: ["pool"] } },
  "a prefix longer than the key": { ...PRIMARY, range: { keyPrefix: ["pool", "ada", "x"] } },
  "an empty part in the prefix": { ...PRIMARY, range: { keyPrefix: ["pool", ""] } },
  "U+0000 in the prefix": { ...PRIMARY, range: { keyPrefix: ["pool\0ada"] } },
  "a lone surrogate in the prefix": { ...PRIMARY, range: { keyPrefix: ["pool", "\ud83d"] } },
  "U+0000 in the pool id": { ...BY_EMAIL, range: { poolId: "pool\0ada", startsWith: "" } },
  "an empty pool id": { ...BY_EMAIL, range: { poolId: "", startsWith: "" } },
  "U+0000 in an entry": { ...BY_EMAIL, range: { poolId: "pool", equals: "a\0" } },
  "U+0000 at the beginning of an entry": { ...BY_EMAIL, range: { poolId: "pool", startsWith: "ada\0pool" } },
  "a lone surrogate in an entry": { ...BY_EMAIL, range: { poolId: "pool", equals: "\ude00" } },
  "a lone surrogate at the beginning of an entry": { ...BY_EMAIL, range: { poolId: "pool", startsWith: "\ud83d" } },
  "a limit of 0": { ...PRIMARY, limit: 0 },
  "a limit of 1001": { ...PRIMARY, limit: 1_001 },
  "a negative limit": { ...PRIMARY, limit: -1 },
  "a broken limit": { ...PRIMARY, limit: 1.5 },
  "a limit that is no number": { ...PRIMARY, limit: Number.NaN },
};

/** Queries of the index `primary`, and what holds for every query. Entries are in indexes.ts, cursors in paging.ts. */
export function queries({ rule }: Suite): void {
  rule("query: primary orders keys by their UTF-8 bytes", async (storage) => {
    await seed(
      storage,
      TRICKY_TEXTS.map((text) => create(person(text))),
    );
    assert.deepEqual(
      await keysUnder(storage, "people", "pool"),
      [...TRICKY_TEXTS].sort(byUtf8).map((text) => ["pool", text]),
    );
  });

  rule("query: primary orders keys part by part", async (storage) => {
    const parts = ["a", "a\u0001", "a!", "ab", "b", "\uffff", "\u{10000}"];
    const keys = parts.flatMap((pool) => parts.flatMap((group) => parts.map((sub) => [pool, group, sub] as const)));
    // A step that is coprime to their number visits all of them, in no order.
    const mixed = keys.map((_, n) => keys[(n * 100) % keys.length] ?? []);
    await seed(
      storage,
      mixed.map((key) => create(ref("memberships", ...key))),
    );
    assert.deepEqual(await keysUnder(storage, "memberships"), keys);
    assert.deepEqual(
      await keysUnder(storage, "memberships", "a!"),
      keys.filter(([pool]) => pool === "a!"),
    );
  });

  rule("query: primary takes no, some or all parts of a key; a part is whole", async (storage) => {
    const keys = [
      ["p", "a", "x"],
      ["p", "a", "xy"],
      ["p", "ab", "x"],
      ["pp", "a", "x"],
    ] as const;
    await seed(
      storage,
      keys.map((key) => create(ref("memberships", ...key))),
    );
    assert.deepEqual(await keysUnder(storage, "memberships"), keys);
    assert.deepEqual(await keysUnder(storage, "memberships", "p"), keys.slice(0, 3));
    assert.deepEqual(await keysUnder(storage, "memberships", "p", "a"), keys.slice(0, 2));
    assert.deepEqual(await keysUnder(storage, "memberships", "p", "a", "x"), keys.slice(0, 1));
    assert.deepEqual(await keysUnder(storage, "memberships", "p", "b"), []);
    assert.deepEqual(await keysUnder(storage, "memberships", "q"), []);
  });

  rule("query: a part of the prefix is literal text", async (storage) => {
    await seed(
      storage,
      TRICKY_TEXTS.map((text) => create(ref("memberships", "pool", text, "x"))),
    );
    for (const text of TRICKY_TEXTS) {
      assert.deepEqual(await keysUnder(storage, "memberships", "pool", text), [["pool", text, "x"]]);
    }
  });

  rule("query: finds records of its own table only", async (storage) => {
    await commit(storage, create(ref("people", "pool", "ada")), create(ref("accounts", "pool", "bob")));
    assert.deepEqual(await keysUnder(storage, "people"), [["pool", "ada"]]);
    assert.deepEqual(await keysUnder(storage, "accounts"), [["pool", "bob"]]);
  });

  rule("query: gives records whole, as get does", async (storage) => {
    const content = { value: { list: [null, "\u{1f600}"] }, expiresAt: 5, indexEntries: { email: "ada@example.com" } };
    const version = await commit(storage, create(person("ada"), content));
    const record = { ...person("ada"), version, expiresAt: 5, value: content.value };
    for (const query of [PRIMARY, BY_EMAIL]) {
      assert.deepEqual(await storage.query(query), { records: [record], cursor: null });
    }
  });

  rule("query: a record whose time is over is still returned", async (storage) => {
    await commit(storage, create(person("ada"), { expiresAt: 1, indexEntries: { email: "ada@example.com" } }));
    for (const query of [PRIMARY, BY_EMAIL]) assert.equal((await storage.query(query)).records.length, 1);
  });

  rule("query: sees what was committed before it began: puts, changes and deletes", async (storage) => {
    const first = await commit(storage, create(person("ada")), create(person("bob")));
    assert.deepEqual(await keysUnder(storage, "people"), [
      ["pool", "ada"],
      ["pool", "bob"],
    ]);
    const second = await commit(storage, overwrite(person("ada"), first), remove(person("bob"), first));
    const { records } = await storage.query(PRIMARY);
    assert.deepEqual(
      records.map(({ key, version }) => [key[1], version]),
      [["ada", second]],
    );
  });

  rule("query: what a caller does to a record it was given changes nothing in the storage", async (storage) => {
    await commit(storage, create(person("ada"), { value: { list: [1] }, indexEntries: { email: "ada@example.com" } }));
    for (const query of [PRIMARY, BY_EMAIL]) {
      const [record] = (await storage.query(query)).records;
      assert.ok(record);
      (record.value["list"] as number[]).push(2);
      assert.deepEqual((await storage.query(query)).records[0]?.value, { list: [1] });
    }
  });

  for (const [what, query] of Object.entries(REFUSED_QUERIES)) {
    rule(`query: refuses ${what}`, async (storage) => {
      await assert.rejects(storage.query(query), { code: "InvalidParameterException" });
    });
  }
}

import assert from "node:assert/strict";
import type { Json, JsonObject } from "../../codecs/json.ts";
import type { RecordRef, StorageAdapter } from "../contract.ts";
import { MAX_PAGE } from "../contract.ts";
import {
  check,
  commit,
  create,
  keysUnder,
  overwrite,
  person,
  readThere,
  ref,
  remove,
  seed,
  TRICKY_TEXTS,
  together,
  turn,
} from "./fixtures.ts";
import type { Suite } from "./suite.ts";

const VALUES: readonly JsonObject[] = [
  {},
  { text: "", number: 0, yes: true, no: false, nothing: null, list: [], object: {} },
  { nested: { list: [1, "2", null, [true, [{ deep: [[]] }]]] } },
  { numbers: [-1, 0.1, 1e21, 1e-7, 123_456.789, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER] },
  { texts: [...TRICKY_TEXTS], 'a "quoted" name': "\\ / \b\f\n\r\t \u2028", "": "empty name" },
  { "\u{1f600}": "\u{10ffff}", é: "e\u0301", length: 1, constructor: "text", toString: null },
  JSON.parse('{"__proto__": {"admin": true}}') as JsonObject,
];

const REFUSED_REFS: Readonly<Record<string, RecordRef>> = {
  "a table that was not opened": { table: "nobodys", key: ["pool"] },
  "too few parts": ref("people", "pool"),
  "too many parts": ref("people", "pool", "ada", "x"),
  "no part": ref("settings"),
  "an empty part": ref("people", "pool", ""),
  "an empty pool id": ref("people", "", "ada"),
  "U+0000": ref("people", "pool", "a\0"),
  "a lone high surrogate": ref("people", "pool", "a\ud83d"),
  "a lone low surrogate": ref("people", "pool", "\ude00a"),
  "a part of 257 code points": ref("people", "pool", "\u{1f600}".repeat(257)),
};

export function reading({ rule, sharedRule }: Suite): void {
  rule("get: gives the records in the order of the keys, undefined where there is none", async (storage) => {
    await seed(
      storage,
      ["a", "b", "c"].map((sub) => create(person(sub), { value: { sub } })),
    );
    const records = await storage.get(["c", "nobody", "a", "b", "a"].map(person));
    assert.deepEqual(
      records.map((record) => record?.value),
      [{ sub: "c" }, undefined, { sub: "a" }, { sub: "b" }, { sub: "a" }],
    );
    assert.deepEqual(await storage.get([]), []);
  });

  rule("get: reads keys of several tables; one key in two tables is two records", async (storage) => {
    const places = [ref("people", "pool", "ada"), ref("accounts", "pool", "ada"), ref("settings", "pool")];
    await commit(storage, ...places.map((place) => create(place, { value: { of: place.table } })));
    const missing = ref("memberships", "pool", "admins", "ada");
    const records = await storage.get([...places, missing].reverse());
    assert.deepEqual(
      records.map((record) => record?.value),
      [undefined, { of: "settings" }, { of: "accounts" }, { of: "people" }],
    );
  });

  rule("get: gives table, key, version, expiry and value as they were put", async (storage) => {
    const expiries = [null, 0, 1, 1_700_000_000_000, Number.MAX_SAFE_INTEGER];
    const puts = expiries.map((expiresAt) => create(person(String(expiresAt)), { value: { expiresAt }, expiresAt }));
    const version = await commit(storage, ...puts);
    for (const { table, key, expiresAt, value } of puts) {
      assert.deepEqual(await storage.get([{ table, key }]), [{ table, key, version, expiresAt, value }]);
    }
  });

  rule("get: gives every kind of JSON back unchanged", async (storage) => {
    await seed(
      storage,
      VALUES.map((value, n) => create(person(String(n)), { value })),
    );
    for (const [n, value] of VALUES.entries()) {
      assert.deepEqual((await readThere(storage, person(String(n)))).value, value);
    }
  });

  rule("get: compares keys exactly: no case, space, accent or number is folded", async (storage) => {
    await seed(
      storage,
      TRICKY_TEXTS.map((text) => create(person(text), { value: { text } })),
    );
    const records = await storage.get(TRICKY_TEXTS.map(person));
    assert.deepEqual(
      records.map((record) => record?.value["text"]),
      TRICKY_TEXTS,
    );
    assert.deepEqual(
      records.map((record) => record?.key[1]),
      TRICKY_TEXTS,
    );
  });

  rule("get: takes as many keys as a page has records: 1000", async (storage) => {
    const places = Array.from({ length: MAX_PAGE }, (_, n) => ref(n % 2 === 0 ? "people" : "accounts", "pool", String(n)));
    await commit(storage, ...[0, 99, 100, 128, 500, 998, 999].map((n) => create(places[n] ?? person(""), { value: { n } })));
    const records = await storage.get(places);
    assert.equal(records.length, MAX_PAGE);
    const found = records.flatMap((record, n) => (record === undefined ? [] : [[n, record.value["n"]]]));
    assert.deepEqual(
      found,
      [0, 99, 100, 128, 500, 998, 999].map((n) => [n, n]),
    );
  });

  rule("get: takes parts of 256 code points, however many bytes they have", async (storage) => {
    const longest = "\u{1f600}".repeat(256);
    const places = [ref("people", "pool", longest), ref("people", longest, "x")];
    await commit(storage, ...places.map((place, n) => create(place, { value: { n } })));
    const records = await storage.get(places);
    assert.deepEqual(
      records.map((record) => record?.value),
      [{ n: 0 }, { n: 1 }],
    );
  });

  rule("get: a record whose time is over is still returned", async (storage) => {
    await commit(storage, create(person("ada"), { value: { a: 1 }, expiresAt: 1 }));
    assert.deepEqual((await readThere(storage, person("ada"))).value, { a: 1 });
  });

  rule("get: sees every plan that was answered committed before it began", async (storage) => {
    let version = await commit(storage, create(person("ada")));
    for (let n = 0; n < 20; n += 1) {
      assert.equal((await readThere(storage, person("ada"))).version, version);
      version = await commit(storage, overwrite(person("ada"), version));
    }
    assert.equal((await readThere(storage, person("ada"))).version, version);
    await commit(storage, remove(person("ada"), version), create(person("bob")));
    const records = await storage.get([person("ada"), person("bob")]);
    assert.deepEqual(
      records.map((record) => record?.key),
      [undefined, ["pool", "bob"]],
    );
  });

  rule("get: all answers are one snapshot: no plan is half visible", (storage) => snapshots(storage, storage));
  sharedRule("sharing: a get on another connection is one snapshot too", async (storage, connect) =>
    snapshots(storage, await connect()),
  );

  rule("get: what a caller does to a record it was given changes nothing in the storage", async (storage) => {
    const version = await commit(storage, create(person("ada"), { value: { list: [1], object: { a: 1 } } }));
    const record = await readThere(storage, person("ada"));
    const value = record.value as { list: Json[]; object: { [member: string]: Json }; more?: Json };
    value.list.push(2);
    value.object["b"] = 2;
    value.more = true;
    (record.key as string[])[1] = "bob";
    const kept = { ...person("ada"), version, expiresAt: null, value: { list: [1], object: { a: 1 } } };
    assert.deepEqual(await storage.get([person("ada"), person("bob")]), [kept, undefined]);
    await commit(storage, remove(person("ada"), version), create(person("eve")));
    assert.deepEqual(await keysUnder(storage, "people"), [["pool", "eve"]]);
  });

  for (const [what, place] of Object.entries(REFUSED_REFS)) {
    rule(`get: refuses a key with ${what}`, async (storage) => {
      await assert.rejects(storage.get([person("ada"), place]), { code: "InvalidParameterException" });
    });
  }
}

/** A writer keeps the same number in two tables, in one plan each time; whoever gets both must see one number. */
async function snapshots(writer: StorageAdapter, reader: StorageAdapter): Promise<void> {
  const [left, right, lock] = [ref("people", "pool", "n"), ref("accounts", "pool", "n"), ref("settings", "pool")] as const;
  const content = (n: number): { value: JsonObject } => ({ value: { n } });
  const locked = await commit(writer, create(lock));
  let version = await commit(writer, create(left, content(0)), create(right, content(0)));
  let ended = false;

  const write = async (): Promise<void> => {
    for (let n = 1; n <= 60; n += 1) {
      const puts = [overwrite(left, version, content(n)), overwrite(right, version, content(n))];
      version = await commit(writer, check(lock, locked), ...(n % 2 === 0 ? puts : puts.reverse()));
      await turn();
    }
  };
  const watch = async (): Promise<void> => {
    while (!ended) {
      const [a, , b] = await reader.get([left, lock, right]);
      assert.deepEqual([a?.value, a?.version], [b?.value, b?.version]);
      await turn();
    }
  };
  const writing = write().finally(() => {
    ended = true;
  });
  await together(writing, watch(), watch(), watch());
}

import assert from "node:assert/strict";
import type { Query, StorageAdapter, StoredRecord } from "../contract.ts";
import {
  commit,
  create,
  overwrite,
  person,
  queryAll,
  readThere,
  ref,
  remove,
  seed,
  subsBeginning,
  together,
  turn,
} from "./fixtures.ts";
import type { Suite } from "./suite.ts";

type Range = Pick<Query, "table" | "index" | "range">;

const PEOPLE: Range = { table: "people", index: "primary", range: { keyPrefix: ["pool"] } };
const EMAILS: Range = { table: "people", index: "email", range: { poolId: "pool", startsWith: "" } };

const RANGES: Readonly<Record<string, Range>> = {
  "the whole table": { ...PEOPLE, range: { keyPrefix: [] } },
  "a key prefix": PEOPLE,
  "a whole key": { ...PEOPLE, range: { keyPrefix: ["pool", "sub 05"] } },
  "entries that equal": { ...EMAILS, range: { poolId: "pool", equals: "b" } },
  "entries that begin with": { ...EMAILS, range: { poolId: "pool", startsWith: "b" } },
  "all entries": EMAILS,
};

export function paging({ rule }: Suite): void {
  for (const [what, range] of Object.entries(RANGES)) {
    rule(`query: pages over ${what} give every record once, in order, and end without a cursor`, async (storage) => {
      const emails = ["a", "b", "b\u{1f600}", "b%", "c"];
      const puts = Array.from({ length: 30 }, (_, n) => {
        const indexEntries = { email: emails[n % emails.length] ?? "" };
        return create(person(`sub ${String(n).padStart(2, "0")}`), { indexEntries });
      });
      const others = ["poo", "pool\u0001"].map((pool) => create(ref("people", pool, "sub 05"), { indexEntries: { email: "b" } }));
      await seed(storage, [...puts, ...others]);
      const whole = await storage.query({ ...range, limit: 1_000, cursor: null });
      assert.equal(whole.cursor, null);
      assert.notEqual(whole.records.length, 0);
      for (const limit of [1, 2, 3, 6, 7, 29, 30, 31]) {
        assert.deepEqual(await queryAll(storage, { ...range, limit }), whole.records);
      }
    });
  }

  rule("query: a page may hold 1000 records", async (storage) => {
    const subs = Array.from({ length: 1_001 }, (_, n) => String(n).padStart(4, "0"));
    await seed(
      storage,
      subs.map((sub) => create(person(sub))),
    );
    const first = await storage.query({ ...PEOPLE, limit: 1_000, cursor: null });
    assert.equal(first.records.length, 1_000);
    const second = await storage.query({ ...PEOPLE, limit: 1_000, cursor: first.cursor });
    assert.deepEqual(
      second.records.map(({ key }) => key[1]),
      ["1000"],
    );
    assert.equal(second.cursor, null);
  });

  rule("query: a cursor may be used again, with another limit, and gives the same", async (storage) => {
    await seed(
      storage,
      Array.from("abcdefgh", (sub) => create(person(sub), { indexEntries: { email: sub } })),
    );
    for (const range of [PEOPLE, EMAILS]) {
      const { cursor } = await storage.query({ ...range, limit: 3, cursor: null });
      for (const limit of [2, 5, 2, 1]) {
        const page = await storage.query({ ...range, limit, cursor });
        assert.deepEqual(
          page.records.map(({ key }) => key[1]),
          [..."defgh"].slice(0, limit),
        );
      }
    }
  });

  for (const [what, range] of Object.entries({ primary: PEOPLE, "an index": EMAILS })) {
    rule(`query: records written and deleted between two pages of ${what} neither repeat nor hide others`, async (storage) => {
      const subs = await seedLetters(storage);
      const seen: string[] = [];
      let cursor: string | null = null;
      do {
        const page: { records: readonly StoredRecord[]; cursor: string | null } = await storage.query({
          ...range,
          limit: 4,
          cursor,
        });
        seen.push(...page.records.map(subOf));
        const [first, ...rest] = page.records;
        const last = rest.at(-1);
        if (first !== undefined && last !== undefined) await changeAround(storage, first, last);
        cursor = page.cursor;
      } while (cursor !== null && seen.length < 200);
      assertEachOnce(seen, subs);
    });

    rule(`query: records written and deleted during a walk over ${what} neither repeat nor hide others`, async (storage) => {
      const subs = await seedLetters(storage);
      let ended = false;
      const write = async (): Promise<void> => {
        for (let n = 0; !ended && n < 200; n += 1) {
          const sub = `${subs[(n * 7) % subs.length] ?? ""} extra`;
          const version = await commit(storage, create(person(sub), { indexEntries: { email: sub } }));
          await turn();
          await commit(storage, remove(person(sub), version), create(person(`${sub} ${n}`)));
        }
      };
      const walk = async (): Promise<void> => {
        for (let round = 0; round < 5; round += 1) {
          const found: string[] = [];
          let cursor: string | null = null;
          do {
            const page: { records: readonly StoredRecord[]; cursor: string | null } = await storage.query({
              ...range,
              limit: 3,
              cursor,
            });
            found.push(...page.records.map(subOf));
            cursor = page.cursor;
            await turn();
          } while (cursor !== null && found.length < 1_000);
          assertEachOnce(found, subs);
        }
      };
      const walking = walk().finally(() => {
        ended = true;
      });
      await together(walking, write());
    });
  }

  rule("query: the record a cursor stands on may be deleted, or move, meanwhile", async (storage) => {
    await seed(
      storage,
      Array.from("abcdef", (sub) => create(person(sub), { indexEntries: { email: sub } })),
    );
    for (const range of [PEOPLE, EMAILS]) {
      const { cursor } = await storage.query({ ...range, limit: 2, cursor: null });
      const { version } = await readThere(storage, person("b"));
      const moved = overwrite(person("b"), version, { indexEntries: { email: "0" } });
      const next = await commit(storage, moved);
      await commit(storage, remove(person("b"), next), create(ref("settings", `by ${range.index}`)));
      const page = await storage.query({ ...range, limit: 2, cursor });
      assert.deepEqual(page.records.map(subOf), ["c", "d"]);
      await commit(storage, create(person("b"), { indexEntries: { email: "b" } }));
    }
    assert.deepEqual(await subsBeginning(storage, "email", ""), [..."abcdef"]);
  });

  rule("query: refuses a cursor that was never given out", async (storage) => {
    await seed(
      storage,
      [..."abc"].map((sub) => create(person(sub), { indexEntries: { email: sub } })),
    );
    const forged = [
      "",
      "x",
      "null",
      "[]",
      "{}",
      '["pool"]',
      "[1,2]",
      '["pool",null]',
      '["a","b","c","d","e","f"]',
      "\0",
      "\ud83d",
    ];
    for (const range of [PEOPLE, EMAILS]) {
      for (const cursor of forged) {
        await assert.rejects(storage.query({ ...range, limit: 1, cursor }), { code: "InvalidParameterException" }, cursor);
      }
    }
  });

  rule("query: refuses a cursor of another index", async (storage) => {
    const cursors = await cursorsOf(storage);
    const refused = [
      { ...PEOPLE, cursor: cursors.email },
      { ...EMAILS, cursor: cursors.primary },
      { ...EMAILS, index: "name", cursor: cursors.email },
    ];
    for (const query of refused)
      await assert.rejects(storage.query({ ...query, limit: 1 }), { code: "InvalidParameterException" });
  });

  rule("query: refuses a cursor of another table", async (storage) => {
    const cursors = await cursorsOf(storage);
    const refused = [
      { ...PEOPLE, table: "accounts", cursor: cursors.primary },
      { ...EMAILS, table: "accounts", cursor: cursors.email },
      { ...EMAILS, table: "memberships", index: "sub", cursor: cursors.email },
    ];
    for (const query of refused)
      await assert.rejects(storage.query({ ...query, limit: 1 }), { code: "InvalidParameterException" });
  });

  rule("query: refuses a cursor of another range: of another pool, prefix or entry", async (storage) => {
    const cursors = await cursorsOf(storage);
    const refused = [
      { ...PEOPLE, range: { keyPrefix: ["other"] }, cursor: cursors.primary },
      { ...PEOPLE, range: { keyPrefix: ["a"] }, cursor: cursors.primary },
      { ...PEOPLE, range: { keyPrefix: ["pool", "c"] }, cursor: cursors.primary },
      { ...EMAILS, range: { poolId: "other", startsWith: "" }, cursor: cursors.email },
      { ...EMAILS, range: { poolId: "pool", equals: "c" }, cursor: cursors.email },
      { ...EMAILS, range: { poolId: "pool", startsWith: "c" }, cursor: cursors.email },
    ];
    for (const query of refused)
      await assert.rejects(storage.query({ ...query, limit: 1 }), { code: "InvalidParameterException" });
  });
}

/** The cursors behind the record `a` of `primary` and of the index `email`. */
async function cursorsOf(storage: StorageAdapter): Promise<{ readonly primary: string | null; readonly email: string | null }> {
  const entries = (sub: string): Record<string, string> => ({ email: sub, name: sub });
  await seed(
    storage,
    [..."abc"].map((sub) => create(person(sub), { indexEntries: entries(sub) })),
  );
  const [primary, email] = [
    await storage.query({ ...PEOPLE, limit: 1, cursor: null }),
    await storage.query({ ...EMAILS, limit: 1, cursor: null }),
  ];
  assert.notEqual(primary.cursor, null);
  assert.notEqual(email.cursor, null);
  return { primary: primary.cursor, email: email.cursor };
}

async function seedLetters(storage: StorageAdapter): Promise<readonly string[]> {
  const subs = Array.from("bcdefghijklmnopqrstuvwxy");
  await seed(
    storage,
    subs.map((sub) => create(person(sub), { indexEntries: { email: sub } })),
  );
  return subs;
}

function subOf({ key }: StoredRecord): string {
  return key[1] ?? "";
}

/** Writes before, at and behind the end of a page: new records, the page's own at the same place, and its end deleted. */
async function changeAround(storage: StorageAdapter, first: StoredRecord, last: StoredRecord): Promise<void> {
  const [before, behind] = [`${subOf(first)} before`, `${subOf(last)} behind`];
  await commit(
    storage,
    overwrite(first, first.version, { value: { seen: true }, indexEntries: { email: subOf(first) } }),
    remove(last, last.version),
    create(person(before), { indexEntries: { email: before } }),
    create(person(behind), { indexEntries: { email: behind } }),
  );
}

/** Nothing came twice, all came in order, and none of those that were there all the time is missing. */
function assertEachOnce(found: readonly string[], subs: readonly string[]): void {
  assert.deepEqual(found, [...new Set(found)].sort(), "twice, or out of order");
  assert.deepEqual(
    found.filter((sub) => subs.includes(sub)),
    subs,
  );
}

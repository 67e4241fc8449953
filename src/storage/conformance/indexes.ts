import assert from "node:assert/strict";
import {
  byUtf8,
  commit,
  create,
  newPlanId,
  overwrite,
  person,
  queryAll,
  ref,
  remove,
  seed,
  subsBeginning,
  subsWhere,
  TRICKY_TEXTS,
} from "./fixtures.ts";
import type { Suite } from "./suite.ts";

/** What patterns of SQL, globs and regular expressions give a meaning to. */
const PATTERN_CHARACTERS: readonly string[] = [..."%_\\[]^$.*+?|(){}-/'\"`#!&;:"];

export function indexes({ rule }: Suite): void {
  rule("query: an index orders by the UTF-8 bytes of the entry, then by key", async (storage) => {
    const subs = ["a\u0001", "a", "\u{10000}", "\uffff", "B"];
    const people = TRICKY_TEXTS.flatMap((email) => subs.map((sub) => ({ email, key: `${sub} ${TRICKY_TEXTS.indexOf(email)}` })));
    await seed(
      storage,
      people.map(({ email, key }) => create(person(key), { indexEntries: { email } })),
    );
    const inOrder = people.sort((a, b) => byUtf8(a.email, b.email) || byUtf8(a.key, b.key));
    assert.deepEqual(
      await subsBeginning(storage, "email", ""),
      inOrder.map(({ key }) => key),
    );
  });

  rule("query: an index orders equal entries by the parts of the key", async (storage) => {
    const groups = ["a", "a\u0001", "a!", "ab", "\uffff", "\u{10000}"];
    const keys = groups.flatMap((group) => ["x", "y"].map((sub) => ["pool", group, sub] as const));
    const puts = keys.map((key) => create(ref("memberships", ...key), { indexEntries: { sub: "same" } }));
    await seed(storage, puts.reverse());
    const found = await queryAll(storage, { table: "memberships", index: "sub", range: { poolId: "pool", equals: "same" } });
    assert.deepEqual(
      found.map(({ key }) => key),
      keys,
    );
  });

  rule("query: equals finds the same text only", async (storage) => {
    await seed(
      storage,
      TRICKY_TEXTS.map((email) => create(person(email), { indexEntries: { email } })),
    );
    for (const email of TRICKY_TEXTS) assert.deepEqual(await subsWhere(storage, "email", email), [email]);
    assert.deepEqual(await subsWhere(storage, "email", ""), []);
    assert.deepEqual(await subsWhere(storage, "email", "nobody"), []);
  });

  rule("query: startsWith finds what begins with the text, and nothing else", async (storage) => {
    await seed(
      storage,
      TRICKY_TEXTS.map((email) => create(person(email), { indexEntries: { email } })),
    );
    const inOrder = [...TRICKY_TEXTS].sort(byUtf8);
    for (const start of TRICKY_TEXTS) {
      const expected = inOrder.filter((email) => email.startsWith(start));
      assert.deepEqual(await subsBeginning(storage, "email", start), expected, JSON.stringify(start));
    }
  });

  rule("query: startsWith and equals read the characters of patterns as text", async (storage) => {
    const emails = PATTERN_CHARACTERS.flatMap((character) => [character, `${character}x`, `x${character}x`, `x${character}`]);
    await seed(
      storage,
      ["x", "xx", "xyx", ...emails].map((email) => create(person(email), { indexEntries: { email } })),
    );
    for (const character of PATTERN_CHARACTERS) {
      assert.deepEqual(await subsBeginning(storage, "email", character), [character, `${character}x`]);
      assert.deepEqual(await subsBeginning(storage, "email", `x${character}`), [`x${character}`, `x${character}x`]);
      assert.deepEqual(await subsWhere(storage, "email", `x${character}x`), [`x${character}x`]);
    }
    for (const pattern of [".*", "%%", "__", "a%", "\\%", "[a-z]", "^xx", "(x)", "x.x.", "X"]) {
      assert.deepEqual(await subsBeginning(storage, "email", pattern), [], pattern);
    }
  });

  rule("query: startsWith ends where the next prefix begins, up to the last code point", async (storage) => {
    const starts = [
      "a",
      "\u007f",
      "\u07ff",
      "\ud7ff",
      "\uffff",
      "\u{1ffff}",
      "\u{10ffff}",
      "b\u{10ffff}",
      "\u{10ffff}\u{10ffff}",
    ];
    const ends = ["b", "\u0080", "\u0800", "\ue000", "\u{10000}", "\u{20000}", "c"];
    const within = starts.flatMap((start) => [start, `${start}\u0001`, `${start}\u{10ffff}`]);
    const emails = [...new Set([...within, ...ends])].sort(byUtf8);
    await seed(
      storage,
      emails.map((email) => create(person(email), { indexEntries: { email } })),
    );
    for (const start of starts) {
      assert.deepEqual(
        await subsBeginning(storage, "email", start),
        emails.filter((email) => email.startsWith(start)),
      );
    }
  });

  rule("query: startsWith the empty text finds every entry of the pool", async (storage) => {
    await seed(
      storage,
      ["", "\u0001", "a", "\u{10ffff}"].map((email, n) => create(person(String(n)), { indexEntries: { email } })),
    );
    assert.deepEqual(await subsBeginning(storage, "email", ""), ["0", "1", "2", "3"]);
    assert.deepEqual(await subsWhere(storage, "email", ""), ["0"]);
  });

  rule("query: an index never finds a record of another pool", async (storage) => {
    const pools = ["pool", "poo", "pool2", "Pool", "-", "pool\u0001", "other"];
    const entries = { email: "ada@example.com", name: "" };
    await seed(
      storage,
      pools.map((poolId) => create(ref("people", poolId, "ada"), { indexEntries: entries })),
    );
    for (const poolId of pools) {
      for (const text of [{ equals: "ada@example.com" }, { startsWith: "ada" }, { startsWith: "" }]) {
        const found = await queryAll(storage, { table: "people", index: "email", range: { poolId, ...text } });
        assert.deepEqual(
          found.map(({ key }) => key),
          [[poolId, "ada"]],
        );
      }
      const unnamed = await queryAll(storage, { table: "people", index: "name", range: { poolId, startsWith: "" } });
      assert.deepEqual(
        unnamed.map(({ key }) => key),
        [[poolId, "ada"]],
      );
    }
    assert.deepEqual(await queryAll(storage, { table: "people", index: "email", range: { poolId: "po", startsWith: "" } }), []);
  });

  rule("query: an index holds the records that name it, and no others", async (storage) => {
    await commit(
      storage,
      create(person("both"), { indexEntries: { email: "e", name: "n" } }),
      create(person("email"), { indexEntries: { email: "e" } }),
      create(person("name"), { indexEntries: { name: "n" } }),
      create(person("neither")),
    );
    assert.deepEqual(await subsBeginning(storage, "email", ""), ["both", "email"]);
    assert.deepEqual(await subsBeginning(storage, "name", ""), ["both", "name"]);
  });

  rule("query: a record whose entry changed is found at the new entry only", async (storage) => {
    const first = await commit(storage, create(person("ada"), { indexEntries: { email: "old", name: "same" } }));
    const second = await commit(storage, overwrite(person("ada"), first, { indexEntries: { email: "new", name: "same" } }));
    assert.deepEqual(await subsWhere(storage, "email", "old"), []);
    assert.deepEqual(await subsWhere(storage, "email", "new"), ["ada"]);
    assert.deepEqual(await subsWhere(storage, "name", "same"), ["ada"]);
    await commit(storage, overwrite(person("ada"), second, { indexEntries: { email: "old", name: "same" } }));
    assert.deepEqual(await subsBeginning(storage, "email", ""), ["ada"]);
  });

  rule("query: a record that is put without its entry leaves the index", async (storage) => {
    const first = await commit(storage, create(person("ada"), { indexEntries: { email: "e", name: "n" } }));
    const second = await commit(storage, overwrite(person("ada"), first, { indexEntries: { name: "n" } }));
    assert.deepEqual(await subsBeginning(storage, "email", ""), []);
    assert.deepEqual(await subsWhere(storage, "name", "n"), ["ada"]);
    await commit(storage, overwrite(person("ada"), second));
    assert.deepEqual(await subsBeginning(storage, "name", ""), []);
  });

  rule("query: a record that is deleted leaves every index, and comes back without its old entries", async (storage) => {
    const first = await commit(storage, create(person("ada"), { indexEntries: { email: "e", name: "n" } }));
    await commit(storage, remove(person("ada"), first), create(person("witness")));
    for (const index of ["email", "name"] as const) assert.deepEqual(await subsBeginning(storage, index, ""), []);
    await commit(storage, create(person("ada"), { indexEntries: { email: "e" } }));
    assert.deepEqual(await subsBeginning(storage, "email", ""), ["ada"]);
    assert.deepEqual(await subsBeginning(storage, "name", ""), []);
  });

  rule("query: a plan that conflicts leaves every index as it was", async (storage) => {
    const version = await commit(storage, create(person("ada"), { indexEntries: { email: "old" } }), create(person("bob")));
    const entries = [
      overwrite(person("ada"), version, { indexEntries: { email: "new" } }),
      create(person("eve"), { indexEntries: { email: "eve" } }),
      remove(person("bob"), "another version"),
    ];
    assert.equal((await storage.commit({ id: newPlanId(), entries })).outcome, "conflict");
    assert.deepEqual(await subsBeginning(storage, "email", ""), ["ada"]);
    assert.deepEqual(await subsWhere(storage, "email", "old"), ["ada"]);
  });

  rule("query: finds entries of 256 code points, however many bytes they have", async (storage) => {
    const start = "\u{1f600}".repeat(255);
    const emails = [`${start}a`, `${start}b`, `${start}\u{1f600}`];
    await seed(
      storage,
      emails.map((email, n) => create(person(String(n)), { indexEntries: { email } })),
    );
    assert.deepEqual(await subsBeginning(storage, "email", start), ["0", "1", "2"]);
    for (const [n, email] of emails.entries()) assert.deepEqual(await subsWhere(storage, "email", email), [String(n)]);
  });
}

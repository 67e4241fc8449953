import assert from "node:assert/strict";
import { randomBytes, randomInt } from "node:crypto";
import type { JsonObject } from "../../codecs/json.ts";
import { MAX_PLAN_ENTRIES, MAX_RECORD_BYTES, type PlanEntry, type RecordRef, type StorageAdapter } from "../contract.ts";
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
  subsWhere,
} from "./fixtures.ts";
import type { Suite } from "./suite.ts";

const [ada, bob, witness] = [person("ada"), person("bob"), person("witness")] as const;

/** An entry that breaks a limit, for a storage where only `ada` is; some cannot be written with types. */
type Refused = (version: string) => PlanEntry;

const REFUSED_ENTRIES: Readonly<Record<string, Refused>> = {
  "a put that expects nothing": () => ({ ...create(bob), expect: undefined }) as unknown as PlanEntry,
  "a put that expects null": () => ({ ...create(bob), expect: null }) as unknown as PlanEntry,
  "a put that expects something else": () => ({ ...create(bob), expect: "exists" }) as unknown as PlanEntry,
  "a put that expects a version that is no text": () => overwrite(ada, undefined as unknown as string),
  "a delete that expects nothing": () => ({ ...ada, kind: "delete" }) as unknown as PlanEntry,
  "a delete that expects absence": () => ({ ...bob, kind: "delete", expect: "absent" }) as unknown as PlanEntry,
  "a check of absence": () => ({ ...bob, kind: "check", expect: "absent" }) as unknown as PlanEntry,

  "a table that was not opened": () => create({ table: "nobodys", key: ["pool"] }),
  "a key with too few parts": () => create(ref("people", "pool")),
  "a key with too many parts": () => create(ref("people", "pool", "bob", "x")),
  "an empty part of a key": () => create(ref("people", "pool", "")),
  "an empty pool id": () => create(ref("people", "", "bob")),
  "a part of 257 code points": () => create(person("b".repeat(257))),
  "a key of 1537 bytes": () => create(longestKey("\u00e9")),
  "U+0000 in a key": () => create(person("b\0b")),
  "a lone surrogate in a key": () => create(person("\ud83d")),
  "U+0000 in the key of a delete": (version) => remove(person("b\0b"), version),
  "a lone surrogate in the key of a check": (version) => check(person("\ude00"), version),

  "U+0000 in a value": () => create(bob, { value: { a: { b: ["x\0"] } } }),
  "U+0000 beside an escaped one in a value": () => create(bob, { value: { a: "\\u0000", b: "\0" } }),
  "a lone high surrogate in a value": () => create(bob, { value: { a: "\ud83d" } }),
  "a lone low surrogate in a value": () => create(bob, { value: { a: ["x", "\ude00x"] } }),
  "U+0000 in a member's name": () => create(bob, { value: { a: { "\0": 1 } } }),
  "a lone surrogate in a member's name": () => create(bob, { value: { "x\udfff": 1 } }),
  "a record whose JSON has 65537 bytes": () => create(bob, { value: recordOf(MAX_RECORD_BYTES + 1, "x") }),
  "a record of few characters and 65540 bytes": () => create(bob, { value: recordOf(MAX_RECORD_BYTES + 4, "\u{1f600}") }),

  "an index the table does not have": () => create(bob, { indexEntries: { nickname: "b" } }),
  "an entry for primary": () => create(bob, { indexEntries: { primary: "b" } }),
  "an entry of 257 code points": () => create(bob, { indexEntries: { email: "x".repeat(257) } }),
  "an entry of 257 code points beyond U+FFFF": () => create(bob, { indexEntries: { email: "\u{1f600}".repeat(257) } }),
  "U+0000 in an entry": () => create(bob, { indexEntries: { email: "b\0" } }),
  "a lone surrogate in an entry": () => create(bob, { indexEntries: { email: "\ud83d" } }),

  "an expiry that is not whole": () => create(bob, { expiresAt: 1.5 }),
  "an expiry that is no number": () => create(bob, { expiresAt: Number.NaN }),
  "an expiry without end": () => create(bob, { expiresAt: Number.POSITIVE_INFINITY }),
};

/** A text of 256 characters outside the basic plane, 1024 bytes that cannot be compressed. */
function longestText(): string {
  return Array.from({ length: 256 }, () => String.fromCodePoint(0x1_0000 + randomInt(0xf_0000))).join("");
}

/** A key of three parts of 256 characters, 1536 bytes; the last of them is this one. */
function longestKey(last: string): RecordRef {
  const random = (length: number): string => randomBytes(length).toString("hex").slice(0, length);
  return ref("memberships", random(256), longestText(), `${random(255)}${last}`);
}

const REFUSED_PAIRS: Readonly<Record<string, (version: string) => readonly [PlanEntry, PlanEntry]>> = {
  "two puts": (version) => [overwrite(ada, version), overwrite(ada, version, { value: { a: 2 } })],
  "a put and a delete": (version) => [overwrite(ada, version), remove(ada, version)],
  "a delete and a put that expects absence": (version) => [remove(ada, version), create(ada)],
  "a check and a put": (version) => [check(ada, version), overwrite(ada, version)],
  "two checks": (version) => [check(ada, version), check(ada, version)],
  "two puts that expect absence": () => [create(bob), create(bob)],
};

export function limits({ rule }: Suite): void {
  for (const [what, refused] of Object.entries(REFUSED_ENTRIES)) {
    rule(`commit: refuses ${what}, with nothing written`, async (storage) => {
      const version = await commit(storage, create(ada));
      await refuses(storage, [create(witness), refused(version)]);
      await refuses(storage, [refused(version), create(witness)]);
    });
  }

  for (const [what, refused] of Object.entries(REFUSED_PAIRS)) {
    rule(`commit: refuses a plan that names a record twice: ${what}`, async (storage) => {
      const version = await commit(storage, create(ada));
      const [first, second] = refused(version);
      await refuses(storage, [first, create(witness), second]);
    });
  }

  rule("commit: refuses a plan without an id: it is the version of what is written", async (storage) => {
    await commit(storage, create(ada));
    await assert.rejects(storage.commit({ id: "", entries: [create(bob)] }), { code: "InvalidParameterException" });
    await assertAbsent(storage, bob);
  });

  rule("commit: refuses a plan without entries", async (storage) => {
    await commit(storage, create(ada));
    await refuses(storage, []);
  });

  rule("commit: refuses a plan without a put", async (storage) => {
    const version = await commit(storage, create(ada));
    await refuses(storage, [check(ada, version)]);
    await refuses(storage, [remove(ada, version)]);
  });

  rule("commit: takes 64 entries, checks included, and refuses 65", async (storage) => {
    const many = Array.from({ length: MAX_PLAN_ENTRIES }, (_, n) => create(person(String(n).padStart(2, "0"))));
    const version = await commit(storage, ...many);
    const changes = many.map((put, n) => {
      if (n % 3 === 0) return check(put, version);
      return n % 3 === 1 ? remove(put, version) : overwrite(put, version);
    });
    const before = await keysUnder(storage, "people");
    for (const extra of [create(witness), check(ada, version)]) {
      const answer = storage.commit({ id: newPlanId(), entries: [...changes, extra] });
      await assert.rejects(answer, { code: "InvalidParameterException" });
    }
    assert.deepEqual(await keysUnder(storage, "people"), before);
    await commit(storage, ...changes);
    assert.deepEqual(
      await keysUnder(storage, "people"),
      many.filter((_, n) => n % 3 !== 1).map(({ key }) => key),
    );
  });

  rule("commit: takes a record whose JSON has 65536 bytes, and gives it back whole", async (storage) => {
    for (const [n, character] of ["x", "é", "\u{1f600}", '"'].entries()) {
      const value = recordOf(MAX_RECORD_BYTES, character);
      assert.equal(Buffer.byteLength(JSON.stringify(value)), MAX_RECORD_BYTES);
      await commit(storage, create(person(String(n)), { value }));
      assert.deepEqual((await readThere(storage, person(String(n)))).value, value);
    }
  });

  rule("commit: takes 64 records of 65536 bytes in one plan, and all of them or none", async (storage) => {
    const value = recordOf(MAX_RECORD_BYTES, "x");
    const subs = Array.from({ length: MAX_PLAN_ENTRIES }, (_, n) => String(n).padStart(2, "0"));
    const large = subs.map((sub) => create(person(sub), { value }));
    await commit(storage, create(person("63"), {}));
    await conflict(storage, person("63"), ...large);
    assert.deepEqual(await keysUnder(storage, "people"), [person("63").key]);
    const id = await commit(storage, ...large.slice(0, -1), create(witness, { value }));
    const records = await storage.get(large.slice(0, -1));
    assert.deepEqual(
      records.map((record) => [record?.version, record?.value["text"] === value["text"]]),
      large.slice(0, -1).map(() => [id, true]),
    );
  });

  rule("commit: takes a key of 1536 bytes together with an entry of 1024", async (storage) => {
    const { key } = longestKey("x");
    const sub = longestText();
    await commit(storage, create(ref("memberships", ...key), { indexEntries: { sub } }));
    const range = { poolId: key[0] ?? "", equals: sub };
    const { records } = await storage.query({ table: "memberships", index: "sub", range, limit: 1, cursor: null });
    assert.deepEqual(
      records.map((record) => record.key),
      [key],
    );
  });

  rule("commit: takes an entry of 256 code points, and an empty one", async (storage) => {
    for (const email of ["x".repeat(256), "\u{1f600}".repeat(256), ""]) {
      await commit(storage, create(person(`by ${email.slice(0, 2)}`), { indexEntries: { email } }));
      assert.deepEqual(await subsWhere(storage, "email", email), [`by ${email.slice(0, 2)}`]);
    }
  });

  rule("commit: takes text that only looks like what it refuses", async (storage) => {
    const value = { "\\u0000": "\\u0000 \\ud83d \\\\u0000", a: "\u{1f600}\u{10ffff}", b: "\u0001" };
    await commit(storage, create(person("\\0"), { value, indexEntries: { email: "\\u0000" } }));
    assert.deepEqual((await readThere(storage, person("\\0"))).value, value);
    assert.deepEqual(await subsWhere(storage, "email", "\\u0000"), ["\\0"]);
  });
}

/** `ada` stays as it was, and neither `bob` nor the witness is there. */
async function refuses(storage: StorageAdapter, entries: readonly PlanEntry[]): Promise<void> {
  const before = await readThere(storage, ada);
  await assert.rejects(storage.commit({ id: newPlanId(), entries }), { code: "InvalidParameterException" });
  assert.deepEqual(await readThere(storage, ada), before);
  await assertAbsent(storage, bob);
  await assertAbsent(storage, witness);
}

/** A value whose JSON has so many bytes, filled up with one character. */
function recordOf(bytes: number, character: string): JsonObject {
  const room = bytes - Buffer.byteLength(JSON.stringify({ text: "" }));
  const size = Buffer.byteLength(JSON.stringify(character)) - 2;
  return { text: character.repeat(Math.floor(room / size)) + "x".repeat(room % size) };
}

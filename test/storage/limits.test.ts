import { checkPlan, checkQuery, checkRef, type Plan, type PlanEntry, type Put, type Query, type Tables } from "rockpool/storage";
import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../src/codecs/json.ts";

const tables: Tables = new Map([["people", { name: "people", key: ["pool_id", "sub", "part"], indexes: ["email"] }]]);

const put = (changes: Partial<Put> = {}): Put => ({
  kind: "put",
  table: "people",
  key: ["pool", "ada", "x"],
  expect: "absent",
  value: {},
  indexEntries: {},
  expiresAt: null,
  ...changes,
});
const plan = (...entries: readonly PlanEntry[]): Plan => ({ id: "1", entries });
const query = (changes: Partial<Query> = {}): Query => ({
  table: "people",
  index: "primary",
  range: { keyPrefix: ["pool"] },
  limit: 1,
  cursor: null,
  ...changes,
});
const entries = { poolId: "pool", startsWith: "" };
const blind = undefined as unknown as "absent";
const other = put({ key: ["pool", "bob", "x"] });

const refusal = (path: string, constraint: string): unknown =>
  expect.objectContaining({
    code: "InvalidParameterException",
    details: { path },
    message: expect.stringContaining(`Member must ${constraint}`),
  });

// The conformance suite has each limit at its edge; this is what an error tells whoever writes to an adapter.
describe("the error of a plan that breaks a limit says where, and what must hold", () => {
  it.each<[string, string, Plan]>([
    ["plan.id", "not be empty", { ...plan(put()), id: "" }],
    ["plan.entries", "have at most 64 entries", plan(...Array.from({ length: 65 }, () => put()))],
    ["plan.entries", "hold a put", plan()],
    ["plan.entries.1.table", "be a table that was opened", plan(other, put({ table: "accounts" }))],
    ["plan.entries.1.key", "have 3 parts", plan(other, put({ key: ["pool", "ada"] }))],
    ["plan.entries.0.key", "have parts of 1 to 256", plan(put({ key: ["pool", "", "x"] }))],
    ["plan.entries.0.key", "have at most 1536 bytes in all", plan(put({ key: ["pool", "岩".repeat(255), "岩".repeat(256)] }))],
    ["plan.entries.1.key", "not name a record twice", plan(put(), put())],
    ["plan.entries.1.expect", "be 'absent' or a version", plan(other, put({ expect: blind }))],
    [
      "plan.entries.1.expect",
      "be a version",
      plan(other, { kind: "delete", table: "people", key: put().key, expect: blind as never }),
    ],
    ["plan.entries.0.indexEntries", "name indexes of the table", plan(put({ indexEntries: { phone: "1" } }))],
    ["plan.entries.0.indexEntries", "have at most 256", plan(put({ indexEntries: { email: "a".repeat(257) } }))],
    ["plan.entries.0.expiresAt", "be whole milliseconds", plan(put({ expiresAt: 1.5 }))],
    ["plan.entries.0.value", "not hold U+0000", plan(put({ value: { a: "\0" } }))],
    ["plan.entries.0.value", "have at most 65536 bytes", plan(put({ value: { a: "x".repeat(65_536) } }))],
  ])("%s: %s", (path, constraint, refused) => {
    expect(() => checkPlan(tables, refused)).toThrow(refusal(path, constraint));
  });
});

describe("the error of a query that breaks a limit says where, and what must hold", () => {
  it.each<[string, string, Partial<Query>]>([
    ["query.table", "be a table that was opened", { table: "accounts" }],
    ["query.limit", "be between 1 and 1000", { limit: 0 }],
    ["query.range", "be a prefix of a key", { range: entries }],
    ["query.range", "be a prefix of a key", { range: { keyPrefix: ["pool", "ada", "x", "y"] } }],
    ["query.range.key", "have parts", { range: { keyPrefix: [""] } }],
    ["query.index", "be an index of the table", { index: "phone", range: entries }],
    ["query.range", "be a range of entries", { index: "email" }],
    ["query.range.key", "have parts", { index: "email", range: { ...entries, poolId: "" } }],
    ["query.range", "hold storable text", { index: "email", range: { poolId: "pool", equals: "\0" } }],
  ])("%s: %s (%#)", (path, constraint, changes) => {
    expect(() => checkQuery(tables, query())).not.toThrow();
    expect(() => checkQuery(tables, query(changes))).toThrow(refusal(path, constraint));
  });
});

describe("the error of a reference says where, and what must hold", () => {
  it.each<[string, string, string, readonly string[]]>([
    ["table", "be a table that was opened", "accounts", ["pool"]],
    ["key", "have 3 parts", "people", ["pool"]],
    ["key", "have parts of 1 to 256", "people", ["pool", "ada", ""]],
  ])("%s: %s", (path, constraint, table, key) => {
    expect(() => checkRef(tables, { table, key })).toThrow(refusal(path, constraint));
  });
});

describe("a plan", () => {
  it("may name records whose keys only look the same when they are run together", () => {
    const keys = [
      ["pool", "ab", "c"],
      ["pool", "a", "bc"],
      ["poola", "b", "c"],
    ];
    expect(checkPlan(tables, plan(...keys.map((key) => put({ key }))))).toHaveLength(3);
  });

  it.each<[string, JsonObject]>([
    ["beside null", { none: null, text: "\0" }],
    ["beside a number", { n: 1, text: "\0" }],
    ["in a list beside null", { list: [null, 1, true, ["\ud83d"]] }],
  ])("is refused for text that cannot be stored, wherever it stands: %s", (_, value) => {
    expect(() => checkPlan(tables, plan(put({ value })))).toThrow(refusal("plan.entries.0.value", "not hold U+0000"));
  });

  it("may hold what only looks like an escape of such text, with whatever else JSON has", () => {
    const value = { text: "\\u0000 and \\ud83d", none: null, n: 1, yes: true, list: [null, 2, false], empty: {} };
    expect(checkPlan(tables, plan(put({ value })))).toEqual([put({ value, json: JSON.stringify(value) } as Partial<Put>)]);
  });
});

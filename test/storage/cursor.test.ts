import { decodeCursor, encodeCursor, type Query } from "rockpool/storage";
import { describe, expect, it } from "vitest";

const byKey: Query = { table: "people", index: "primary", range: { keyPrefix: ["pool"] }, limit: 1, cursor: null };
const byEmail: Query = { ...byKey, index: "email", range: { poolId: "pool", startsWith: "a" } };
const keyLength = 2;

const reopened = (query: Query, cursor: string): readonly string[] | null => decodeCursor({ ...query, cursor }, keyLength);

describe("a cursor", () => {
  it("is the place behind a record: its key, or pool, entry and key", () => {
    const key = ["pool", "\u{1f600} \\ \" '"];
    expect(reopened(byKey, encodeCursor(byKey, key))).toEqual(key);
    expect(reopened(byEmail, encodeCursor(byEmail, ["pool", "a", ...key]))).toEqual(["pool", "a", ...key]);
  });

  it("is null for the first page", () => {
    expect(decodeCursor(byKey, keyLength)).toBeNull();
  });

  it.each([
    ["a place with too few parts", byKey, encodeCursor(byKey, ["pool"])],
    ["a place with too many parts", byKey, encodeCursor(byKey, ["pool", "ada", "x"])],
    ["no place at all", byEmail, encodeCursor(byEmail, [])],
    ["a pool only", byEmail, encodeCursor(byEmail, ["pool"])],
    ["an entry without its key", byEmail, encodeCursor(byEmail, ["pool", "a"])],
    ["an entry with half of its key", byEmail, encodeCursor(byEmail, ["pool", "a", "pool"])],
    ["another table", byKey, encodeCursor({ ...byKey, table: "accounts" }, ["pool", "ada"])],
    ["another index", byEmail, encodeCursor({ ...byEmail, index: "name" }, ["pool", "a", "pool", "ada"])],
    ["another pool", byKey, encodeCursor(byKey, ["other", "ada"])],
    ["another pool's entry", byEmail, encodeCursor(byEmail, ["other", "a", "other", "ada"])],
    ["an entry outside of the range", byEmail, encodeCursor(byEmail, ["pool", "b", "pool", "ada"])],
    ["text that is no JSON", byKey, "pool"],
    ["JSON that is no list", byKey, '{"table":"people"}'],
    ["a list that is not of texts", byKey, '["people","primary","pool",1]'],
    ["an empty list", byKey, "[]"],
    ["nothing", byKey, ""],
  ])("is refused when it is of %s", (_, query, cursor) => {
    expect(() => reopened(query, cursor)).toThrow(
      expect.objectContaining({ code: "InvalidParameterException", details: { path: "query.cursor" } }),
    );
  });
});

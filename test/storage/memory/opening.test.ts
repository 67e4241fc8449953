import type { Put, StorageAdapter } from "rockpool/storage";
import { memory } from "rockpool/storage/memory";
import { beforeEach, describe, expect, it } from "vitest";

const people = { name: "people", key: ["pool_id", "sub"], indexes: ["email"] };
const put = (sub: string): Put => ({
  kind: "put",
  table: "people",
  key: ["pool", sub],
  expect: "absent",
  value: { sub },
  indexEntries: { email: `${sub}@example.com` },
  expiresAt: null,
});

let storage: StorageAdapter;
beforeEach(async () => {
  storage = memory();
  await storage.open([people]);
  await storage.commit({ id: "1", entries: [put("ada")] });
});

/** Who is found by an index. */
async function found(): Promise<readonly unknown[]> {
  const range = { poolId: "pool", startsWith: "" };
  const { records } = await storage.query({ table: "people", index: "email", range, limit: 10, cursor: null });
  return records.map(({ value }) => value["sub"]);
}

describe("memory that is opened again", () => {
  it("still has its records, under its indexes too: a process may end one Rockpool and open another", async () => {
    await storage.close();
    await storage.open([people]);
    expect(await found()).toEqual(["ada"]);
    await storage.commit({ id: "2", entries: [put("bob")] });
    expect(await found()).toEqual(["ada", "bob"]);
  });

  it("refuses a table whose key is another, and stays as it was", async () => {
    const opening = storage.open([{ ...people, key: ["pool_id", "email"] }]);
    await expect(opening).rejects.toMatchObject({ code: "StorageIncompatibleException" });
    expect(await found()).toEqual(["ada"]);
  });
});

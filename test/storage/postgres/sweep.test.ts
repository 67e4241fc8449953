import type { Put } from "rockpool/storage";
import { postgres } from "rockpool/storage/postgres";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { dropSchema, newSchema, sharedPool } from "../../storages/postgres-schema.ts";

const codes = { name: "codes", key: ["pool_id", "sub"], indexes: [] };
const expired = (n: number): Put => ({
  kind: "put",
  table: "codes",
  key: ["pool", `${n}`],
  expect: "absent",
  value: {},
  indexEntries: {},
  expiresAt: 1,
});

let schema: string;
beforeEach(() => {
  schema = newSchema();
});
afterEach(() => dropSchema(schema));

describe("sweep on PostgreSQL", () => {
  // As after each ANALYZE of a table of which little has expired: what was chosen then was chosen anew for each row.
  it("keeps to its limit also where the statistics promise that nothing has expired", async () => {
    const storage = postgres(sharedPool, { schema });
    await storage.open([codes]);
    await sharedPool.query(`ALTER TABLE "${schema}".codes SET (autovacuum_enabled = false)`);
    await storage.commit({ id: "p1", entries: Array.from({ length: 60 }, (_, n) => ({ ...expired(n), expiresAt: null })) });
    await sharedPool.query(`ANALYZE "${schema}".codes`);
    for (let n = 100; n < 300; n += 50) {
      await storage.commit({ id: `p${n}`, entries: Array.from({ length: 50 }, (_, more) => expired(n + more)) });
    }
    expect(await storage.sweep(Date.now(), 5)).toBe(5);
    expect(await storage.sweep(Date.now(), 1_000)).toBe(195);
  });

  it("leaves what somebody else is at, and what they have renewed when they are done", async () => {
    const storage = postgres(sharedPool, { schema });
    await storage.open([codes]);
    await storage.commit({ id: "p1", entries: [expired(1), expired(2)] });
    const other = await sharedPool.connect();
    await other.query("BEGIN");
    await other.query(`UPDATE "${schema}".codes SET version = 'p2', expires_at = $1 WHERE sub = '1'`, [Date.now()]);
    expect(await storage.sweep(Date.now(), 10)).toBe(1);
    await other.query("COMMIT");
    other.release();
    expect(await storage.sweep(Date.now(), 10)).toBe(0);
    const [renewed, gone] = await storage.get([1, 2].map((n) => ({ table: "codes", key: ["pool", `${n}`] })));
    expect([renewed?.version, gone]).toEqual(["p2", undefined]);
  });
});

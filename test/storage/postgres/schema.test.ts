import { fork } from "node:child_process";
import { once } from "node:events";
import pg from "pg";
import type { Plan, TableDefinition } from "rockpool/storage";
import { postgres } from "rockpool/storage/postgres";
import { afterEach, beforeEach, describe, expect, inject, it, onTestFinished, vi } from "vitest";
import { dropSchema, newSchema, sharedPool } from "../../storages/postgres-schema.ts";

const people: TableDefinition = { name: "people", key: ["pool_id", "sub"], indexes: ["email"] };
const ada = { table: "people", key: ["pool", "ada"] };
const put = { ...ada, kind: "put", value: {}, expiresAt: null } as const;

let schema: string;
beforeEach(() => {
  schema = newSchema();
});
afterEach(() => dropSchema(schema));

const open = (...tables: readonly TableDefinition[]): Promise<void> => postgres(sharedPool, { schema }).open(tables);
const made = async (): Promise<readonly unknown[]> =>
  (await sharedPool.query(`SELECT name FROM "${schema}"._rockpool ORDER BY name`)).rows;
const all = async (sql: string): Promise<readonly unknown[]> => (await sharedPool.query(sql, [schema])).rows;

describe("a table", () => {
  it("is one that a DBA can read: columns of the key, of each index, version, expiry and JSON", async () => {
    await open(people);
    const columns =
      await all(`SELECT column_name AS name, data_type AS type, collation_name AS collation, is_nullable AS "mayBeNull"
      FROM information_schema.columns WHERE table_schema = $1 AND table_name = 'people' ORDER BY column_name`);
    expect(columns).toEqual([
      { name: "by_email", type: "text", collation: "C", mayBeNull: "YES" },
      { name: "expires_at", type: "bigint", collation: null, mayBeNull: "YES" },
      { name: "pool_id", type: "text", collation: "C", mayBeNull: "NO" },
      { name: "record", type: "jsonb", collation: null, mayBeNull: "NO" },
      { name: "sub", type: "text", collation: "C", mayBeNull: "NO" },
      { name: "version", type: "text", collation: null, mayBeNull: "NO" },
    ]);
  });

  it("is of one schema: another in the same database does not see it", async () => {
    const other = newSchema();
    const [here, there] = [postgres(sharedPool, { schema }), postgres(sharedPool, { schema: other })];
    await here.open([people]);
    await there.open([people]);
    await here.commit({ id: "p1", entries: [{ ...put, expect: "absent", indexEntries: {} }] });
    expect(await there.get([ada])).toEqual([undefined]);
    await dropSchema(other);
  });
});

describe("opening", () => {
  it("what is there already writes nothing", async () => {
    await open(people);
    const written = async (): Promise<unknown> =>
      all(
        "SELECT c.relname, c.xmin::text FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace WHERE nspname = $1 ORDER BY 1",
      );
    const before = [await written(), (await sharedPool.query(`SELECT *, xmin::text FROM "${schema}"._rockpool`)).rows];
    await open(people);
    expect([await written(), (await sharedPool.query(`SELECT *, xmin::text FROM "${schema}"._rockpool`)).rows]).toEqual(before);
  });

  it("by eight connections at once makes one layout", async () => {
    await Promise.all(Array.from({ length: 8 }, () => open(people)));
    expect(await made()).toEqual([{ name: "layout" }, { name: "people" }]);
  });

  // Who waits for the lock saw, at REPEATABLE READ, the schema as it was before it waited, and made it once more: 42P06.
  it.each(["repeatable read", "serializable"])(
    "at once makes one layout also where transactions are %s, and only read, by default",
    async (isolation) => {
      const options = `-c default_transaction_isolation=${isolation.replace(" ", "\\ ")} -c default_transaction_read_only=on`;
      const pool = new pg.Pool({ connectionString: inject("postgres"), max: 8, options });
      onTestFinished(() => pool.end());
      const storages = Array.from({ length: 8 }, () => postgres(pool, { schema }));
      await Promise.all(storages.map((storage) => storage.open([people])));
      expect(await made()).toEqual([{ name: "layout" }, { name: "people" }]);
      const plan: Plan = { id: "p1", entries: [{ ...put, expect: "absent", indexEntries: {} }] };
      const answers = await Promise.all(storages.map((storage) => storage.commit(plan)));
      expect(answers.filter(({ outcome }) => outcome === "committed")).toHaveLength(1);
    },
  );

  it("by four processes at once makes one layout, and none fails", async () => {
    const execArgv = ["--import", "tsx"];
    const processes = Array.from({ length: 4 }, () =>
      fork(new URL("child.ts", import.meta.url), [inject("postgres"), schema], { execArgv }),
    );
    await Promise.all(processes.map((one) => once(one, "message")));
    const ends = processes.map((one) => once(one, "exit"));
    const answers = processes.map((one) => once(one, "message"));
    for (const one of processes) one.send("go");
    expect((await Promise.all(answers)).map(([answer]) => answer)).toEqual(processes.map(() => ({ outcome: "committed" })));
    expect((await Promise.all(ends)).map(([code]) => code)).toEqual([0, 0, 0, 0]);
    expect((await sharedPool.query(`SELECT count(*)::int AS n FROM "${schema}".people`)).rows).toEqual([{ n: 4 }]);
  });

  it("waits for who is at it: migrations hold an advisory lock", async () => {
    const client = await sharedPool.connect();
    await client.query("BEGIN");
    await client.query("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", [`rockpool ${schema}`]);
    let isOpen = false;
    const opening = open(people).then(() => {
      isOpen = true;
    });
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(isOpen).toBe(false);
    await client.query("COMMIT");
    client.release();
    await opening;
    expect(isOpen).toBe(true);
  });

  it("refuses what a newer version made, and changes nothing", async () => {
    await open(people);
    await sharedPool.query(`UPDATE "${schema}"._rockpool SET value = '99' WHERE name = 'layout'`);
    const groups: TableDefinition = { name: "groups", key: ["pool_id", "name"], indexes: [] };
    await expect(open(people, groups)).rejects.toMatchObject({
      code: "StorageIncompatibleException",
      message: expect.stringContaining("layout 99"),
    });
    expect(await all("SELECT 1 FROM information_schema.tables WHERE table_schema = $1 AND table_name = 'groups'")).toEqual([]);
  });

  it("by a version that knows one index more adds it; an older one that opens later keeps it, and what it writes leaves it", async () => {
    await open(people);
    const newer = postgres(sharedPool, { schema });
    await newer.open([{ ...people, indexes: ["email", "name"] }]);
    await newer.commit({ id: "p1", entries: [{ ...put, expect: "absent", indexEntries: { email: "e", name: "n" } }] });
    const older = postgres(sharedPool, { schema });
    await older.open([people]);
    await older.commit({ id: "p2", entries: [{ ...put, expect: { version: "p1" }, indexEntries: { email: "f" } }] });
    const { rows } = await sharedPool.query(`SELECT by_email, by_name FROM "${schema}".people`);
    expect(rows).toEqual([{ by_email: "f", by_name: null }]);
  });
});

it("without the package pg, opening by a connection string says what to install", async () => {
  vi.doMock("pg", () => {
    throw new Error("Cannot find package 'pg'");
  });
  try {
    await expect(postgres(inject("postgres"), { schema }).open([people])).rejects.toMatchObject({
      code: "MissingPeerException",
      message: expect.stringContaining("npm install pg"),
      details: { packageName: "pg" },
    });
  } finally {
    vi.doUnmock("pg");
  }
});

import pg from "pg";
import type { CommitResult, Plan, StorageAdapter } from "rockpool/storage";
import { type PostgresOptions, postgres } from "rockpool/storage/postgres";
import { afterEach, beforeEach, describe, expect, inject, it, onTestFinished } from "vitest";
import { dropSchema, newSchema, sharedPool } from "../../storages/postgres-schema.ts";

const people = { name: "people", key: ["pool_id", "sub"], indexes: [] };
const ref = (sub: string) => ({ table: "people", key: ["pool", sub] });
let plans = 0;

/** A plan that makes these, or writes them over a version. */
function plan(subs: readonly string[], expect: "absent" | { readonly version: string } = "absent"): Plan {
  plans += 1;
  const put = { kind: "put", expect, value: {}, indexEntries: {}, expiresAt: null } as const;
  return { id: `p${plans}`, entries: subs.map((sub) => ({ ...ref(sub), ...put })) };
}

const committed: CommitResult = { outcome: "committed" };

let schema: string;
beforeEach(() => {
  schema = newSchema();
});
afterEach(() => dropSchema(schema));

/** A pool of the test's own, with these settings. */
function newPool(settings: pg.PoolConfig = {}): pg.Pool {
  const pool = new pg.Pool({ connectionString: inject("postgres"), max: 2, ...settings });
  onTestFinished(async () => {
    if (!pool.ended) await pool.end();
  });
  return pool;
}

async function opened(pool: pg.Pool, options: PostgresOptions = {}): Promise<StorageAdapter> {
  const storage = postgres(pool, { schema, ...options });
  await storage.open([people]);
  return storage;
}

/** Holds the lock of a row until it is let go. */
async function locked(sub: string): Promise<() => Promise<void>> {
  const client = await sharedPool.connect();
  await client.query("BEGIN");
  await client.query(`SELECT 1 FROM "${schema}".people WHERE sub = $1 FOR UPDATE`, [sub]);
  return async () => {
    await client.query("ROLLBACK");
    client.release();
  };
}

describe("connections of the pool", () => {
  it("that are all in use: an error that says so, in the time that was given; one that comes later goes back", async () => {
    const pool = newPool();
    const storage = await opened(pool, { connectionTimeoutMs: 100 });
    const [one, other] = await Promise.all([pool.connect(), pool.connect()]);
    await expect(storage.commit(plan(["ada"]))).rejects.toMatchObject({
      code: "StorageUnavailableException",
      message: "No connection of the PostgreSQL pool became free in 100 ms.",
      details: { outcome: "notCommitted" },
    });
    await expect(storage.get([ref("ada")])).rejects.toMatchObject({ details: { outcome: "notCommitted" } });
    one.release();
    other.release();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(pool.idleCount).toBe(2);
    expect(await storage.commit(plan(["ada"]))).toEqual(committed);
  });

  it("are waited for by as many as come", async () => {
    const storage = await opened(newPool({ max: 2 }));
    const answers = await Promise.all(Array.from({ length: 50 }, (_, n) => storage.commit(plan([`${n}`]))));
    expect(new Set(answers.map(({ outcome }) => outcome))).toEqual(new Set(["committed"]));
  });

  it("are killed by an administrator: nothing is raised, and the next call works", async () => {
    const pool = newPool();
    const storage = await opened(pool);
    const { rows } = await pool.query<{ pid: number }>("SELECT pg_backend_pid() AS pid");
    await sharedPool.query("SELECT pg_terminate_backend($1)", [rows[0]?.pid]);
    expect(await storage.commit(plan(["ada"]))).toEqual(committed);
  });

  it("are as they were after every plan, committed or not: nothing is left for who uses them next", async () => {
    const pool = newPool({ max: 1 });
    const storage = await opened(pool);
    const settings = ["statement_timeout", "idle_in_transaction_session_timeout", "synchronous_commit", "search_path"];
    const state = async (): Promise<unknown> => {
      const shown = await Promise.all(settings.map((name) => pool.query(`SHOW ${name}`)));
      const { rows: prepared } = await pool.query("SELECT name FROM pg_prepared_statements");
      const { rows: locks } = await pool.query(
        "SELECT 1 FROM pg_locks WHERE pid = pg_backend_pid() AND (locktype = 'advisory' OR mode <> 'AccessShareLock') AND locktype <> 'virtualxid'",
      );
      return [shown.map(({ rows }) => rows), prepared, locks];
    };
    const fresh = newPool({ max: 1 });
    const before = await Promise.all(settings.map(async (name) => (await fresh.query(`SHOW ${name}`)).rows));
    expect(await storage.commit(plan(["ada"]))).toEqual(committed);
    expect(await state()).toEqual([before, [], []]);
    expect(await storage.commit(plan(["ada"]))).toMatchObject({ outcome: "conflict" });
    expect(await state()).toEqual([before, [], []]);
  });

  it("of a pool that was given stay the caller's when the storage closes; of our own pool they end", async () => {
    const pool = newPool();
    const storage = await opened(pool);
    await storage.close();
    expect(pool.ended).toBe(false);
    expect((await pool.query("SELECT 1")).rowCount).toBe(1);

    const name = `rockpool ${schema}`;
    const own = postgres(`${inject("postgres")}&application_name=${encodeURIComponent(name)}`, { schema });
    await own.open([people]);
    await own.close();
    await expect(own.get([ref("ada")])).rejects.toMatchObject({ code: "StorageUnavailableException" });
    const open = "SELECT 1 FROM pg_stat_activity WHERE application_name = $1";
    await expect.poll(async () => (await sharedPool.query(open, [name])).rowCount).toBe(0);
  });
});

describe("a statement", () => {
  it("that waits for a lock too long ends with an error, nothing is written, and the storage goes on", async () => {
    const storage = await opened(newPool(), { statementTimeoutMs: 200 });
    await storage.commit(plan(["ada"]));
    const [before] = await storage.get([ref("ada")]);
    const release = await locked("ada");
    await expect(storage.commit(plan(["ada"], { version: before?.version ?? "" }))).rejects.toMatchObject({
      code: "StorageUnavailableException",
      details: { outcome: "notCommitted" },
      cause: expect.objectContaining({ code: "57014" }),
    });
    await release();
    expect(await storage.get([ref("ada")])).toEqual([before]);
    expect(await storage.commit(plan(["ada"], { version: before?.version ?? "" }))).toEqual(committed);
  });

  it("of a plan is on disk when it is acknowledged, whatever the role's default; a stronger one stays", async () => {
    for (const [byDefault, during] of [
      ["off", "on"],
      ["on", "on"],
      ["remote_apply", "remote_apply"],
      ["local", "local"],
    ]) {
      const pool = newPool({ max: 1, options: `-c synchronous_commit=${byDefault}` });
      const seen: string[] = [];
      pool.on("connect", (client) => {
        const query = client.query.bind(client) as (sent: { readonly text?: string }) => Promise<unknown>;
        const watched = async (sent: { readonly text?: string }): Promise<unknown> => {
          if (sent.text === "COMMIT") {
            const shown = await query({ text: "SELECT current_setting('synchronous_commit') AS s" });
            seen.push((shown as pg.QueryResult<{ s: string }>).rows[0]?.s ?? "");
          }
          return query(sent);
        };
        Object.assign(client, { query: watched });
      });
      const storage = await opened(pool);
      await storage.commit(plan([String(byDefault)]));
      expect(seen.at(-1)).toBe(during);
    }
  });
});

describe("plans that name the same rows in crossing orders", () => {
  it("never deadlock: rows are locked in one order everywhere", async () => {
    const deadlocks = async (): Promise<number> => {
      const { rows } = await sharedPool.query(
        "SELECT deadlocks::int AS n FROM pg_stat_database WHERE datname = current_database()",
      );
      return Number(rows[0]?.n);
    };
    const storage = await opened(newPool({ max: 8 }));
    const subs = Array.from({ length: 12 }, (_, n) => `s${n}`);
    await storage.commit(plan(subs));
    const before = await deadlocks();
    for (let round = 0; round < 5; round += 1) {
      const [{ version = "" } = {}] = await storage.get([ref("s0")]);
      const answers = await Promise.all(
        Array.from({ length: 40 }, (_, n) => storage.commit(plan(n % 2 === 0 ? subs : subs.toReversed(), { version }))),
      );
      expect(answers.filter(({ outcome }) => outcome === "committed")).toHaveLength(1);
    }
    expect(await deadlocks()).toBe(before);
  });

  it("and are stopped by a transaction of somebody else: a deadlock is tried again", async () => {
    const storage = await opened(newPool());
    await storage.commit(plan(["a", "b"]));
    const [{ version = "" } = {}] = await storage.get([ref("a")]);
    const client = await sharedPool.connect();
    await client.query("BEGIN");
    await client.query(`SELECT 1 FROM "${schema}".people WHERE sub = 'b' FOR UPDATE`);
    // Ours has a, and waits for b; theirs then waits for a: one of both is ended by the server, after a second.
    const ours = storage.commit(plan(["a", "b"], { version }));
    await new Promise((resolve) => setTimeout(resolve, 300));
    await client.query(`SELECT 1 FROM "${schema}".people WHERE sub = 'a' FOR UPDATE`).catch(() => {});
    await client.query("ROLLBACK");
    client.release();
    expect(await ours).toEqual(committed);
  });
});

describe("what postgres() takes", () => {
  it.each<[string, unknown, PostgresOptions]>([
    ["schema", "postgres://x", { schema: "Upper" }],
    ["schema", "postgres://x", { schema: 'a"; DROP SCHEMA public; --' }],
    ["schema", "postgres://x", { schema: "" }],
    ["schema", "postgres://x", { schema: "a".repeat(64) }],
    ["connectionTimeoutMs", "postgres://x", { connectionTimeoutMs: 0 }],
    ["statementTimeoutMs", "postgres://x", { statementTimeoutMs: 1.5 }],
    ["statementTimeoutMs", "postgres://x", { statementTimeoutMs: 600_001 }],
    ["connection", {}, {}],
    ["connection", null, {}],
  ])("is checked: %s (%j, %j)", (path, connection, options) => {
    expect(() => postgres(connection as string, options)).toThrow(
      expect.objectContaining({ code: "InvalidParameterException", details: { path } }),
    );
  });
});

import pg from "pg";
import type { Plan, StorageAdapter } from "rockpool/storage";
import { conformance } from "rockpool/storage/conformance";
import { postgres } from "rockpool/storage/postgres";
import { afterAll, beforeAll, describe, expect, inject, it, onTestFinished, test } from "vitest";
import { dropSchema, newSchema, sharedPool } from "../../storages/postgres-schema.ts";
import { hurry } from "./hurry.ts";
import { type PgBouncer, pgBouncer, startPgBouncer } from "./pgbouncer.ts";

/** Fewer connections than the tests open to it: so each serves many, a transaction at a time. */
const SERVER_CONNECTIONS = 4;

if (pgBouncer === undefined) test("PgBouncer in transaction mode", ({ skip }) => skip("PgBouncer is not installed"));
else throughPgBouncer(pgBouncer);

function throughPgBouncer(program: string): void {
  let bouncer: PgBouncer;
  let pools: readonly [pg.Pool, pg.Pool];
  beforeAll(async () => {
    const settings = { pool_mode: "transaction", default_pool_size: String(SERVER_CONNECTIONS), max_client_conn: "200" };
    bouncer = await startPgBouncer(program, inject("postgres"), settings);
    const newPool = (): pg.Pool => new pg.Pool({ connectionString: bouncer.connectionString, max: 20 });
    pools = [newPool(), newPool()];
  });
  afterAll(async () => {
    for (const pool of pools) await pool.end();
    await bouncer.remove();
  });

  describe("postgres, through PgBouncer in transaction mode", () => {
    conformance({
      test,
      async open() {
        const schema = newSchema();
        return {
          storage: postgres(pools[0], { schema }),
          connectAgain: async () => postgres(pools[1], { schema }),
          dispose: () => dropSchema(schema),
        };
      },
    });
  });

  describe("PgBouncer in transaction mode", () => {
    const people = { name: "people", key: ["pool_id", "sub"], indexes: [] };
    const plan = (id: string, sub: string): Plan => ({
      id,
      entries: [
        { table: "people", key: ["pool", sub], kind: "put", expect: "absent", value: {}, indexEntries: {}, expiresAt: null },
      ],
    });

    async function opened(connection: pg.Pool | string): Promise<StorageAdapter> {
      const schema = newSchema();
      const storage = postgres(connection, { schema });
      onTestFinished(async () => {
        await storage.close();
        await dropSchema(schema);
      });
      await storage.open([people]);
      return storage;
    }

    it("lets one of 200 plans, on 40 connections that share 4, make one record", async () => {
      const schema = newSchema();
      onTestFinished(() => dropSchema(schema));
      const storages = pools.map((pool) => postgres(pool, { schema, connectionTimeoutMs: 60_000 }));
      await Promise.all(storages.map((storage) => storage.open([people])));
      const all = storages.flatMap((storage, at) =>
        Array.from({ length: 100 }, (_, n) => storage.commit(plan(`${at} ${n}`, "ada"))),
      );
      const answers = await Promise.all(all);
      expect(answers.filter(({ outcome }) => outcome === "committed")).toHaveLength(1);
      expect(answers.filter(({ outcome }) => outcome === "conflict")).toHaveLength(199);
      const { rows } = await sharedPool.query(`SELECT version FROM "${schema}".people`);
      expect(rows).toHaveLength(1);

      // That it was this that was tested.
      const console = new pg.Client({ connectionString: bouncer.adminConnectionString });
      await console.connect();
      onTestFinished(() => console.end());
      const { rows: shown } = await console.query<Record<string, unknown>>("SHOW POOLS");
      const { pool_mode, ...counts } = shown.find(({ database }) => database === "postgres") ?? {};
      const sum = (...names: readonly string[]): number => names.reduce((all, name) => all + Number(counts[name]), 0);
      expect(pool_mode).toBe("transaction");
      expect(sum("cl_active")).toBe(40);
      expect(sum("sv_active", "sv_idle", "sv_used", "sv_tested")).toBe(SERVER_CONNECTIONS);
    });

    it("loses its connection to the server: the next call works", async () => {
      const name = newSchema();
      const storage = await opened(`${bouncer.connectionString}&application_name=${name}`);
      await storage.commit(plan("p1", "ada"));
      const ended = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1";
      expect((await sharedPool.query(ended, [name])).rowCount).toBeGreaterThan(0);
      expect(await storage.commit(plan("p2", "bob"))).toEqual({ outcome: "committed" });
    });

    it("refuses a pool that asks for statement_timeout at connecting", async () => {
      const pool = new pg.Pool({ connectionString: bouncer.connectionString, statement_timeout: 1_000 });
      onTestFinished(() => pool.end());
      hurry();
      await expect(opened(pool)).rejects.toMatchObject({
        code: "StorageUnavailableException",
        cause: { message: expect.stringContaining("statement_timeout") },
      });
    });
  });
}

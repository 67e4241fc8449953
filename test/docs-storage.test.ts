import { readFileSync } from "node:fs";
import { copyFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import Database from "better-sqlite3";
import pg from "pg";
import { generateMasterKey, Rockpool } from "rockpool";
import { conformance } from "rockpool/storage/conformance";
import { postgres } from "rockpool/storage/postgres";
import { sqlite } from "rockpool/storage/sqlite";
import { outbox, type TestPool, testPool } from "rockpool/testing";
import { describe, expect, inject, it, onTestFinished, test } from "vitest";
import { temporaryFile } from "./storage/sqlite/temporary-file.ts";
import { newSchema, sharedPool } from "./storages/postgres-schema.ts";

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), "utf8");
const text = read("../docs/storage.md");
/** Those that run on SQLite, by the name behind their fence. PostgreSQL's are run beside its adapter. */
const blocks = new Map([...text.matchAll(/^```sql sqlite (\S+)\n(.*?)^```$/gms)].map(([, name = "", block]) => [name, block]));

const minute = 60_000;
const hour = 60 * minute;
const password = "Correct horse 7!";

function documented(name: string, poolId = ""): string {
  const block = blocks.get(name);
  if (block === undefined) throw new Error(`docs/storage.md has no block ${name}`);
  return block.replaceAll("us-east-1_aB3dE5fG7", poolId);
}

interface File {
  readonly path: string;
  readonly masterKey: string;
  readonly clock?: () => number;
}

async function opened({ path, masterKey, clock = Date.now }: File): Promise<TestPool> {
  const world = await testPool({ storage: sqlite(path), rockpool: { masterKey, keySource: undefined, clock } });
  onTestFinished(() => world.close());
  return world;
}

async function newFileOfTest(): Promise<File> {
  return { path: await temporaryFile(), masterKey: generateMasterKey() };
}

function database(path: string): Database.Database {
  const connected = new Database(path);
  onTestFinished(() => {
    connected.close();
  });
  return connected;
}

describe("the SQL for SQLite in docs/storage.md", () => {
  it("is all run here, and asks what that for PostgreSQL asks", () => {
    expect([...blocks.keys()]).toEqual(["find-by-email", "count-by-status", "new-this-week", "expired", "backup"]);
    for (const name of ["find-by-email", "count-by-status", "new-this-week", "expired"]) {
      expect(text).toContain(`\`\`\`sql postgres ${name}\n`);
    }
  });

  it.each(["rockpool.", "rockpool_"])("deletes by hand from every table whose records expire (%s)", (prefix) => {
    const expiring = [...text.matchAll(/^\| `(\w+)` \|[^|]*\| (?:some|yes|when done) \|/gm)].map(([, table = ""]) => table);
    expect(expiring).toContain("challenges");
    const deleted = text.split("\n").filter((line) => line.startsWith(`DELETE FROM ${prefix}`));
    const tables = deleted.map((line) => line.split(" ")[2]?.slice(prefix.length));
    expect(tables.sort()).toEqual(expiring.sort());
  });

  it("finds a user by e-mail, counts users by status, and lists who signed up this week", async () => {
    const file = await newFileOfTest();
    let now = Date.now() - 7 * 24 * hour - minute;
    const { pool, client, signedIn } = await opened({ ...file, clock: () => now });
    const { userSub } = await client.signUp({ username: "ada", password, attributes: { email: "Ada@Example.com" } });
    await pool.users.disable("ada");
    now += 2 * minute;
    await signedIn({ username: "bob" });
    const ask = (name: string): readonly unknown[] => database(file.path).prepare(documented(name, pool.userPoolId)).all();

    expect(ask("find-by-email")).toEqual([{ sub: userSub, username: "ada", status: "UNCONFIRMED", enabled: 0 }]);
    expect(ask("count-by-status")).toEqual([
      { status: "CONFIRMED", enabled: 1, users: 1 },
      { status: "UNCONFIRMED", enabled: 0, users: 1 },
    ]);
    const created = new Date(now).toISOString().slice(0, 19).replace("T", " ");
    expect(ask("new-this-week")).toEqual([{ username: "bob", created }]);
  });

  it("deletes of what has expired exactly what maintain deletes", async () => {
    const file = await newFileOfTest();
    let now = Date.now() - 48 * hour;
    const { pool, rockpool, client, signedIn } = await opened({ ...file, clock: () => now });
    const fill = async (name: string): Promise<void> => {
      await client.signUp({ username: `${name}-code`, password, attributes: { email: "ada@example.com" } });
      await pool.users.create({ username: name, temporaryPassword: "Temporary 1!", messageAction: "SUPPRESS" });
      await client.signIn({ username: name, password: "Temporary 1!" });
      await expect(client.signIn({ username: `${name}-nobody`, password })).rejects.toThrow();
    };
    const short = await pool.clients.ensure({
      clientName: "short",
      refreshTokenValiditySeconds: 3_600,
      accessTokenValiditySeconds: 300,
      idTokenValiditySeconds: 300,
    });
    await signedIn({ username: "ada", password });
    await short.signIn({ username: "ada", password });
    await signedIn({ username: "gone" });
    await pool.users.delete("gone");
    await rockpool.maintain();
    await fill("long-ago");
    now = Date.now() - 70 * minute;
    await fill("over-the-margin");
    now = Date.now() - 45 * minute;
    await fill("within-the-margin");
    now = Date.now();

    const connected = database(file.path);
    const tables = connected.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name LIKE 'rockpool_%'").pluck();
    const names = (tables.all() as readonly string[]).filter((name) => name !== "rockpool_schema");
    const records = (): readonly unknown[] => names.map((name) => [name, connected.prepare(`SELECT * FROM ${name}`).raw().all()]);
    connected.exec("BEGIN IMMEDIATE");
    connected.exec(documented("expired"));
    const byHand = records();
    connected.exec("ROLLBACK");
    // Of attempts, families and jobs one each; of challenges and codes two.
    expect(await rockpool.maintain()).toMatchObject({ swept: 7 });
    expect(byHand).toEqual(records());
  });

  it("makes a backup while everything runs; a copy of the file is none", async () => {
    const { path, masterKey } = await newFileOfTest();
    const { client, outbox, signedIn, rockpool } = await opened({ path, masterKey });
    await signedIn({ username: "ada", password });
    await client.signUp({ username: "bob", password, attributes: { email: "bob@example.com" } });
    const confirmationCode = outbox.lastCode("bob@example.com");
    const [backup, copy] = [join(dirname(path), "backup.db"), join(dirname(path), "copy.db")];
    database(path).exec(documented("backup").replace("backup.db", backup));
    await copyFile(path, copy);
    await client.confirmSignUp({ username: "bob", confirmationCode });
    await rockpool.close();

    const restored = await opened({ path: backup, masterKey });
    await restored.rockpool.restoreDone();
    const again = restored.client.confirmSignUp({ username: "bob", confirmationCode });
    await expect(again).rejects.toMatchObject({ code: "CodeMismatchException" });
    await expect(restored.client.signIn({ username: "ada", password })).resolves.toMatchObject({ outcome: "signedIn" });
    const poor = await opened({ path: copy, masterKey });
    await expect(poor.pool.users.get("ada")).rejects.toMatchObject({ code: "UserNotFoundException" });
  });
});

describe("the TypeScript of docs/storage.md", () => {
  it("stands in this file, line by line", () => {
    const lines = (source: string): readonly string[] => source.split("\n").map((line) => line.trim());
    const here = new Set(lines(read("./docs-storage.test.ts")));
    const shown = [...text.matchAll(/^```ts\n(.*?)^```$/gms)].flatMap(([, block = ""]) => lines(block));
    expect(shown.length).toBeGreaterThan(15);
    expect(shown.filter((line) => !here.has(line) && !line.endsWith('from "vitest";'))).toEqual([]);
  });

  const baseUrl = "https://auth.example.com";
  const delivery = outbox();

  it("opens a schema of a database, and tells that a backup was restored", async () => {
    const name = newSchema();
    await sharedPool.query(`CREATE DATABASE "${name}"`);
    onTestFinished(async () => {
      await sharedPool.query(`DROP DATABASE "${name}" WITH (FORCE)`);
    });
    const connectionString = inject("postgres").replace("/postgres?", `/${name}?`);
    const masterKey = generateMasterKey();
    const storage = postgres(connectionString, { schema: "rockpool" });
    const rockpool = await Rockpool.open({ storage, masterKey, baseUrl, delivery });
    await rockpool.restoreDone();
    expect(await rockpool.check()).toMatchObject({ ok: true });
    await rockpool.close();
    const connected = new pg.Client({ connectionString });
    await connected.connect();
    const { rows } = await connected.query("SELECT tablename AS name FROM pg_tables WHERE schemaname = 'rockpool'");
    await connected.end();
    expect(rows).toContainEqual({ name: "users" });
  });

  it("takes a new master key; a backup that the old one sealed still needs it", async () => {
    const { path, masterKey: oldKey } = await newFileOfTest();
    await (await opened({ path, masterKey: oldKey })).close();
    const backup = join(dirname(path), "backup.db");
    await copyFile(path, backup);
    const newKey = generateMasterKey();
    const rotate = async (storage = sqlite(path)) => {
      const masterKey = { load: async () => ({ current: newKey, previous: [oldKey] }) };
      const rockpool = await Rockpool.open({ storage, masterKey, baseUrl, delivery });
      const { needOlderKey, finished } = await rockpool.maintain();
      await rockpool.close();
      return { needOlderKey, finished };
    };
    expect(await rotate()).toEqual({ needOlderKey: 0, finished: true });
    await (await opened({ path, masterKey: newKey })).close();
    await expect(opened({ path: backup, masterKey: newKey })).rejects.toMatchObject({ code: "MasterKeyException" });
    expect(await rotate(sqlite(backup))).toEqual({ needOlderKey: 0, finished: true });
    await (await opened({ path: backup, masterKey: newKey })).close();
  });
});

describe("the tables of docs/storage.md", () => {
  it("are those there are, with their keys and indexes", async () => {
    const { path, masterKey } = await newFileOfTest();
    await opened({ path, masterKey });
    const connected = database(path);
    const columns = connected.prepare("SELECT name, pk FROM pragma_table_info(?)");
    const tables = connected.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name LIKE 'rockpool_%'").pluck();
    const there = (tables.all() as readonly string[])
      .filter((name) => name !== "rockpool_schema")
      .map((name) => {
        const all = columns.all(name) as readonly { readonly name: string; readonly pk: number }[];
        const key = all.filter(({ pk }) => pk > 1).map((column) => column.name);
        const indexes = all.filter((column) => column.name.startsWith("by_")).map((column) => column.name);
        return { name: name.slice("rockpool_".length), key, indexes };
      });
    const section = /^## The tables\n(.*?)^###/ms.exec(text)?.[1] ?? "";
    const shown = [...section.matchAll(/^\| `(\w+)` \| (.*?) \|(.*)$/gm)].map(([, name = "", key = "", rest = ""]) => ({
      name,
      key: [...key.matchAll(/`(\w+)`/g)].map(([, column = ""]) => column),
      indexes: [...rest.matchAll(/`(by_\w+)`/g)].map(([, column = ""]) => column),
    }));
    const byName = (one: { readonly name: string }, other: { readonly name: string }): number => (one.name < other.name ? -1 : 1);
    expect(shown.toSorted(byName)).toEqual(there.toSorted(byName));
  });
});

// As it is shown, on an adapter that is there.
const newFile = temporaryFile;
const open = async () => {
  const file = await newFile();
  return { storage: sqlite(file), connectAgain: async () => sqlite(file) };
};
describe("my adapter", () => conformance({ test, open }));

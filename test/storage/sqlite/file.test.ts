import { readdir, rm, stat, writeFile } from "node:fs/promises";
import { basename, dirname } from "node:path";
import Database from "better-sqlite3";
import { sqlite } from "rockpool/storage/sqlite";
import { testPool } from "rockpool/testing";
import { describe, expect, it } from "vitest";
import { generateMasterKey } from "../../../src/index.ts";
import { configure } from "../../../src/storage/sqlite/configure.ts";
import { openBetterSqlite3 } from "../../../src/storage/sqlite/driver-better-sqlite3.ts";
import { temporaryFile } from "./temporary-file.ts";

const people = { name: "people", key: ["pool_id", "sub"], indexes: ["email"] };

describe("the file", () => {
  it("is for its owner only, the WAL too", async () => {
    const path = await temporaryFile();
    const storage = sqlite(path);
    await storage.open([people]);
    for (const file of [path, `${path}-wal`]) expect((await stat(file)).mode & 0o777).toBe(0o600);
    await storage.close();
  });

  it("is in WAL mode, and the connection syncs every commit (FULL)", async () => {
    const driver = await openBetterSqlite3(await temporaryFile());
    configure(driver);
    expect(driver.prepare("PRAGMA journal_mode").all()).toEqual([["wal"]]);
    expect(driver.prepare("PRAGMA synchronous").all()).toEqual([[2]]);
    driver.close();
  });

  it("is synced at every commit also when it was in WAL mode before: SQLite's own choice would be less", async () => {
    const path = await temporaryFile();
    const first = sqlite(path);
    await first.open([people]);
    await first.close();
    const driver = await openBetterSqlite3(path);
    configure(driver);
    driver.prepare("SELECT name FROM rockpool_schema").all();
    expect(driver.prepare("PRAGMA synchronous").all()).toEqual([[2]]);
    driver.close();
  });

  it("is one file again when the adapter is closed: nothing is left in the WAL", async () => {
    const path = await temporaryFile();
    const storage = sqlite(path);
    await storage.open([people]);
    await storage.close();
    expect(await readdir(dirname(path))).toEqual([basename(path)]);
  });

  it("that another connection holds does not hold up the main thread for long", async () => {
    const path = await temporaryFile();
    const drivers = [await openBetterSqlite3(path), await openBetterSqlite3(path)] as const;
    drivers[0].exec("CREATE TABLE a (b); BEGIN IMMEDIATE");
    expect(() => drivers[1].exec("BEGIN IMMEDIATE")).toThrow(expect.objectContaining({ code: "SQLITE_BUSY" }));
    expect(drivers[1].prepare("PRAGMA busy_timeout").all()).toEqual([[20]]);
    for (const driver of drivers) driver.close();
  });

  it("that is not in UTF-8 is refused: its order would be another", async () => {
    const path = await temporaryFile();
    const database = new Database(path);
    database.exec("PRAGMA encoding = 'UTF-16'; CREATE TABLE a (b)");
    database.close();
    await expect(sqlite(path).open([people])).rejects.toMatchObject({ code: "StorageIncompatibleException" });
  });

  it("that cannot be opened is StorageUnavailableException", async () => {
    const path = await temporaryFile("no-such-folder/auth.db");
    await expect(sqlite(path).open([people])).rejects.toMatchObject({
      code: "StorageUnavailableException",
      details: { outcome: "notCommitted" },
      cause: { code: "ENOENT" },
    });
  });

  it("that is no database is StorageUnavailableException", async () => {
    const path = await temporaryFile();
    await writeFile(path, "not a database, but long enough to be looked at: ".repeat(40));
    await expect(sqlite(path).open([people])).rejects.toMatchObject({
      code: "StorageUnavailableException",
      details: { outcome: "notCommitted" },
      cause: { code: "SQLITE_NOTADB" },
    });
  });

  it("in memory is a storage that does not last", async () => {
    expect(await sqlite(":memory:").describe()).toMatchObject({ name: "sqlite", durable: false });
    expect(await sqlite("auth.db").describe()).toMatchObject({ name: "sqlite", durable: true });
  });

  it("in memory is none on disk", async () => {
    await rm(":memory:", { force: true });
    const storage = sqlite(":memory:");
    await storage.open([people]);
    await storage.close();
    const stray = await rm(":memory:").then(
      () => "a file",
      () => "none",
    );
    expect(stray).toBe("none");
  });
});

describe("a DBA", () => {
  it("reads users by column and JSON, as docs/storage.md shows", async () => {
    const path = await temporaryFile();
    const world = await testPool({
      storage: sqlite(path),
      rockpool: { masterKey: generateMasterKey(), keySource: undefined },
    });
    await world.client.signUp({ username: "ada", password: "Correct horse 7!", attributes: { email: "ada@example.com" } });
    const database = new Database(path, { readonly: true });
    const rows = database
      .prepare("SELECT sub, json_extract(record, '$.username') AS username FROM rockpool_users WHERE pool_id = ?")
      .all(world.pool.userPoolId);
    expect(rows).toEqual([{ sub: expect.stringMatching(/^[0-9a-f-]{36}$/), username: "ada" }]);
    const columns = database.prepare("SELECT name FROM pragma_table_info('rockpool_users')").pluck().all();
    expect(columns.slice(0, 5)).toEqual(["pool_id", "sub", "version", "expires_at", "record"]);
    expect(columns.slice(5)).toContain("by_email");
    database.close();
    await world.close();
  });
});

describe("an adapter that is not open", () => {
  it("says so with a code", async () => {
    const storage = sqlite(await temporaryFile());
    await expect(storage.get([])).rejects.toMatchObject({ code: "StorageUnavailableException" });
    await storage.open([people]);
    await storage.close();
    const put = {
      kind: "put",
      table: "people",
      key: ["p", "a"],
      expect: "absent",
      value: {},
      indexEntries: {},
      expiresAt: null,
    } as const;
    const after = storage.commit({ id: "1", entries: [put] });
    await expect(after).rejects.toMatchObject({ code: "StorageUnavailableException", details: { outcome: "notCommitted" } });
  });
});

import type { CommitResult, Put } from "rockpool/storage";
import { beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { SqliteAdapter } from "../../../src/storage/sqlite/adapter.ts";
import { configure } from "../../../src/storage/sqlite/configure.ts";
import { type Driver, isBusy } from "../../../src/storage/sqlite/driver.ts";
import { openBetterSqlite3 } from "../../../src/storage/sqlite/driver-better-sqlite3.ts";
import { temporaryFile } from "./temporary-file.ts";

const waits = vi.hoisted((): number[] => []);
vi.mock("node:timers/promises", () => ({ setTimeout: async (ms: number) => waits.push(ms) }));

const people = { name: "people", key: ["pool_id", "sub"], indexes: ["email"] };
const put = (sub: string): Put => ({
  kind: "put",
  table: "people",
  key: ["pool", sub],
  expect: "absent",
  value: {},
  indexEntries: {},
  expiresAt: null,
});
const failure = (code: string): Error => Object.assign(new Error("from SQLite"), { code });

/** What is to happen instead of, or before, what the adapter has SQLite run. */
interface Script {
  before?: (sql: string, driver: Driver) => void;
  isOpen: boolean;
  readonly prepared: string[];
  /** What was run to write. */
  readonly ran: string[];
  readonly executed: string[];
}

let script: Script;
beforeEach(() => {
  waits.length = 0;
  script = { isOpen: false, prepared: [], ran: [], executed: [] };
});

/** SQLite that follows the script. */
function scripted(path = ":memory:"): SqliteAdapter {
  return new SqliteAdapter(path, async () => {
    const driver = await openBetterSqlite3(path);
    script.isOpen = true;
    return {
      ...driver,
      prepare(sql) {
        script.prepared.push(sql);
        const statement = driver.prepare(sql);
        const run: typeof statement.run = (...values) => {
          script.ran.push(sql);
          script.before?.(sql, driver);
          return statement.run(...values);
        };
        const all: typeof statement.all = (...values) => {
          script.before?.(sql, driver);
          return statement.all(...values);
        };
        return { run, all };
      },
      exec(sql) {
        script.executed.push(sql);
        script.before?.(sql, driver);
        driver.exec(sql);
      },
      close() {
        script.isOpen = false;
        driver.close();
      },
    };
  });
}

async function opened(): Promise<SqliteAdapter> {
  const storage = scripted();
  await storage.open([people]);
  onTestFinished(() => storage.close());
  return storage;
}

/** The next `times` statements that begin so fail with a code of SQLite. */
function fail(beginning: string, code: string, times = 1, instead: (driver: Driver) => void = () => undefined): void {
  let left = times;
  script.before = (sql, driver) => {
    if (!sql.startsWith(beginning) || left === 0) return;
    left -= 1;
    instead(driver);
    throw failure(code);
  };
}

const commit = (storage: SqliteAdapter, sub: string): Promise<CommitResult> =>
  storage.commit({ id: `put ${sub}`, entries: [put(sub)] });
async function isThere(storage: SqliteAdapter, sub: string): Promise<boolean> {
  const [record] = await storage.get([{ table: "people", key: ["pool", sub] }]);
  return record !== undefined;
}

describe("a plan at which SQLite fails", () => {
  it.each([
    ["to begin", "BEGIN IMMEDIATE"],
    ["to write", "INSERT"],
    ["to commit, and can still undo", "COMMIT"],
  ])("%s is not committed: nothing of it is there, and the next plan is not hindered", async (_, statement) => {
    const storage = await opened();
    fail(statement, "SQLITE_FULL");
    await expect(commit(storage, "ada")).rejects.toMatchObject({
      code: "StorageUnavailableException",
      details: { outcome: "notCommitted" },
      cause: { code: "SQLITE_FULL" },
    });
    expect(await isThere(storage, "ada")).toBe(false);
    expect(await commit(storage, "bob")).toEqual({ outcome: "committed" });
    expect(await isThere(storage, "bob")).toBe(true);
  });

  it("to commit, and cannot undo any more, has an outcome that nobody knows", async () => {
    const storage = await opened();
    fail("COMMIT", "SQLITE_IOERR", 1, (driver) => driver.exec("COMMIT"));
    await expect(commit(storage, "ada")).rejects.toMatchObject({
      code: "StorageUnavailableException",
      details: { outcome: "unknown" },
      cause: { code: "SQLITE_IOERR" },
    });
    expect(await isThere(storage, "ada")).toBe(true);
  });

  it("to undo, after a conflict, was not committed", async () => {
    const storage = await opened();
    await commit(storage, "ada");
    fail("ROLLBACK", "SQLITE_IOERR", 1, (driver) => driver.exec("ROLLBACK"));
    const lost = storage.commit({ id: "two", entries: [put("bob"), put("ada")] });
    await expect(lost).rejects.toMatchObject({ code: "StorageUnavailableException", details: { outcome: "notCommitted" } });
    expect(await isThere(storage, "bob")).toBe(false);
  });

  it("to undo, again and again, was not committed: nothing of it is there, and who comes next undoes it", async () => {
    const storage = await opened();
    await commit(storage, "ada");
    fail("ROLLBACK", "SQLITE_IOERR", 2);
    const lost = storage.commit({ id: "two", entries: [put("bob"), put("ada")] });
    await expect(lost).rejects.toMatchObject({ code: "StorageUnavailableException", details: { outcome: "notCommitted" } });
    await expect(commit(storage, "eve")).rejects.toMatchObject({ code: "StorageUnavailableException" });
    expect(await commit(storage, "eve")).toEqual({ outcome: "committed" });
    expect(await isThere(storage, "bob")).toBe(false);
  });
});

describe("a database that another connection holds", () => {
  it.each(["SQLITE_BUSY", "SQLITE_BUSY_SNAPSHOT", "SQLITE_LOCKED_SHAREDCACHE"])("is waited for (%s)", async (code) => {
    const storage = await opened();
    fail("BEGIN IMMEDIATE", code, 5);
    expect(await commit(storage, "ada")).toEqual({ outcome: "committed" });
    expect(waits).toHaveLength(5);
    fail("COMMIT", code, 1);
    expect(await commit(storage, "bob")).toEqual({ outcome: "committed" });
    expect([await isThere(storage, "ada"), await isThere(storage, "bob")]).toEqual([true, true]);
  });

  it("is waited for longer each time, 101 ms at most, and never in step with others", async () => {
    const storage = await opened();
    fail("BEGIN IMMEDIATE", "SQLITE_BUSY", 60);
    await commit(storage, "ada");
    const longest = waits.map((_, n) => 1 + Math.min(2 ** (n + 1), 100));
    for (const [n, wait] of waits.entries()) {
      expect(wait).toBeGreaterThanOrEqual(1);
      expect(wait).toBeLessThan(longest[n] ?? 0);
    }
    expect(Math.max(...waits)).toBeGreaterThan(33);
    expect(new Set(waits.slice(6)).size).toBeGreaterThan(10);
  });

  it("counts as unavailable after ten seconds: nothing was committed", async () => {
    const storage = await opened();
    fail("BEGIN", "SQLITE_BUSY", Number.POSITIVE_INFINITY);
    await expect(commit(storage, "ada")).rejects.toMatchObject({
      code: "StorageUnavailableException",
      details: { outcome: "notCommitted" },
      cause: { code: "SQLITE_BUSY" },
    });
    const waited = waits.reduce((sum, wait) => sum + wait, 0);
    expect(waited).toBeGreaterThanOrEqual(10_000);
    expect(waited).toBeLessThan(10_000 + 101);
  });
});

describe("open", () => {
  it.each(["PRAGMA journal_mode", "BEGIN"])("waits for another connection, as everything else does (%s)", async (statement) => {
    fail(statement, "SQLITE_BUSY", 3);
    await opened();
    expect(waits).toHaveLength(3);
  });

  it("makes what is missing in a transaction that writes from its beginning: of several processes one does it", async () => {
    await opened();
    const transaction = script.executed.filter((sql) => /^(BEGIN|COMMIT|ROLLBACK)/.test(sql));
    expect(transaction).toEqual(["BEGIN IMMEDIATE", "COMMIT"]);
  });

  it("writes nothing where all is there", async () => {
    const path = await temporaryFile();
    for (const writes of [expect.arrayContaining([expect.stringContaining("INSERT INTO rockpool_schema")]), []]) {
      script.ran.length = 0;
      const storage = scripted(path);
      await storage.open([people]);
      await storage.close();
      expect(script.ran).toEqual(writes);
    }
  });

  it("is unavailable, and nothing was done, where SQLite cannot read the file", async () => {
    fail("PRAGMA journal_mode", "SQLITE_CANTOPEN");
    await expect(scripted().open([people])).rejects.toMatchObject({
      code: "StorageUnavailableException",
      details: { outcome: "notCommitted" },
      cause: { code: "SQLITE_CANTOPEN" },
    });
    expect(script.isOpen).toBe(false);
  });

  it("that fails leaves no connection behind, and the adapter closed", async () => {
    const storage = scripted();
    fail("CREATE TABLE", "SQLITE_READONLY");
    await expect(storage.open([people])).rejects.toMatchObject({
      code: "StorageUnavailableException",
      details: { outcome: "notCommitted" },
      cause: { code: "SQLITE_READONLY" },
    });
    expect(script.isOpen).toBe(false);
    await expect(storage.get([])).rejects.toMatchObject({ code: "StorageUnavailableException" });
  });

  it("of an adapter that is open ends the connection before", async () => {
    const storage = await opened();
    await commit(storage, "ada");
    await storage.open([people]);
    expect(await isThere(storage, "ada")).toBe(false); // a database in memory ends with its connection
    await storage.close();
    expect(script.isOpen).toBe(false);
  });

  it("is refused where the file system does not do WAL", () => {
    const driver = (mode: string): Driver => ({
      prepare: (sql) => ({ run: () => 0, all: () => [[sql.includes("journal_mode") ? mode : "UTF-8"]] }),
      exec: () => undefined,
      inTransaction: () => false,
      close: () => undefined,
    });
    expect(() => configure(driver("delete"))).toThrow(expect.objectContaining({ code: "StorageIncompatibleException" }));
    for (const mode of ["wal", "memory"]) expect(() => configure(driver(mode))).not.toThrow();
  });
});

describe("a statement", () => {
  it("is prepared once for each connection", async () => {
    const storage = await opened();
    for (const sub of ["ada", "bob", "eve"]) {
      await commit(storage, sub);
      await isThere(storage, sub);
    }
    const inserts = script.prepared.filter((sql) => sql.startsWith('INSERT INTO "rockpool_people"'));
    expect(inserts).toHaveLength(1);
    expect(script.prepared.filter((sql) => sql.startsWith("SELECT version"))).toHaveLength(1);
  });

  it("that reads is in a transaction that does not write: others may", async () => {
    const storage = await opened();
    script.executed.length = 0;
    await isThere(storage, "ada");
    expect(script.executed).toEqual(["BEGIN DEFERRED", "COMMIT"]);
    await commit(storage, "ada");
    await commit(storage, "ada");
    expect(script.executed.slice(2)).toEqual(["BEGIN IMMEDIATE", "COMMIT", "BEGIN IMMEDIATE", "ROLLBACK"]);
  });
});

describe("an error is that of a busy database", () => {
  const numbered = (errcode: number): Error => Object.assign(new Error("from SQLite"), { code: "ERR_SQLITE_ERROR", errcode });

  it.each([
    ["SQLITE_BUSY", failure("SQLITE_BUSY")],
    ["SQLITE_BUSY_RECOVERY", failure("SQLITE_BUSY_RECOVERY")],
    ["SQLITE_LOCKED", failure("SQLITE_LOCKED")],
    ["SQLITE_BUSY as node:sqlite gives it", numbered(5)],
    ["SQLITE_LOCKED as node:sqlite gives it", numbered(6)],
    ["SQLITE_BUSY_SNAPSHOT as node:sqlite gives it", numbered(517)],
    ["SQLITE_LOCKED_SHAREDCACHE as node:sqlite gives it", numbered(262)],
  ])("when it is %s", (_, error) => {
    expect(isBusy(error)).toBe(true);
  });

  it.each([
    ["SQLITE_FULL", failure("SQLITE_FULL")],
    ["SQLITE_CORRUPT as node:sqlite gives it", numbered(11)],
    ["an error without a code", new Error("SQLITE_BUSY")],
    ["no error", { code: "SQLITE_BUSY" }],
    ["nothing", undefined],
  ])("and not when it is %s", (_, error) => {
    expect(isBusy(error)).toBe(false);
  });
});

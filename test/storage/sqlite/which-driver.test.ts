import { sqlite } from "rockpool/storage/sqlite";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { RockpoolError } from "../../../src/errors.ts";
import type { Driver } from "../../../src/storage/sqlite/driver.ts";

/** What opening by each driver fails with, and which were asked. */
const world = vi.hoisted(() => {
  const tried: string[] = [];
  const failures: { better?: unknown; node?: unknown } = {};
  return { tried, failures };
});

const notThere = (message: string): RockpoolError =>
  new RockpoolError("MissingPeerException", message, { packageName: "better-sqlite3" });

vi.mock("../../../src/storage/sqlite/driver-better-sqlite3.ts", async (original) => {
  const { openBetterSqlite3 } = await original<typeof import("../../../src/storage/sqlite/driver-better-sqlite3.ts")>();
  return {
    openBetterSqlite3: async (path: string): Promise<Driver> => {
      world.tried.push("better-sqlite3");
      if (world.failures.better !== undefined) throw world.failures.better;
      return openBetterSqlite3(path);
    },
  };
});

vi.mock("../../../src/storage/sqlite/driver-node.ts", async () => {
  const { default: Database } = await import("better-sqlite3");
  return {
    openNodeSqlite: async (): Promise<Driver> => {
      world.tried.push("node:sqlite");
      if (world.failures.node !== undefined) throw world.failures.node;
      const database = new Database(":memory:");
      const prepare: Driver["prepare"] = (sql) => {
        const statement = database.prepare<unknown[], []>(sql);
        if (statement.reader) statement.raw(true);
        return { run: (...values) => statement.run(...values).changes, all: (...values) => statement.all(...values) };
      };
      const exec: Driver["exec"] = (sql) => void database.exec(sql);
      return { prepare, exec, inTransaction: () => database.inTransaction, close: () => void database.close() };
    },
  };
});

beforeEach(() => {
  world.tried.length = 0;
  world.failures.better = undefined;
  world.failures.node = undefined;
});

const open = (driver?: "better-sqlite3" | "node:sqlite"): Promise<void> => sqlite(":memory:", { driver }).open([]);

describe("without a choice, SQLite is opened by", () => {
  it("better-sqlite3 where it is installed", async () => {
    await open();
    expect(world.tried).toEqual(["better-sqlite3"]);
  });

  it("node:sqlite where it is not", async () => {
    world.failures.better = notThere("better-sqlite3 is missing");
    await open();
    expect(world.tried).toEqual(["better-sqlite3", "node:sqlite"]);
  });

  it("neither where neither is there: the error says what can be installed", async () => {
    world.failures.better = notThere("better-sqlite3 is missing");
    world.failures.node = notThere("node:sqlite is missing");
    await expect(open()).rejects.toBe(world.failures.better);
  });

  it("better-sqlite3 only, when it is there and fails", async () => {
    world.failures.better = Object.assign(new Error("unable to open"), { code: "SQLITE_CANTOPEN" });
    await expect(open()).rejects.toMatchObject({ code: "StorageUnavailableException", cause: world.failures.better });
    expect(world.tried).toEqual(["better-sqlite3"]);
  });

  it("node:sqlite in place of a missing better-sqlite3, and its failure is told as it is", async () => {
    world.failures.better = notThere("better-sqlite3 is missing");
    world.failures.node = Object.assign(new Error("unable to open"), { code: "ERR_SQLITE_ERROR", errcode: 14 });
    await expect(open()).rejects.toMatchObject({ code: "StorageUnavailableException", cause: world.failures.node });
  });
});

describe("with a choice, SQLite is opened by it alone", () => {
  it.each(["better-sqlite3", "node:sqlite"] as const)("%s", async (driver) => {
    await open(driver);
    expect(world.tried).toEqual([driver]);
    world.failures.better = notThere("better-sqlite3 is missing");
    world.failures.node = notThere("node:sqlite is missing");
    await expect(open(driver)).rejects.toThrow(`${driver} is missing`);
    expect(world.tried).toEqual([driver, driver]);
  });

  it("which there must be", () => {
    const unknown = { driver: "sqlite4" as "node:sqlite" };
    expect(() => sqlite(":memory:", unknown)).toThrow(
      expect.objectContaining({ code: "InvalidParameterException", details: { path: "driver" } }),
    );
  });
});

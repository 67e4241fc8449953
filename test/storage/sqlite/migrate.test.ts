import { fork } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import Database from "better-sqlite3";
import { sqlite } from "rockpool/storage/sqlite";
import { describe, expect, it } from "vitest";
import { bundled } from "../../tooling/bundled.ts";
import { temporaryFile } from "./temporary-file.ts";

const people = { name: "people", key: ["pool_id", "sub"], indexes: ["email"] };
const definitions = (path: string): unknown => {
  const database = new Database(path, { readonly: true });
  const all = database.prepare("SELECT type, name, sql FROM sqlite_schema ORDER BY name").all();
  database.close();
  return all;
};

describe("open", () => {
  it("makes a real table: STRICT, key columns, a column for each index, version, expiry, JSON", async () => {
    const path = await temporaryFile();
    const storage = sqlite(path);
    await storage.open([people]);
    await storage.close();
    const database = new Database(path);
    const columns = database.prepare("SELECT name, type, pk FROM pragma_table_info('rockpool_people')").raw().all();
    expect(columns).toEqual([
      ["pool_id", "TEXT", 1],
      ["sub", "TEXT", 2],
      ["version", "TEXT", 0],
      ["expires_at", "INTEGER", 0],
      ["record", "TEXT", 0],
      ["by_email", "TEXT", 0],
    ]);
    const indexed = database.prepare("SELECT name FROM pragma_index_info('rockpool_people_by_email')").pluck().all();
    expect(indexed).toEqual(["pool_id", "by_email", "sub"]);
    expect(database.prepare("SELECT strict FROM pragma_table_list('rockpool_people')").pluck().get()).toBe(1);
    database.close();
  });

  it("answers queries by an index: no table is scanned", async () => {
    const path = await temporaryFile();
    await sqlite(path).open([people]);
    const database = new Database(path);
    const plan = (sql: string): string => JSON.stringify(database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all());
    const byEntry = "SELECT * FROM rockpool_people WHERE pool_id = 'p' AND \"by_email\" >= 'a' AND \"by_email\" < 'b'";
    expect(plan(`${byEntry} ORDER BY "by_email", "sub" LIMIT 10`)).toContain("rockpool_people_by_email");
    const expired = "SELECT pool_id, sub FROM rockpool_people WHERE expires_at <= 1 ORDER BY expires_at LIMIT 10";
    expect(plan(expired)).toContain("rockpool_people_expiry");
    database.close();
  });

  it("a second time changes nothing", async () => {
    const path = await temporaryFile();
    const first = sqlite(path);
    await first.open([people]);
    const before = definitions(path);
    await first.close();
    await sqlite(path).open([people]);
    expect(definitions(path)).toEqual(before);
  });

  it("refuses a layout of a newer version, and leaves the file as it is", async () => {
    const path = await temporaryFile();
    const storage = sqlite(path);
    await storage.open([people]);
    await storage.close();
    const database = new Database(path);
    database.exec("UPDATE rockpool_schema SET value = '2' WHERE name = 'layout'");
    database.close();
    const before = await readFile(path);
    const newer = sqlite(path).open([people, { name: "others", key: ["pool_id"], indexes: [] }]);
    await expect(newer).rejects.toMatchObject({ code: "StorageIncompatibleException" });
    expect(await readFile(path)).toEqual(before);
  });

  it("changes nothing when one of several tables cannot be had", async () => {
    const path = await temporaryFile();
    const storage = sqlite(path);
    await storage.open([people]);
    await storage.close();
    const before = definitions(path);
    const tables = [
      { name: "others", key: ["pool_id"], indexes: [] },
      { ...people, key: ["pool_id", "email"] },
    ];
    await expect(sqlite(path).open(tables)).rejects.toMatchObject({ code: "StorageIncompatibleException" });
    expect(definitions(path)).toEqual(before);
  });

  it("by four processes at once makes one database, and none fails", async () => {
    const path = await temporaryFile();
    const child = await bundled(new URL("child.ts", import.meta.url));
    const children = Array.from({ length: 4 }, () => fork(child, ["open", path], { execArgv: [] }));
    const codes = await Promise.all(children.map((one) => once(one, "exit")));
    expect(codes.map(([code]) => code)).toEqual([0, 0, 0, 0]);
  });
});

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { conformance } from "rockpool/storage/conformance";
import { sqlite } from "rockpool/storage/sqlite";
import { describe, expect, it, test } from "vitest";
import { openNodeSqlite } from "../../../src/storage/sqlite/driver-node.ts";

const isThere = process.getBuiltinModule("node:sqlite" as "node:fs") !== undefined;
const driver = "node:sqlite" as const;

describe("a Node without node:sqlite", () => {
  it("is told what to do", async () => {
    const opening = openNodeSqlite(":memory:", () => undefined);
    await expect(opening).rejects.toMatchObject({
      code: "MissingPeerException",
      message: expect.stringContaining("use Node 22.13 or newer, or run: npm install better-sqlite3@12"),
      details: { packageName: "better-sqlite3" },
    });
  });

  it.skipIf(isThere)("is this one: the suite for it runs on Node 22.13 and later", async () => {
    await expect(sqlite(":memory:", { driver }).open([])).rejects.toMatchObject({ code: "MissingPeerException" });
  });
});

describe("a connection of node:sqlite that was closed while a call waited for its turn", () => {
  class Closed {
    #isOpen = true;

    get isTransaction(): boolean {
      if (!this.#isOpen) throw new Error("database is not open");
      return false;
    }

    exec(): void {
      if (!this.#isOpen) throw new Error("database is not open");
    }

    prepare() {
      return { run: () => ({ changes: 0 }), all: () => [] };
    }

    close(): void {
      this.#isOpen = false;
    }
  }

  it.each([
    ["as Node has it", Closed],
    [
      "as Node 22.5 had it",
      class extends Closed {
        override get isTransaction(): boolean {
          return undefined as unknown as boolean;
        }
      },
    ],
  ])("is in no transaction: nothing is to be undone, %s", async (_, DatabaseSync) => {
    const closed = await openNodeSqlite("auth.db", () => ({ DatabaseSync }));
    closed.close();
    expect(closed.inTransaction()).toBe(false);
  });
});

describe("a driver there is not", () => {
  it("is refused before anything is opened", () => {
    const options = { driver: "sqlite4" as "node:sqlite" };
    expect(() => sqlite(":memory:", options)).toThrow(expect.objectContaining({ code: "InvalidParameterException" }));
  });
});

if (isThere) {
  describe("sqlite by node:sqlite", () => {
    conformance({
      test,
      async open() {
        const folder = await mkdtemp(join(tmpdir(), "rockpool-"));
        const path = join(folder, "auth.db");
        return {
          storage: sqlite(path, { driver }),
          connectAgain: async () => sqlite(path, { driver }),
          dispose: () => rm(folder, { recursive: true }),
        };
      },
    });
  });

  it("a call that waits for the file when its storage is closed fails as unavailable", async () => {
    const folder = await mkdtemp(join(tmpdir(), "rockpool-"));
    const path = join(folder, "auth.db");
    const storage = sqlite(path, { driver });
    await storage.open([{ name: "things", key: ["pool_id"], indexes: [] }]);
    const other = await openNodeSqlite(path);
    other.exec("BEGIN IMMEDIATE");
    const put = {
      kind: "put",
      table: "things",
      key: ["-"],
      expect: "absent",
      value: {},
      indexEntries: {},
      expiresAt: null,
    } as const;
    const waiting = storage.commit({ id: "p1", entries: [put] });
    await storage.close();
    await expect(waiting).rejects.toMatchObject({
      code: "StorageUnavailableException",
      details: { outcome: "notCommitted" },
    });
    other.exec("ROLLBACK");
    other.close();
    await rm(folder, { recursive: true });
  });

  describe("node:sqlite as Node 22.5 had it: rows as objects, no isTransaction", () => {
    conformance({
      test,
      async open() {
        const folder = await mkdtemp(join(tmpdir(), "rockpool-"));
        const path = join(folder, "auth.db");
        const { SqliteAdapter } = await import("../../../src/storage/sqlite/adapter.ts");
        const older = () => new SqliteAdapter(path, (file) => openNodeSqlite(file, withoutWhatCameLater));
        return { storage: older(), connectAgain: async () => older(), dispose: () => rm(folder, { recursive: true }) };
      },
    });
  });
}

interface Newer {
  exec(sql: string): void;
  prepare(sql: string): { setReturnArrays?: unknown };
  close(): void;
}

function withoutWhatCameLater(name: string): unknown {
  const builtin = process.getBuiltinModule(name as "node:fs") as unknown as {
    readonly DatabaseSync: new (path: string) => Newer;
  };
  class Older {
    readonly #database: Newer;

    constructor(path: string) {
      this.#database = new builtin.DatabaseSync(path);
    }

    exec(sql: string): void {
      this.#database.exec(sql);
    }

    prepare(sql: string) {
      return Object.assign(this.#database.prepare(sql), { setReturnArrays: undefined });
    }

    close(): void {
      this.#database.close();
    }
  }
  return { DatabaseSync: Older };
}

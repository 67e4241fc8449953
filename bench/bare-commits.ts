import { randomUUID } from "node:crypto";
import Database from "better-sqlite3";
import { described, race } from "./harness.ts";

/** What one step looks at and writes. */
export interface CommitShape {
  /** Rows whose version is looked at. */
  readonly checks: number;
  /** New rows, each in a table of its own. */
  readonly inserts: number;
}

export interface BareCommits {
  /** One transaction that is on disk when it returns. */
  commit(): void;
  close(): void;
}

/** About as long as the record of a session. */
const record = JSON.stringify({ sub: randomUUID(), clientId: randomUUID(), text: "x".repeat(180) });

/** Durable transactions with nothing around them: better-sqlite3, the pragmas of our SQLite adapter, rows of the same form. */
export function bareCommits(path: string, { checks, inserts }: CommitShape): BareCommits {
  const database = new Database(path);
  database.pragma("journal_mode = WAL");
  database.pragma("synchronous = FULL");
  const tables = Array.from({ length: inserts }, (_, table) => `records_${table}`);
  for (const table of tables) {
    database.exec(`
      CREATE TABLE ${table} (
        pool_id TEXT NOT NULL, id TEXT NOT NULL, version TEXT NOT NULL, expires_at INTEGER, record TEXT NOT NULL,
        PRIMARY KEY (pool_id, id)
      ) STRICT, WITHOUT ROWID`);
  }
  const insertions = tables.map((table) => database.prepare(`INSERT INTO ${table} VALUES (?, ?, ?, ?, ?)`));
  const version = database.prepare(`SELECT version FROM ${tables[0]} WHERE pool_id = ? AND id = ?`);
  const poolId = "us-east-1_aB3dE5fG7";
  let last = randomUUID();

  const transaction = database.transaction(() => {
    for (let check = 0; check < checks; check += 1) version.get(poolId, last);
    last = randomUUID();
    for (const insertion of insertions) insertion.run(poolId, last, randomUUID(), null, record);
  });
  return { commit: () => transaction.immediate(), close: () => database.close() };
}

/** What one costs alone. It is waited for on the main thread, by ours as by theirs. */
export async function costOfCommit(bare: BareCommits): Promise<string> {
  const operations = 5;
  const { commits } = await race(40, {
    commits: () => {
      for (let commit = 0; commit < operations; commit += 1) bare.commit();
    },
  });
  return `One bare commit: ${described(commits, operations)}.`;
}

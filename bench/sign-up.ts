import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { hash } from "@node-rs/argon2";
import { memory } from "rockpool/storage/memory";
import { sqlite } from "rockpool/storage/sqlite";
import { bareCommits } from "./bare-commits.ts";
import { type BenchPool, hashing, openPool, password } from "./bench-pool.ts";
import { compared, comparisonHeader, inFlight, markdownTable, race, together } from "./harness.ts";

const loads = [
  { concurrency: 1, operations: 4, rounds: 40 },
  { concurrency: 8, operations: 24, rounds: 20 },
  { concurrency: 32, operations: 64, rounds: 14 },
];

/** What a sign-up costs beside the hash that it cannot do without. */
export async function signUp(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "rockpool-bench-"));
  const inMemory = await openPool(memory());
  const onDisk = await openPool(sqlite(join(folder, "auth.db")));
  const calls = { memory: newcomers(inMemory), sqlite: newcomers(onDisk) };
  const bare = bareCommits(join(folder, "bare.db"), { checks: 0, inserts: 7 });
  try {
    const rows: (readonly string[])[] = [];
    for (const { concurrency, operations, rounds } of loads) {
      const run = (work: () => Promise<unknown>) => () => inFlight(operations, concurrency, work);
      const times = await race(rounds, {
        memory: run(calls.memory),
        hash: run(() => hash(password, hashing)),
        sqlite: run(calls.sqlite),
        commits: () => {
          for (let commit = 0; commit < operations; commit += 1) bare.commit();
        },
      });
      const work = (storage: string): string => `sign-up, ${storage}, ${concurrency} in flight`;
      rows.push(
        compared({ work: work("memory"), bound: "argon2id", ours: times.memory, theirs: times.hash, operations }),
        compared({ work: work("SQLite"), bound: "argon2id", ours: times.sqlite, theirs: times.hash, operations }),
        compared({
          work: work("SQLite"),
          bound: "our memory figure + a bare commit",
          ours: times.sqlite,
          theirs: together(times.memory, times.commits),
          operations,
        }),
      );
    }
    return markdownTable(comparisonHeader, rows);
  } finally {
    bare.close();
    await Promise.all([inMemory.close(), onDisk.close()]);
    await rm(folder, { recursive: true });
  }
}

/** Signs somebody new up at each call. */
function newcomers({ client }: BenchPool): () => Promise<unknown> {
  let people = 0;
  return () => {
    people += 1;
    const username = `newcomer-${people}`;
    return client.signUp({ username, password, attributes: { email: `${username}@example.com` } });
  };
}

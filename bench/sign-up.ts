import { join } from "node:path";
import { hash } from "@node-rs/argon2";
import { memory } from "rockpool/storage/memory";
import { sqlite } from "rockpool/storage/sqlite";
import { bareCommits, costOfCommit } from "./bare-commits.ts";
import { type BenchPool, hashing, openPool, password } from "./bench-pool.ts";
import { compared, comparisonHeader, inFlight, inNewFolder, loads, markdownTable, race } from "./harness.ts";

/** What a sign-up costs beside the hash that it cannot do without. */
export function signUp(): Promise<string> {
  return inNewFolder(async (folder) => {
    const inMemory = await openPool(memory());
    const onDisk = await openPool(sqlite(join(folder, "auth.db")));
    const calls = { memory: newcomers(inMemory), sqlite: newcomers(onDisk) };
    const bare = bareCommits(join(folder, "bare.db"), { checks: 0, inserts: 7 });
    const rows: (readonly string[])[] = [];
    for (const { concurrency, operations, rounds } of loads) {
      const run = (work: () => Promise<unknown>) => () => inFlight(operations, concurrency, work);
      const times = await race(rounds, {
        memory: run(calls.memory),
        hash: run(() => hash(password, hashing)),
        sqlite: run(calls.sqlite),
        hashAndCommit: run(async () => {
          await hash(password, hashing);
          bare.commit();
        }),
      });
      const add = (storage: string, bound: string, ours: readonly number[], theirs: readonly number[]): void => {
        rows.push(compared({ work: `sign-up, ${storage}, ${concurrency} in flight`, bound, ours, theirs, operations }));
      };
      add("memory", "argon2id", times.memory, times.hash);
      add("SQLite", "argon2id", times.sqlite, times.hash);
      add("SQLite", "argon2id + a bare commit", times.sqlite, times.hashAndCommit);
    }
    const answer = `${markdownTable(comparisonHeader, rows)}\n\n${await costOfCommit(bare)}`;
    bare.close();
    await Promise.all([inMemory.close(), onDisk.close()]);
    return answer;
  });
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

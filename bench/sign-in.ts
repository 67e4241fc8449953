import { join } from "node:path";
import { hash, verify } from "@node-rs/argon2";
import { type StorageAdapter, tokensOrThrow } from "rockpool";
import { memory } from "rockpool/storage/memory";
import { sqlite } from "rockpool/storage/sqlite";
import { signToken } from "../src/tokens/sign.ts";
import { bareCommits, costOfCommit } from "./bare-commits.ts";
import { type BenchPool, claimsOf, hashing, openPool, password, seedUsers } from "./bench-pool.ts";
import { compared, comparisonHeader, inFlight, inNewFolder, loads, markdownTable, race } from "./harness.ts";

const FEW = 1_000;
const MANY = 50_000;

/** What a sign-in costs beside the hash and the signatures that it cannot do without, and whether the number of users matters. */
export function signIn(): Promise<string> {
  return inNewFolder(async (folder) => {
    const pools = {
      fewInMemory: await seeded(memory(), FEW),
      manyInMemory: await seeded(memory(), MANY),
      fewOnDisk: await seeded(sqlite(join(folder, "few.db")), FEW),
      manyOnDisk: await seeded(sqlite(join(folder, "many.db")), MANY),
    };
    const bare = bareCommits(join(folder, "bare.db"), { checks: 3, inserts: 1 });
    const hashAndSign = await bound(pools.fewInMemory);
    const calls = {
      fewInMemory: returning(pools.fewInMemory, FEW),
      manyInMemory: returning(pools.manyInMemory, MANY),
      fewOnDisk: returning(pools.fewOnDisk, FEW),
      manyOnDisk: returning(pools.manyOnDisk, MANY),
    };
    const rows: (readonly string[])[] = [];
    for (const { concurrency, operations, rounds } of loads) {
      const run = (work: () => Promise<unknown>) => () => inFlight(operations, concurrency, work);
      const times = await race(rounds, {
        fewInMemory: run(calls.fewInMemory),
        fewOnDisk: run(calls.fewOnDisk),
        bound: run(hashAndSign),
        manyInMemory: run(calls.manyInMemory),
        manyOnDisk: run(calls.manyOnDisk),
        boundAndCommit: run(async () => {
          await hashAndSign();
          bare.commit();
        }),
      });
      const add = (storage: string, users: number, bound: string, ours: readonly number[], theirs: readonly number[]): void => {
        const work = `sign-in, ${storage}, ${users.toLocaleString("en")} users, ${concurrency} in flight`;
        rows.push(compared({ work, bound, ours, theirs, operations }));
      };
      const least = "argon2id + 2 signatures";
      add("memory", FEW, least, times.fewInMemory, times.bound);
      add("memory", MANY, least, times.manyInMemory, times.bound);
      add("SQLite", FEW, least, times.fewOnDisk, times.bound);
      add("SQLite", MANY, least, times.manyOnDisk, times.bound);
      add("SQLite", FEW, `${least} + a bare commit`, times.fewOnDisk, times.boundAndCommit);
      add("SQLite", MANY, `${least} + a bare commit`, times.manyOnDisk, times.boundAndCommit);
      add("memory", MANY, "ourselves with 1,000 users", times.manyInMemory, times.fewInMemory);
      add("SQLite", MANY, "ourselves with 1,000 users", times.manyOnDisk, times.fewOnDisk);
    }
    const answer = `${markdownTable(comparisonHeader, rows)}\n\n${await costOfCommit(bare)}`;
    bare.close();
    await Promise.all(Object.values(pools).map((pool) => pool.close()));
    return answer;
  });
}

async function seeded(storage: StorageAdapter, users: number): Promise<BenchPool> {
  const pool = await openPool(storage);
  await seedUsers(pool, users);
  return pool;
}

/** The same hash and the same claims with the same keys, and nothing that must be looked up or written. */
export async function bound({ client, keyset }: BenchPool): Promise<() => Promise<unknown>> {
  const passwordHash = await hash(password, hashing);
  const tokens = tokensOrThrow(await client.signIn({ username: "person-0", password }));
  const { access, id } = claimsOf(tokens);
  return async () => {
    if (!(await verify(passwordHash, password))) throw new Error("the password is right");
    await Promise.all([
      signToken(keyset.signingKey("access", Date.now()), access),
      signToken(keyset.signingKey("id", Date.now()), id),
    ]);
  };
}

/** Signs another user in at each call. */
export function returning({ client }: BenchPool, users: number): () => Promise<unknown> {
  let person = 0;
  return () => {
    // A prime, so that the users come from all over the tables and each has a turn.
    person = (person + 7_919) % users;
    return client.signIn({ username: `person-${person}`, password });
  };
}

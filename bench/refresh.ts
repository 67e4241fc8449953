import { join } from "node:path";
import { type AppClientOptions, type StorageAdapter, tokensOrThrow } from "rockpool";
import { memory } from "rockpool/storage/memory";
import { sqlite } from "rockpool/storage/sqlite";
import { signToken } from "../src/tokens/sign.ts";
import { bareCommits } from "./bare-commits.ts";
import { type BenchPool, claimsOf, openPool, password, seedUsers } from "./bench-pool.ts";
import { compared, comparisonHeader, inFlight, inNewFolder, loads, markdownTable, race } from "./harness.ts";

/** As many sessions as are under way at once: each goes on by itself, as those of different users do. */
const SESSIONS = 32;
/** A signature takes a tenth of a sign-in: so many more in a round. */
const TIMES = 8;

/** What a refresh costs beside its two signatures, in memory and on disk, with rotation and without. */
export function refresh(): Promise<string> {
  return inNewFolder(async (folder) => {
    const rotating: Partial<AppClientOptions> = {
      explicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH"],
      refreshTokenRotation: { feature: "ENABLED", retryGracePeriodSeconds: 0 },
    };
    const sides = {
      memory: await going(memory(), {}),
      rotatingInMemory: await going(memory(), rotating),
      rotatingOnDisk: await going(sqlite(join(folder, "rotating.db")), rotating),
    };
    const bare = bareCommits(join(folder, "bare.db"), { checks: 1, inserts: 1 });
    const sign = await bound(sides.memory.pool);
    const rows: (readonly string[])[] = [];
    for (const { concurrency, operations, rounds } of loads) {
      const run = (work: () => Promise<unknown>) => () => inFlight(operations * TIMES, concurrency, work);
      const times = await race(rounds, {
        memory: run(sides.memory.once),
        rotatingInMemory: run(sides.rotatingInMemory.once),
        bound: run(sign),
        rotatingOnDisk: run(sides.rotatingOnDisk.once),
        boundAndCommit: run(async () => {
          await sign();
          bare.commit();
        }),
      });
      const add = (storage: string, bound: string, ours: readonly number[], theirs: readonly number[]): void => {
        const work = `refresh, ${storage}, ${concurrency} in flight`;
        rows.push(compared({ work, bound, ours, theirs, operations: operations * TIMES }));
      };
      add("memory", "2 signatures", times.memory, times.bound);
      add("memory, rotating", "2 signatures", times.rotatingInMemory, times.bound);
      add("SQLite, rotating", "2 signatures + a bare commit", times.rotatingOnDisk, times.boundAndCommit);
    }
    bare.close();
    await Promise.all(Object.values(sides).map(({ pool }) => pool.close()));
    return markdownTable(comparisonHeader, rows);
  });
}

interface Going {
  readonly pool: BenchPool;
  /** Refreshes the next session, by the token that it has now. */
  readonly once: () => Promise<unknown>;
}

async function going(storage: StorageAdapter, settings: Partial<AppClientOptions>): Promise<Going> {
  const pool = await openPool(storage);
  await seedUsers(pool, SESSIONS);
  const client = await pool.pool.clients.ensure({ clientName: "bench", ...settings });
  const free: string[] = [];
  for (let person = 0; person < SESSIONS; person += 1) {
    free.push(tokensOrThrow(await client.signIn({ username: `person-${person}`, password })).refreshToken);
  }
  return {
    pool,
    async once() {
      const token = free.shift();
      if (token === undefined) throw new Error("no more are in flight than there are sessions");
      const { refreshToken } = await client.refresh({ refreshToken: token });
      free.push(refreshToken ?? token);
    },
  };
}

/** The same claims with the same keys, and nothing that must be looked up or written. */
async function bound({ client, keyset }: BenchPool): Promise<() => Promise<unknown>> {
  const { access, id } = claimsOf(tokensOrThrow(await client.signIn({ username: "person-0", password })));
  return () =>
    Promise.all([signToken(keyset.signingKey("access", Date.now()), access), signToken(keyset.signingKey("id", Date.now()), id)]);
}

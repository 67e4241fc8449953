import pg from "pg";
import { postgres } from "rockpool/storage/postgres";
import { countingStorage } from "rockpool/testing";
import type { Plan } from "../src/storage/contract.ts";
import { type PostgresServer, startPostgres } from "../test/storages/postgres-server.ts";
import { must } from "./bare-driver.ts";
import { barePostgres } from "./bare-postgres.ts";
import { openPool, seedUsers } from "./bench-pool.ts";
import { fillPostgres } from "./copied-users.ts";
import { compared, comparisonHeader, inFlight, loads, markdownTable, race } from "./harness.ts";
import { readBySignIn, signIn, signUp, tables } from "./plans.ts";
import { bound, returning } from "./sign-in.ts";

const USERS = 1_000;
/** Connections of each side. */
const CONNECTIONS = 10;
const flights = [
  { concurrency: 1, operations: 25, rounds: 30 },
  { concurrency: 8, operations: 80, rounds: 20 },
  { concurrency: 32, operations: 160, rounds: 14 },
] as const;

/** Works on a server of its own, which puts on disk what it acknowledges, and ends it. */
export async function onServer<T>(work: (server: PostgresServer) => Promise<T>): Promise<T> {
  const server = await startPostgres();
  try {
    return await work(server);
  } finally {
    await server.remove();
  }
}

/** What the contract costs on PostgreSQL beside the driver alone, which sends the same statements in as many messages. */
export function postgresSpeed(): Promise<string> {
  return onServer(async ({ connectionString }) => {
    const pool = new pg.Pool({ connectionString, max: CONNECTIONS });
    const ours = postgres(pool, { schema: "ours" });
    await ours.open(tables);
    await postgres(pool, { schema: "bare" }).open(tables);
    const bare = barePostgres(connectionString, "bare", CONNECTIONS);
    const people = Array.from({ length: USERS }, signUp);
    await inFlight(
      USERS,
      8,
      taking(people, async (plan) => {
        await ours.commit(plan);
        await bare.commit(bare.steps(plan));
      }),
    );
    // A prime, so that they come from all over the tables.
    const someone = (at: number): Plan => people[(at * 7_919) % USERS] ?? signUp();

    const rows: (readonly string[])[] = [];
    for (const { concurrency, operations, rounds } of flights) {
      const ready = <P, R>(make: (at: number) => P, prepare: (plan: P) => R): readonly [readonly P[], readonly R[]] => {
        const all = Array.from({ length: (rounds + 1) * operations }, (_, at) => make(at));
        return [all, all.map(prepare)];
      };
      const [signIns, bareSignIns] = ready((at) => signIn(someone(at)), bare.steps);
      const [signUps, bareSignUps] = ready(() => signUp(), bare.steps);
      const [gets, bareGets] = ready((at) => readBySignIn(someone(at)), bare.reading);
      const run = (work: () => Promise<unknown>) => () => inFlight(operations, concurrency, work);
      const commit = async (plan: Plan): Promise<void> => must((await ours.commit(plan)).outcome === "committed");
      const times = await race(rounds, {
        signIns: run(taking(signIns, commit)),
        bareSignIns: run(taking(bareSignIns, bare.commit)),
        gets: run(taking(gets, async (refs) => must((await ours.get(refs)).every((record) => record !== undefined)))),
        bareGets: run(taking(bareGets, async (step) => must((await bare.read(step)) === 4))),
        signUps: run(taking(signUps, commit)),
        bareSignUps: run(taking(bareSignUps, bare.commit)),
      });
      const line = (what: string, mine: readonly number[], theirs: readonly number[]): void => {
        const cells = compared({ work: `${what}, ${concurrency} in flight`, bound: "pg", ours: mine, theirs, operations });
        const aSecond = (1_000 * operations * mine.length) / mine.reduce((sum, ms) => sum + ms, 0);
        rows.push([...cells, Math.round(aSecond).toLocaleString("en")]);
      };
      line("commit, 3 checks and 1 put", times.signIns, times.bareSignIns);
      line("commit, 7 puts", times.signUps, times.bareSignUps);
      line("get, 4 records of 4 tables", times.gets, times.bareGets);
    }
    await bare.close();
    await pool.end();
    return markdownTable([...comparisonHeader, "ours, a second"], rows);
  });
}

/** What a sign-in costs on PostgreSQL beside the hash, the signatures and one commit of the bare driver. */
export function postgresSignIn(): Promise<string> {
  return onServer(async ({ connectionString }) => {
    const storage = countingStorage(postgres(connectionString));
    const pool = await openPool(storage);
    await seedUsers(pool, USERS);
    const other = new pg.Pool({ connectionString, max: CONNECTIONS });
    await postgres(other, { schema: "bare" }).open(tables);
    const bare = barePostgres(connectionString, "bare", CONNECTIONS);
    const hashAndSign = await bound(pool);
    const call = returning(pool, USERS);
    const { get, query, commit } = await storage.count(call);

    const rows: (readonly string[])[] = [];
    for (const { concurrency, operations, rounds } of loads) {
      const run = (work: () => Promise<unknown>) => () => inFlight(operations, concurrency, work);
      const people = Array.from({ length: (rounds + 1) * operations }, signUp);
      const commits = taking(people, (plan) => bare.commit(bare.steps(plan).slice(0, 4)));
      const times = await race(rounds, {
        ours: run(call),
        bound: run(hashAndSign),
        boundAndCommit: run(async () => {
          await hashAndSign();
          await commits();
        }),
      });
      const line = (what: string, theirs: readonly number[]): void => {
        const work = `sign-in, PostgreSQL, ${concurrency} in flight`;
        rows.push(compared({ work, bound: what, ours: times.ours, theirs, operations }));
      };
      line("argon2id + 2 signatures", times.bound);
      line("argon2id + 2 signatures + a bare commit", times.boundAndCommit);
    }
    await pool.close();
    await bare.close();
    await other.end();
    return `${markdownTable(comparisonHeader, rows)}\n\nA sign-in asks the storage for ${get + query} reads and ${commit} commit.`;
  });
}

const counts = [1_000, 100_000, 1_000_000] as const;

/** Whether the number of users matters to who reads one of them. */
export function postgresUsers(): Promise<string> {
  return onServer(async ({ connectionString }) => {
    const sides = [];
    for (const count of counts) {
      const schema = `users_${count}`;
      const pool = await openPool(postgres(connectionString, { schema }));
      await seedUsers(pool, 1);
      await fillPostgres({ connectionString, schema, count });
      sides.push({ count, pool });
    }
    const [operations, rounds] = [50, 40];
    const names = sides.map(({ count }) => String(count));
    const works = sides.map(({ count, pool }) => {
      let person = 0;
      return () =>
        inFlight(operations, 1, () => {
          person = (person + 7_919) % count;
          return pool.pool.users.get(`person-${person}`);
        });
    });
    const times = await race(rounds, Object.fromEntries(names.map((name, at) => [name, works[at] ?? (() => undefined)])));
    const [few = ""] = names;
    const rows = sides.slice(1).map(({ count }) =>
      compared({
        work: `users.get, PostgreSQL, ${count.toLocaleString("en")} users`,
        bound: "ourselves with 1,000 users",
        ours: times[String(count)] ?? [],
        theirs: times[few] ?? [],
        operations,
      }),
    );
    await Promise.all(sides.map(({ pool }) => pool.close()));
    return markdownTable(comparisonHeader, rows);
  });
}

/** Another one at each call. */
function taking<T>(all: readonly T[], work: (one: T) => Promise<unknown>): () => Promise<unknown> {
  let next = 0;
  return () => {
    const one = all[next % all.length];
    next += 1;
    if (one === undefined) throw new Error("there is nothing to take");
    return work(one);
  };
}

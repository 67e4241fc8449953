import { join } from "node:path";
import Database from "better-sqlite3";
import { sqlite } from "rockpool/storage/sqlite";
import type { Plan, Query } from "../src/storage/contract.ts";
import { TableSql } from "../src/storage/sql/table-sql.ts";
import { sqliteDialect } from "../src/storage/sqlite/dialect.ts";
import { bareDriver, must } from "./bare-driver.ts";
import { compared, comparisonHeader, inNewFolder, markdownTable, race } from "./harness.ts";
import { poolId, readBySignIn, signIn, signUp, tables } from "./plans.ts";

const USERS = 1_000;
const ROUNDS = 60;
/** In a turn: few enough that it is short beside what else the machine does. */
const [COMMITS, GETS, PAGES] = [20, 100, 25];

const page: Query = { table: "users", index: "primary", range: { keyPrefix: [poolId] }, limit: 50, cursor: null };

const texts = new Map(tables.map((table) => [table.name, new TableSql(table, table.indexes, sqliteDialect)]));

/** The adapter's own statements. */
function sqlOf(table: string): TableSql {
  const sql = texts.get(table);
  if (sql === undefined) throw new Error(`there is no table ${table}`);
  return sql;
}

/**
 * What the contract costs beside the driver alone, which runs the same statements, prepared, in the same transactions, binds
 * texts that are ready and leaves rows as they come. On disk each commit is waited for; in memory nothing is.
 */
export function storageSpeed(): Promise<string> {
  return inNewFolder(async (folder) => {
    const schema = await schemaIn(join(folder, "schema.db"));
    const onDisk = await raced("on disk", schema, join(folder, "ours.db"), join(folder, "bare.db"));
    const inMemory = await raced("in memory", schema, ":memory:", ":memory:");
    return markdownTable([...comparisonHeader, "ours, a second"], [...onDisk, ...inMemory]);
  });
}

async function raced(where: string, schema: string, path: string, barePath: string): Promise<readonly (readonly string[])[]> {
  const ours = sqlite(path);
  await ours.open(tables);
  const bare = bareDriver(barePath, schema, sqlOf);
  const people = Array.from({ length: USERS }, signUp);
  for (const plan of people) {
    await ours.commit(plan);
    bare.commit(bare.steps(plan));
  }
  // A prime, so that they come from all over the tables.
  const someone = (at: number): Plan => people[(at * 7_919) % USERS] ?? signUp();

  /** Each plan is committed once by each side; what the bare driver binds is ready before. */
  const committing = (plan: (at: number) => Plan) => {
    const plans = Array.from({ length: (ROUNDS + 1) * COMMITS }, (_, at) => plan(at));
    const [our, their] = [turns(plans), turns(plans.map(bare.steps))];
    return {
      ours: async () => {
        for (const one of our()) must((await ours.commit(one)).outcome === "committed");
      },
      bare: () => their().forEach(bare.commit),
    };
  };
  const refs = Array.from({ length: GETS }, (_, at) => readBySignIn(someone(at)));
  const getting = (asArrays: boolean) => {
    const gets = refs.map((some) => some.map((ref) => bare.reading(sqlOf(ref.table).get(ref.key), asArrays)));
    return () => {
      for (const steps of gets) must(bare.read(steps).every((rows) => rows.length === 1));
    };
  };
  const paging = (asArrays: boolean) => {
    const steps = [bare.reading(sqlOf(page.table).page(page, null), asArrays)];
    return () => {
      for (let read = 0; read < PAGES; read += 1) must(bare.read(steps)[0]?.length === page.limit + 1);
    };
  };
  const signIns = committing((at) => signIn(someone(at)));
  const signUps = committing(signUp);
  const times = await race(ROUNDS, {
    signIns: signIns.ours,
    bareSignIns: signIns.bare,
    gets: async () => {
      for (const some of refs) must((await ours.get(some)).every((record) => record !== undefined));
    },
    bareGets: getting(false),
    bareGetsAsArrays: getting(true),
    signUps: signUps.ours,
    bareSignUps: signUps.bare,
    pages: async () => {
      for (let read = 0; read < PAGES; read += 1) must((await ours.query(page)).records.length === page.limit);
    },
    barePages: paging(false),
    barePagesAsArrays: paging(true),
  });
  await ours.close();
  bare.close();

  const line = (what: string, operations: number, mine: readonly number[], theirs: readonly number[], rows = "") => {
    const cells = compared({ work: `${what}, ${where}`, bound: `better-sqlite3${rows}`, ours: mine, theirs, operations });
    const aSecond = (1_000 * operations * mine.length) / mine.reduce((sum, ms) => sum + ms, 0);
    return [...cells, Math.round(aSecond).toLocaleString("en")];
  };
  return [
    line("commit, 3 checks and 1 put", COMMITS, times.signIns, times.bareSignIns),
    line("commit, 7 puts", COMMITS, times.signUps, times.bareSignUps),
    line("get, 4 records of 4 tables", GETS, times.gets, times.bareGets),
    line("get, 4 records of 4 tables", GETS, times.gets, times.bareGetsAsArrays, ", rows as arrays"),
    line("query, a page of 50", PAGES, times.pages, times.barePages),
    line("query, a page of 50", PAGES, times.pages, times.barePagesAsArrays, ", rows as arrays"),
  ];
}

/** The statements that make our tables. */
async function schemaIn(path: string): Promise<string> {
  const adapter = sqlite(path);
  await adapter.open(tables);
  await adapter.close();
  const database = new Database(path);
  const made = database.prepare("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL").pluck().all();
  database.close();
  return made.join(";\n");
}

/** The next few at each call. */
function turns<T>(all: readonly T[]): () => readonly T[] {
  let from = -COMMITS;
  return () => {
    from += COMMITS;
    return all.slice(from, from + COMMITS);
  };
}

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ListUsersInput, StorageAdapter } from "rockpool";
import { postgres } from "rockpool/storage/postgres";
import { sqlite } from "rockpool/storage/sqlite";
import { type BenchPool, openPool, seedUsers } from "./bench-pool.ts";
import { fillPostgres, fillSqlite, HANDLE } from "./copied-users.ts";
import { compared, comparisonHeader, inFlight, markdownTable, race } from "./harness.ts";
import { onServer } from "./postgres.ts";

const FEW = 1_000;
/** To see whether it runs: `BENCH_USERS=2000 npm run bench users-list`. */
const MANY = Number(process.env["BENCH_USERS"] ?? 1_000_000);
const GROUP = "crowd";
/** Pages before the one that is called deep. */
const DEPTH = 15;
const [OPERATIONS, ROUNDS] = [20, 40];

/** What is asked of a pool with so many users; each call another one, where there is another one. */
async function questions({ pool }: BenchPool, count: number): Promise<Readonly<Record<string, () => Promise<unknown>>>> {
  let person = 0;
  const next = (): number => {
    person = (person + 7_919) % count;
    return person;
  };
  const list = (input: ListUsersInput) => pool.users.list(input);
  const inGroup = (nextToken: string | null = null) => pool.groups.listUsers(GROUP, nextToken === null ? {} : { nextToken });
  const deepInGroup = async (): Promise<string> => {
    let { nextToken } = await inGroup();
    for (let n = 1; n < DEPTH; n += 1) ({ nextToken } = await inGroup(nextToken));
    if (nextToken === null) throw new Error("the group is too small");
    return nextToken;
  };
  const following = async (input: ListUsersInput): Promise<ListUsersInput> => {
    let paginationToken: string | null = null;
    for (let n = 0; n < DEPTH; n += 1)
      ({ paginationToken } = await list({ ...input, ...(paginationToken && { paginationToken }) }));
    if (paginationToken === null) throw new Error("the list is too short");
    return { ...input, paginationToken };
  };
  const { users } = await list({ filter: `${HANDLE} = "person-${count - 1}"` });
  if (users.length !== 1) throw new Error("the copies cannot be found");
  const [deep, deepStatus] = [await following({}), await following({ filter: 'cognito:user_status = "CONFIRMED"' })];
  const deepMembers = await deepInGroup();
  return {
    "email = one": () => list({ filter: `email = "person-${next()}@example.com"` }),
    "email ^= ten": () => list({ filter: `email ^= "person-${next() % 100}"`, limit: 10 }),
    "custom:handle = one": () => list({ filter: `${HANDLE} = "person-${next()}"` }),
    "custom:handle ^= ten": () => list({ filter: `${HANDLE} ^= "person-${next() % 100}"`, limit: 10 }),
    "60 of all": () => list({}),
    "60 of all, page 16": () => list(deep),
    "60 of a status that all have": () => list({ filter: 'cognito:user_status = "CONFIRMED"' }),
    "60 of a status, page 16": () => list(deepStatus),
    "60 of a group that all are in": () => inGroup(),
    "60 of a group, page 16": () => inGroup(deepMembers),
  };
}

async function compare(name: string, few: BenchPool, many: BenchPool): Promise<readonly (readonly string[])[]> {
  const [small, large] = [await questions(few, FEW), await questions(many, MANY)];
  const rows: (readonly string[])[] = [];
  for (const [work, ask] of Object.entries(small)) {
    const run = (call: () => Promise<unknown>) => () => inFlight(OPERATIONS, 1, call);
    const times = await race(ROUNDS, { few: run(ask), many: run(large[work] ?? ask) });
    const line = { work: `users.list, ${name}: ${work}`, bound: `ourselves with ${FEW.toLocaleString("en")} users` };
    rows.push(compared({ ...line, ours: times.many, theirs: times.few, operations: OPERATIONS }));
  }
  return rows;
}

/** Whether the number of users matters to who lists some of them: a million beside a thousand. */
export function usersList(): Promise<string> {
  return onServer(async ({ connectionString }) => {
    const folder = mkdtempSync(join(tmpdir(), "rockpool-bench-"));
    const opened = async (storage: StorageAdapter, fill: () => Promise<void> | void): Promise<BenchPool> => {
      const pool = await openPool(storage);
      await seedUsers(pool, 1);
      await pool.pool.settings.update({ schema: { [HANDLE]: { searchable: true } } });
      await pool.pool.users.updateAttributes({ username: "person-0", attributes: { [HANDLE]: "person-0" } });
      await pool.pool.groups.create({ groupName: GROUP });
      await pool.pool.groups.addUser({ groupName: GROUP, username: "person-0" });
      await fill();
      return pool;
    };
    const onSqlite = (count: number): Promise<BenchPool> => {
      const path = join(folder, `${count}.db`);
      return opened(sqlite(path), () => fillSqlite(path, count));
    };
    const onPostgres = (count: number): Promise<BenchPool> => {
      const schema = `users_${count}`;
      return opened(postgres(connectionString, { schema }), () => fillPostgres({ connectionString, schema, count }));
    };
    try {
      const rows: (readonly string[])[] = [];
      for (const [name, open] of [
        ["SQLite", onSqlite],
        ["PostgreSQL", onPostgres],
      ] as const) {
        const [few, many] = [await open(FEW), await open(MANY)];
        rows.push(...(await compare(name, few, many)));
        await Promise.all([few.close(), many.close()]);
      }
      return markdownTable(comparisonHeader, rows);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
}

import { type Row, readTables, type Tables } from "./tables.ts";
import type { Place } from "./world.ts";

/** What the tables say, read past the library. */
export interface Records {
  /** Ids. */
  readonly pools: readonly string[];
  readonly clients: readonly string[];
  /** Sub and status by user name. */
  readonly users: ReadonlyMap<string, { readonly sub: string; readonly status: string }>;
  readonly families: ReadonlySet<string>;
  /** What the database finds wrong with itself, and every record without one that must be there with it. */
  readonly problems: readonly string[];
}

const siblingTables = ["usernames", "auth_states", "credentials", "attempts", "codes"] as const;

export async function readRecords(place: Place): Promise<Records> {
  return recordsIn(await readTables(place, ["user_pools", "app_clients", "users", "families", ...siblingTables]));
}

function recordsIn({ rows, problem }: Tables): Records {
  const keyOf = (row: Row, columns: readonly string[]): string => columns.map((column) => row[column]).join(" ");
  const keys = (table: string, ...columns: string[]): ReadonlySet<string> =>
    new Set(rows(table).map((row) => keyOf(row, columns)));

  const users = rows("users").map(({ sub = "", record = "" }) => {
    const { username, status } = JSON.parse(record) as { readonly username: string; readonly status: string };
    return { sub, username, status };
  });
  const subs = new Set(users.map(({ sub }) => sub));
  const names = new Set(
    rows("usernames").map(({ username, record = "" }) => `${username} ${(JSON.parse(record) as { sub: string }).sub}`),
  );
  const siblings = {
    usernames: [names, new Set(users.map(({ sub, username }) => `${username} ${sub}`))],
    auth_states: [keys("auth_states", "sub"), subs],
    credentials: [keys("credentials", "sub"), subs],
    attempts: [
      keys("attempts", "subject", "purpose"),
      new Set([...subs].flatMap((sub) => [`${sub} password`, `${sub} confirmSignUp`])),
    ],
    codes: [keys("codes", "sub", "purpose"), new Set([...subs].map((sub) => `${sub} signUp`))],
  } satisfies Record<(typeof siblingTables)[number], readonly [found: ReadonlySet<string>, wanted: ReadonlySet<string>]>;
  const families = rows("families").map(({ family_id = "", by_sub = "" }) => ({ family_id, by_sub }));

  return {
    pools: [...keys("user_pools", "pool_id")],
    clients: [...keys("app_clients", "client_id")],
    users: new Map(users.map(({ username, ...user }) => [username, user])),
    families: new Set(families.map(({ family_id }) => family_id)),
    problems: [
      ...(problem === undefined ? [] : [problem]),
      ...Object.entries(siblings).flatMap(([table, [found, wanted]]) => [
        ...without(wanted, found).map((key) => `${table} has no ${key}, whose user is there`),
        ...without(found, wanted).map((key) => `${table} has ${key}, whose user is not there`),
      ]),
      ...families.filter(({ by_sub }) => !subs.has(by_sub)).map(({ family_id }) => `family ${family_id} is of nobody`),
    ],
  };
}

function without(all: ReadonlySet<string>, those: ReadonlySet<string>): readonly string[] {
  return [...all].filter((one) => !those.has(one));
}

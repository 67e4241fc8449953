import Database from "better-sqlite3";
import pg from "pg";
import type { FilePlace, Place, SchemaPlace } from "./world.ts";

export type Row = Readonly<Record<string, string | undefined>>;

/** All rows, read past the library, in one snapshot. */
export interface Tables {
  rows(table: string): readonly Row[];
  /** What the database finds wrong with itself. */
  readonly problem: string | undefined;
}

export function readTables(place: Place, names: readonly string[]): Promise<Tables> {
  return "path" in place ? readFile(place, names) : readSchema(place, names);
}

async function readFile({ path }: FilePlace, names: readonly string[]): Promise<Tables> {
  const database = new Database(path, { timeout: 10_000 });
  try {
    const integrity = database.pragma("integrity_check", { simple: true });
    const select = (name: string): Row[] => database.prepare<[], Row>(`SELECT * FROM rockpool_${name}`).all();
    const all = database.transaction(() => new Map(names.map((name) => [name, select(name)])))();
    return tablesOf(all, integrity === "ok" ? undefined : `integrity_check: ${String(integrity)}`);
  } finally {
    database.close();
  }
}

async function readSchema({ connectionString, schema }: SchemaPlace, names: readonly string[]): Promise<Tables> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    await client.query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    const all = new Map<string, readonly Row[]>();
    for (const name of names) {
      // Of two columns with one name pg gives the last.
      const { rows } = await client.query<Row>(`SELECT *, record::text AS record FROM "${schema}"."${name}"`);
      all.set(name, rows);
    }
    return tablesOf(all, undefined);
  } finally {
    await client.end();
  }
}

function tablesOf(all: ReadonlyMap<string, readonly Row[]>, problem: string | undefined): Tables {
  return { problem, rows: (table) => all.get(table) ?? [] };
}

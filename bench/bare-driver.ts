import Database from "better-sqlite3";
import type { Plan, PlanEntry } from "../src/storage/contract.ts";
import type { CheckedEntry } from "../src/storage/limits.ts";
import type { Bound, TableSql } from "../src/storage/sql/table-sql.ts";

type Statement = Database.Statement<unknown[], unknown>;
/** A statement and what it binds. */
type Step = { readonly statement: Statement; readonly values: Bound["values"]; readonly reads: boolean };

/** The driver as it comes, with the pragmas of our adapter. */
export function bareDriver(path: string, schema: string, sqlOf: (table: string) => TableSql) {
  const database = new Database(path);
  database.pragma("journal_mode = WAL");
  database.pragma("synchronous = FULL");
  database.exec(schema);
  const statements = new Map<string, Statement>();
  const prepared = (sql: string, asArrays = false): Statement => {
    const name = `${asArrays} ${sql}`;
    const statement = statements.get(name) ?? database.prepare<unknown[], unknown>(sql);
    statements.set(name, asArrays ? statement.raw(true) : statement);
    return statement;
  };
  const write = database.transaction((steps: readonly Step[]) => {
    for (const { statement, values, reads } of steps) {
      must(reads ? statement.get(...values) !== undefined : statement.run(...values).changes === 1);
    }
  });
  const read = database.transaction((steps: readonly Step[]) => steps.map(({ statement, values }) => statement.all(...values)));
  return {
    steps: ({ id, entries }: Plan): readonly Step[] =>
      entries.map((entry) => {
        const table = sqlOf(entry.table);
        const bound = entry.kind === "check" ? table.check(entry) : table.write(withJson(entry), id);
        return { statement: prepared(bound.sql), values: bound.values, reads: entry.kind === "check" };
      }),
    reading: (bound: Bound, asArrays: boolean): Step => ({
      statement: prepared(bound.sql, asArrays),
      values: bound.values,
      reads: true,
    }),
    commit: (steps: readonly Step[]) => write.immediate(steps),
    read: (steps: readonly Step[]) => read.deferred(steps),
    close: () => database.close(),
  };
}

function withJson(entry: Exclude<PlanEntry, { readonly kind: "check" }>): Exclude<CheckedEntry, { readonly kind: "check" }> {
  return entry.kind === "put" ? { ...entry, json: JSON.stringify(entry.value) } : entry;
}

export function must(holds: boolean): void {
  if (!holds) throw new Error("a side did not do its work");
}

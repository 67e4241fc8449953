import pg from "pg";
import type { Plan, PlanEntry } from "../src/storage/contract.ts";
import { postgresDialect } from "../src/storage/postgres/dialect.ts";
import { type Bound, TableSql } from "../src/storage/sql/table-sql.ts";
import { must } from "./bare-driver.ts";
import { tables } from "./plans.ts";

/** A statement with its values, ready to be sent. */
type Ready = pg.QueryArrayConfig<unknown[]>;

/** As our adapter begins. */
const BEGIN = [
  "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE",
  "SET LOCAL statement_timeout = 10000",
  "SET LOCAL idle_in_transaction_session_timeout = 5000",
  "SELECT set_config('synchronous_commit', 'on', true) WHERE current_setting('synchronous_commit') = 'off'",
].join("; ");

/** The driver as it comes: the same statements, in as many messages, in the same transactions. */
export function barePostgres(connectionString: string, schema: string, max: number) {
  const pool = new pg.Pool({ connectionString, max });
  const dialect = postgresDialect(schema);
  const texts = new Map(tables.map((table) => [table.name, new TableSql(table, table.indexes, dialect)]));
  const sqlOf = (table: string): TableSql => {
    const sql = texts.get(table);
    if (sql === undefined) throw new Error(`there is no table ${table}`);
    return sql;
  };
  const inLockingOrder = (entries: readonly PlanEntry[]): readonly PlanEntry[] =>
    entries.toSorted((a, b) => (JSON.stringify([a.table, ...a.key]) < JSON.stringify([b.table, ...b.key]) ? -1 : 1));
  return {
    steps: ({ id, entries }: Plan): readonly Ready[] =>
      inLockingOrder(entries).map((entry) => {
        const table = sqlOf(entry.table);
        if (entry.kind === "check") return ready(table.check(entry));
        return ready(table.write(entry.kind === "put" ? { ...entry, json: JSON.stringify(entry.value) } : entry, id));
      }),
    reading(refs: readonly { readonly table: string; readonly key: readonly string[] }[]): Ready {
      const read = refs.map(({ table, key }, position) => sqlOf(table).getAs(position, key));
      const sql = read.map((one) => one.sql).join(" UNION ALL ");
      return ready({ sql, values: read.flatMap(({ values }) => values) });
    },
    async commit(steps: readonly Ready[]): Promise<void> {
      const client = await pool.connect();
      try {
        await client.query(BEGIN);
        for (const step of steps) must((await client.query(step)).rows.length === 1);
        await client.query("COMMIT");
      } finally {
        client.release();
      }
    },
    read: async (step: Ready): Promise<number> => (await pool.query(step)).rows.length,
    close: () => pool.end(),
  };
}

function ready({ sql, values }: Bound): Ready {
  let place = 0;
  const text = sql.replaceAll("?", () => {
    place += 1;
    return `$${place}`;
  });
  return { text, values: [...values], rowMode: "array" };
}

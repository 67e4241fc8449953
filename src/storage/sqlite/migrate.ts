import { isDeepStrictEqual } from "node:util";
import { RockpoolError } from "../../errors.ts";
import type { TableDefinition } from "../contract.ts";
import { indexColumn, quoted } from "../sql/table-sql.ts";
import { sqliteDialect } from "./dialect.ts";
import type { Driver } from "./driver.ts";

/** What the tables look like: raised when they change in another way than by a new table or index. */
const LAYOUT = 1;

const { tableName } = sqliteDialect;

/** What is known of a table that is there. */
type Known = Pick<TableDefinition, "key" | "indexes">;

/**
 * Brings the database to these tables, within a transaction that the caller holds for writing: so of several processes that
 * start at once one does it, and the others find it done. `rockpool_schema` says what is there.
 *
 * @returns The indexes that each table has, also those of a newer version.
 * @throws `StorageIncompatibleException`: written by a newer version, or the key of a table differs.
 */
export function migrate(driver: Driver, tables: readonly TableDefinition[]): ReadonlyMap<string, readonly string[]> {
  driver.exec("CREATE TABLE IF NOT EXISTS rockpool_schema (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID");
  const known = new Map(
    driver
      .prepare("SELECT name, value FROM rockpool_schema")
      .all()
      .map(([name, value]) => [String(name), String(value)]),
  );
  const remember = driver.prepare(
    "INSERT INTO rockpool_schema (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
  );

  const layout = Number(known.get("layout") ?? LAYOUT);
  if (layout !== LAYOUT) {
    throw incompatible(`The database has layout ${layout}, and this version of rockpool knows ${LAYOUT}: use a newer one.`);
  }
  if (!known.has("layout")) remember.run("layout", String(LAYOUT));

  return new Map(
    tables.map((table) => {
      const text = known.get(`table ${table.name}`);
      const before = text === undefined ? undefined : (JSON.parse(text) as Known);
      if (before !== undefined && !isDeepStrictEqual(before.key, table.key)) {
        throw incompatible(`The key of table ${table.name} differs.`);
      }
      if (before === undefined) driver.exec(createTable(table));
      const added = table.indexes.filter((index) => before?.indexes.includes(index) !== true);
      for (const index of added) driver.exec(addIndex(table, index));
      const now: Known = { key: table.key, indexes: [...(before?.indexes ?? []), ...added] };
      if (!isDeepStrictEqual(before, now)) remember.run(`table ${table.name}`, JSON.stringify(now));
      return [table.name, now.indexes];
    }),
  );
}

function createTable({ name, key }: TableDefinition): string {
  const columns = [
    ...key.map((column) => `${quoted(column)} TEXT NOT NULL`),
    "version TEXT NOT NULL",
    "expires_at INTEGER",
    "record TEXT NOT NULL CHECK (json_valid(record))",
    `PRIMARY KEY (${key.map(quoted).join(", ")})`,
  ];
  return `
    CREATE TABLE ${tableName(name)} (${columns.join(", ")}) STRICT, WITHOUT ROWID;
    CREATE INDEX ${tableName(`${name}_expiry`)} ON ${tableName(name)} (expires_at) WHERE expires_at IS NOT NULL;`;
}

/** Records that were written before have no entry until they are written again. */
function addIndex({ name, key }: TableDefinition, index: string): string {
  const columns = ["pool_id", indexColumn(index), ...key.slice(1).map(quoted)];
  return `
    ALTER TABLE ${tableName(name)} ADD COLUMN ${indexColumn(index)} TEXT;
    CREATE INDEX ${tableName(`${name}_by_${index}`)} ON ${tableName(name)} (${columns.join(", ")})
      WHERE ${indexColumn(index)} IS NOT NULL;`;
}

function incompatible(message: string): RockpoolError {
  return new RockpoolError("StorageIncompatibleException", message);
}

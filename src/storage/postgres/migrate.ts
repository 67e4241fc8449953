import { isDeepStrictEqual } from "node:util";
import { RockpoolError } from "../../errors.ts";
import type { TableDefinition } from "../contract.ts";
import { indexColumn, quoted } from "../sql/table-sql.ts";
import { postgresDialect } from "./dialect.ts";
import type { Connection } from "./pool.ts";

/** What the tables look like: raised when they change in another way than by a new table or index. */
const LAYOUT = 1;
/** `pg_current_xact_id` and `pg_xact_status` of its type. */
const MIN_VERSION = 130_000;

/** What is known of a table that is there. */
type Known = Pick<TableDefinition, "key" | "indexes">;
type Indexes = ReadonlyMap<string, readonly string[]>;

/**
 * Brings the schema to these tables. Where nothing is missing it only reads. Else it works under a lock, so of several
 * processes that start at once one does it, and the others find it done. `_rockpool` says what is there.
 *
 * @returns The indexes that each table has, also those of a newer version.
 * @throws `StorageIncompatibleException`: written by a newer version, the key of a table differs, or the server is too old.
 */
export async function migrate(connection: Connection, schema: string, tables: readonly TableDefinition[]): Promise<Indexes> {
  const { rows } = await connection.query("SELECT current_setting('server_version_num')");
  if (Number(rows[0]?.[0]) < MIN_VERSION) throw incompatible("PostgreSQL 13 or newer is needed.");

  const before = await readKnown(connection, schema);
  if (before !== undefined && tables.every((table) => isThere(before, table))) return indexesOf(before, tables);

  // Under the role's own default, what is read behind the lock might be older than the lock, or writing be refused.
  await connection.query("BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE");
  await connection.query("SELECT pg_advisory_xact_lock(hashtextextended(?, 0))", [`rockpool ${schema}`]);
  const known = (await readKnown(connection, schema)) ?? (await createSchema(connection, schema));
  for (const table of tables) await bringTo(connection, schema, known, table);
  await connection.query("COMMIT");
  return indexesOf(known, tables);
}

async function readKnown(connection: Connection, schema: string): Promise<Map<string, Known> | undefined> {
  const name = `${quoted(schema)}._rockpool`;
  // Not `to_regclass`: what it remembers may be older than the lock.
  const { rows: found } = await connection.query(
    "SELECT 1 FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace WHERE nspname = ? AND relname = '_rockpool'",
    [schema],
  );
  if (found.length === 0) return undefined;
  const { rows } = await connection.query(`SELECT name, value FROM ${name}`);
  const values = new Map(rows.map(([table, value]) => [String(table), String(value)]));
  const layout = Number(values.get("layout") ?? LAYOUT);
  if (layout !== LAYOUT) {
    throw incompatible(`The database has layout ${layout}, and this version of rockpool knows ${LAYOUT}: use a newer one.`);
  }
  values.delete("layout");
  return new Map([...values].map(([table, value]) => [table, JSON.parse(value) as Known]));
}

/** The schema itself may be there already: then USAGE and CREATE on it are all that is needed. */
async function createSchema(connection: Connection, schema: string): Promise<Map<string, Known>> {
  const { rows } = await connection.query("SELECT 1 FROM pg_namespace WHERE nspname = ?", [schema]);
  if (rows.length === 0) await connection.query(`CREATE SCHEMA ${quoted(schema)}`);
  await connection.query(`CREATE TABLE ${quoted(schema)}._rockpool (name TEXT PRIMARY KEY, value TEXT NOT NULL)`);
  await connection.query(`INSERT INTO ${quoted(schema)}._rockpool (name, value) VALUES ('layout', '${LAYOUT}')`);
  return new Map();
}

/** @throws `StorageIncompatibleException`: the key of the table differs. */
function isThere(known: ReadonlyMap<string, Known>, table: TableDefinition): boolean {
  const before = known.get(table.name);
  if (before === undefined) return false;
  if (!isDeepStrictEqual(before.key, table.key)) throw incompatible(`The key of table ${table.name} differs.`);
  return table.indexes.every((index) => before.indexes.includes(index));
}

async function bringTo(connection: Connection, schema: string, known: Map<string, Known>, table: TableDefinition): Promise<void> {
  if (isThere(known, table)) return;
  const before = known.get(table.name);
  const added = table.indexes.filter((index) => before?.indexes.includes(index) !== true);
  const now: Known = { key: table.key, indexes: [...(before?.indexes ?? []), ...added] };
  const statements = [
    ...(before === undefined ? [createTable(schema, table)] : []),
    ...added.map((index) => addIndex(schema, table, index)),
  ];
  await connection.query(statements.join(";\n"));
  await connection.query(
    `INSERT INTO ${quoted(schema)}._rockpool (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
    [table.name, JSON.stringify(now)],
  );
  known.set(table.name, now);
}

function indexesOf(known: ReadonlyMap<string, Known>, tables: readonly TableDefinition[]): Indexes {
  return new Map(tables.map(({ name }) => [name, known.get(name)?.indexes ?? []]));
}

/** The server names the indexes, so that none meets a table. Text compares as its UTF-8 bytes under collation "C", whatever the database's own. */
function createTable(schema: string, { name, key }: TableDefinition): string {
  const columns = [
    ...key.map((column) => `${quoted(column)} TEXT COLLATE "C" NOT NULL`),
    "version TEXT NOT NULL",
    "expires_at BIGINT",
    "record JSONB NOT NULL",
    `PRIMARY KEY (${key.map(quoted).join(", ")})`,
  ];
  const table = postgresDialect(schema).tableName(name);
  return `CREATE TABLE ${table} (${columns.join(", ")});
    CREATE INDEX ON ${table} (expires_at) WHERE expires_at IS NOT NULL`;
}

/** Records that were written before have no entry until they are written again. */
function addIndex(schema: string, { name, key }: TableDefinition, index: string): string {
  const columns = ["pool_id", indexColumn(index), ...key.slice(1).map(quoted)];
  const table = postgresDialect(schema).tableName(name);
  return `ALTER TABLE ${table} ADD COLUMN ${indexColumn(index)} TEXT COLLATE "C";
    CREATE INDEX ON ${table} (${columns.join(", ")}) WHERE ${indexColumn(index)} IS NOT NULL`;
}

function incompatible(message: string): RockpoolError {
  return new RockpoolError("StorageIncompatibleException", message);
}

import { type Dialect, quoted } from "../sql/table-sql.ts";

/** @param schema The schema that holds all tables. */
export function postgresDialect(schema: string): Dialect {
  return {
    tableName: (name) => `${quoted(schema)}.${quoted(name)}`,
    // As text: how JSONB is parsed is the application's to configure, and not for us.
    recordColumn: "record::text",
    recordValue: "?::jsonb",
    // A row for each that was changed; its transaction is asked for when the answer to COMMIT is lost.
    returning: " RETURNING pg_current_xact_id()::text",
    locked: " FOR SHARE",
    unlockedOnly: " FOR UPDATE SKIP LOCKED",
  };
}

import { type Dialect, quoted } from "../sql/table-sql.ts";

/** One writer at a time: nothing is to be locked, and what a statement did is known by its count. */
export const sqliteDialect: Dialect = {
  // Named apart from whatever else is in the file.
  tableName: (name) => quoted(`rockpool_${name}`),
  recordColumn: "record",
  recordValue: "?",
  returning: "",
  locked: "",
  unlockedOnly: "",
};

const isBuiltIn = (process.getBuiltinModule as ((name: string) => unknown) | undefined)?.("node:sqlite") !== undefined;

/** What is built into Node where it is: a binary that was installed for one Node does not run on another. */
export const sqliteDriver: "node:sqlite" | "better-sqlite3" = isBuiltIn ? "node:sqlite" : "better-sqlite3";

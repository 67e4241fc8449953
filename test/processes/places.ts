import { generateMasterKey } from "rockpool";
import { inject, onTestFinished } from "vitest";
import { temporaryFile } from "../storage/sqlite/temporary-file.ts";
import { dropSchema, newSchema } from "../storages/postgres-schema.ts";
import type { Place, SchemaPlace } from "./world.ts";

/** A new place of each kind where processes can meet; gone after the test. */
export const places: readonly (readonly [name: string, create: () => Promise<Place>])[] = [
  ["SQLite", async () => ({ path: await temporaryFile(), masterKey: generateMasterKey() })],
  ["PostgreSQL", newSchemaPlace],
];

export async function newSchemaPlace(): Promise<Place & SchemaPlace> {
  const schema = newSchema();
  onTestFinished(() => dropSchema(schema));
  return { connectionString: inject("postgres"), schema, masterKey: generateMasterKey() };
}

import type { StorageAdapter } from "rockpool/storage";
import { postgres } from "rockpool/storage/postgres";
import { inPlaceOfMemory } from "./in-place-of-memory.ts";
import { newSchema, sharedPool } from "./postgres-schema.ts";

/** What `memory()` is in the project `postgres`: a new schema each time, on a server that ends with the run. */
export function memory(): StorageAdapter {
  return inPlaceOfMemory(postgres(sharedPool, { schema: newSchema(), connectionTimeoutMs: 60_000 }));
}

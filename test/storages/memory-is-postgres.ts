import type { StorageAdapter } from "rockpool/storage";
import { inPlaceOfMemory } from "./in-place-of-memory.ts";
import { LentSchema } from "./reused-schemas.ts";

/** What `memory()` is in the project `postgres`: an empty schema each time, on a server that ends with the run. */
export function memory(): StorageAdapter {
  return inPlaceOfMemory(new LentSchema());
}

import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { StorageAdapter } from "rockpool/storage";
import { sqlite } from "rockpool/storage/sqlite";
import { inPlaceOfMemory } from "./in-place-of-memory.ts";
import { sqliteDriver as driver } from "./sqlite-driver.ts";

// Where there is a file system in memory: thousands of files are not worth a disk.
const root = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();
const folder = mkdtempSync(join(root, "rockpool-sqlite-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
let files = 0;

/** What `memory()` is in the project `sqlite`: a new file each time. */
export function memory(): StorageAdapter {
  files += 1;
  return inPlaceOfMemory(sqlite(join(folder, `${files}.db`), { driver }));
}

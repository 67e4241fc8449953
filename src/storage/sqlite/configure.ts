import { RockpoolError } from "../../errors.ts";
import type { Driver } from "./driver.ts";

/**
 * Makes a connection safe: WAL lets others read while one writes; FULL puts every commit on disk before it is answered.
 *
 * @throws `StorageIncompatibleException`: the file system does not support WAL, or the file is not in UTF-8.
 */
export function configure(driver: Driver): void {
  // A database in memory stays in its own mode: there is nothing to put on disk.
  const mode = pragma(driver, "journal_mode = WAL");
  if (mode !== "wal" && mode !== "memory") {
    throw new RockpoolError("StorageIncompatibleException", "The file system of this SQLite file does not support WAL.");
  }
  driver.exec("PRAGMA synchronous = FULL");
  if (pragma(driver, "encoding") !== "UTF-8") {
    throw new RockpoolError("StorageIncompatibleException", "This SQLite file is not in UTF-8, whose order is the contract's.");
  }
}

function pragma(driver: Driver, name: string): unknown {
  const [row] = driver.prepare(`PRAGMA ${name}`).all();
  return row?.[0];
}

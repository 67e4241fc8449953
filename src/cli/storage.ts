import { access } from "node:fs/promises";
import { dirname, join } from "node:path";
import { keyFile } from "../seal/key-file.ts";
import type { KeyProvider } from "../seal/master-key.ts";
import type { StorageAdapter } from "../storage/contract.ts";
import { UsageError, type Values } from "./arguments.ts";
import type { CommandName } from "./commands.ts";
import { Failure } from "./terminal.ts";

export interface ChosenStorage {
  readonly storage: StorageAdapter;
  readonly masterKey: string | KeyProvider | undefined;
}

/**
 * The storage that the options name, and its master key: that of `--master-key-file`, or else of the environment, or else of the file beside
 * a SQLite file.
 *
 * @param mustExist Whether a SQLite file must be there: what is read is not made.
 * @throws {UsageError} {@link Failure}
 */
export async function chosenStorage(
  command: CommandName,
  { storage: text = "memory", "master-key-file": file }: Values,
  { mustExist = false }: { readonly mustExist?: boolean } = {},
): Promise<ChosenStorage> {
  const masterKey = file === undefined ? process.env["ROCKPOOL_MASTER_KEY"] || undefined : keyFile(file);
  if (text === "memory" && !mustExist) {
    const { memory } = await import("../storage/memory/index.ts");
    return { storage: memory(), masterKey };
  }
  if (/^postgres(ql)?:\/\//.test(text)) {
    if (masterKey === undefined) {
      throw new Failure("PostgreSQL needs a master key: --master-key-file PATH, or ROCKPOOL_MASTER_KEY. rockpool key makes one.");
    }
    const { postgres } = await import("../storage/postgres/index.ts");
    return { storage: postgres(text), masterKey };
  }
  const path = /^sqlite:(?<path>.+)$/s.exec(text)?.groups?.["path"];
  if (path === undefined) {
    const kinds = `${mustExist ? "" : "memory, "}sqlite:PATH or postgres://…`;
    throw new UsageError(`--storage must be ${kinds}.`, command);
  }
  if (mustExist) {
    await access(path).catch(() => {
      throw new Failure(`There is no file ${path}.`);
    });
  }
  const { sqlite } = await import("../storage/sqlite/index.ts");
  // A database that ends with the process has a key that does, too.
  const beside = path === ":memory:" ? undefined : keyFile(join(dirname(path), "rockpool.key"));
  return { storage: sqlite(path), masterKey: masterKey ?? beside };
}

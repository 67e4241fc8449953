import { link, open, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { RockpoolError } from "../errors.ts";
import { systemRuntime } from "../runtime.ts";
import { generateMasterKey, isMasterKey, type KeyProvider, type MasterKeys } from "./master-key.ts";

/** Windows has neither permission bits nor directories that can be synced. */
const isPosix = process.platform !== "win32";

/**
 * The master key in a file of its own: text, one key a line. The first seals; those below are previous keys, which only
 * open. To rotate, put a new key above the old one.
 *
 * The file is made (permissions 0600) when it is missing and the storage is new. Whoever may read the file may read every
 * secret, so a file that others than its owner may read is refused, except on Windows. Where permissions cannot be set
 * (a secret mounted into a container), read the file yourself and give `masterKey` its text.
 *
 * Keep a copy apart from the database's backup: without the key, the database does not open.
 *
 * @returns A provider whose `load` rejects with `MasterKeyException`, naming the path, when the file is missing though the
 *   storage is not new, may be read by others, cannot be read or made, or holds something else than keys.
 */
export function keyFile(path: string): KeyProvider {
  return {
    async load({ storageIsNew }) {
      const before = await read(path);
      if (before !== undefined) return before;
      if (storageIsNew) await create(path);
      const made = await read(path);
      if (made !== undefined) return made;
      throw refused(
        path,
        "is missing. It holds the key this storage was sealed with: put it back from a copy; a new key would open nothing",
      );
    },
  };
}

/** `undefined` when there is no such file. */
async function read(path: string): Promise<MasterKeys | undefined> {
  const { mode, text } = await readText(path).catch((error: unknown) => {
    if (codeOf(error) === "ENOENT") return { mode: 0, text: undefined };
    throw refused(path, `cannot be read (${codeOf(error)})`, { cause: error });
  });
  if (text === undefined) return undefined;
  if (isPosix && (mode & 0o077) !== 0) {
    throw refused(path, `may be read by others than its owner: run chmod 600 ${path}`);
  }
  const lines = text.replace(/\r?\n$/, "").split(/\r?\n/);
  const malformed = lines.findIndex((line) => !isMasterKey(line));
  if (malformed !== -1) throw refused(path, `holds something else than a master key in line ${malformed + 1}`);
  const [current = "", ...previous] = lines;
  return { current, previous };
}

/** Permissions and text of one and the same file, whatever is renamed meanwhile. */
async function readText(path: string): Promise<{ readonly mode: number; readonly text: string }> {
  const file = await open(path, "r");
  try {
    const { mode } = await file.stat();
    return { mode, text: await file.readFile("utf8") };
  } finally {
    await file.close();
  }
}

/**
 * Makes the file unless another process was first. The name is given to a file that is already whole and on disk, so
 * nobody reads half a key, and no power cut takes away a key that has sealed.
 */
async function create(path: string): Promise<void> {
  const temporary = `${path}.${Buffer.from(systemRuntime.random(9)).toString("base64url")}.tmp`;
  try {
    await writeDurably(temporary, `${generateMasterKey()}\n`);
    await link(temporary, path).catch((error: unknown) => {
      if (codeOf(error) !== "EEXIST") throw error;
    });
    if (isPosix) await syncDirectory(dirname(path));
  } catch (error) {
    throw refused(path, `cannot be made (${codeOf(error)}). Write there what generateMasterKey() gives`, { cause: error });
  } finally {
    await rm(temporary, { force: true });
  }
}

async function writeDurably(path: string, text: string): Promise<void> {
  const file = await open(path, "wx", 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, "r");
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "unknown error";
}

function refused(path: string, why: string, options?: ErrorOptions): RockpoolError {
  return new RockpoolError("MasterKeyException", `The key file ${path} ${why}.`, {}, options);
}

import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import type { Readable } from "node:stream";
import { Rockpool } from "../rockpool.ts";
import type { ExportedUser } from "../user-pool/portability/exported-user.ts";
import type { EncryptionJwk } from "../user-pool/portability/password-seal.ts";
import type { UserPool } from "../user-pool/user-pool.ts";
import type { Values } from "./arguments.ts";
import type { CommandName } from "./commands.ts";
import { chosenStorage } from "./storage.ts";
import { Failure, print } from "./terminal.ts";

/** `rockpool export`: JSON lines. */
export function exportUsers(values: Values): Promise<number> {
  return inPool("export", values, async (pool) => {
    const sealTo = await keyIn(values["seal-to"]);
    for await (const user of pool.users.export({ sealTo })) await print(JSON.stringify(user));
    return 0;
  });
}

/** `rockpool import`: JSON lines of a file, or of stdin. */
export function importUsers(values: Values, file: string | undefined): Promise<number> {
  return inPool("import", values, async (pool) => {
    const openWith = await keyIn(values["open-with"]);
    const result = await pool.users.import(recordsOf(file), { openWith });
    await print(JSON.stringify(result, null, 2));
    return result.refused.length === 0 ? 0 : 1;
  });
}

async function inPool(command: CommandName, values: Values, work: (pool: UserPool) => Promise<number>): Promise<number> {
  const storage = await chosenStorage(command, values, { mustExist: true });
  // Whoever is exported or imported is sent nothing, and gets no token.
  const delivery = { send: () => Promise.reject(new Failure("Nothing is sent.")) };
  const rockpool = await Rockpool.open({ ...storage, baseUrl: "http://localhost", delivery });
  try {
    return await work(await rockpool.userPool(values["pool"] ?? ""));
  } finally {
    await rockpool.close();
  }
}

async function* recordsOf(file: string | undefined): AsyncGenerator<ExportedUser, void, undefined> {
  try {
    const input = file === undefined ? process.stdin : createReadStream(file);
    for await (const line of linesOf(input)) if (line.trim() !== "") yield recordOf(line);
  } catch (error) {
    throw new Failure(`${file ?? "stdin"} cannot be read: ${(error as Error).message}`);
  }
}

async function* linesOf(input: Readable): AsyncGenerator<string, void, undefined> {
  let unfinished = "";
  for await (const chunk of input.setEncoding("utf8")) {
    const lines = `${unfinished}${chunk}`.split("\n");
    unfinished = lines.pop() ?? "";
    yield* lines;
  }
  yield unfinished;
}

/** What is no JSON is refused as what it is: a text, and no user. */
function recordOf(line: string): ExportedUser {
  try {
    return JSON.parse(line) as ExportedUser;
  } catch {
    return line as unknown as ExportedUser;
  }
}

/** @throws {Failure} */
async function keyIn(file: string | undefined): Promise<EncryptionJwk | undefined> {
  if (file === undefined) return undefined;
  try {
    return JSON.parse(await readFile(file, "utf8")) as EncryptionJwk;
  } catch {
    // The message of a parser would quote what may be a private key.
    throw new Failure(`${file} cannot be read as a JWK.`);
  }
}

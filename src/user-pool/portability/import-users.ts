import { z } from "zod";
import { invalidParameter, parse, type SchemaOf, schemaFor } from "../../codecs/schema.ts";
import { type ErrorCode, isRockpoolError } from "../../errors.ts";
import type { PoolContext } from "../context.ts";
import type { ExportedUser } from "./exported-user.ts";
import { importUser } from "./import-user.ts";
import { type EncryptionJwk, encryptionJwkSchema, passwordOpener } from "./password-seal.ts";

export interface ImportUsersOptions {
  /** The private key of which `export` was given the public one in `sealTo`. @default sealed passwords are refused */
  readonly openWith?: EncryptionJwk | undefined;
}

export interface ImportResult {
  /** Users who were made. */
  readonly imported: number;
  /** Users who were there already, just as they are written; who was missing in a group was added to it. */
  readonly unchanged: number;
  /** Users who were left out, and why; all others were not held up by them. */
  readonly refused: readonly RefusedUser[];
}

export interface RefusedUser {
  /** In the order they came, from 0. */
  readonly index: number;
  readonly username: string | null;
  readonly code: ErrorCode;
  readonly message: string;
}

/** The next one would fare no better: a storage that does not answer, a package that is not installed. */
const noFaultOfAUser: readonly ErrorCode[] = ["StorageUnavailableException", "MissingPeerException"];

const schema: SchemaOf<ImportUsersOptions> = schemaFor<ImportUsersOptions>()(
  z.strictObject({ openWith: encryptionJwkSchema.optional() }),
);

/**
 * Makes users as they were exported, with their sub and their password. The pool's schema and names must take them, and their groups
 * must be there. To import what is there already changes nothing: what was broken off can be begun again.
 *
 * @throws `InvalidParameterException`: not a list of anything, or no key. `StorageUnavailableException`. `MissingPeerException`: a hash is
 *   by bcrypt, and `@node-rs/bcrypt` is not installed; who came before is imported.
 */
export async function importUsers(
  context: PoolContext,
  records: Iterable<ExportedUser> | AsyncIterable<ExportedUser>,
  options: ImportUsersOptions = {},
): Promise<ImportResult> {
  const { openWith } = parse(schema, options);
  const open = openWith === undefined ? null : passwordOpener(openWith);
  if (!isIterable(records)) throw invalidParameter(["records"], "Member must be an iterable of exported users");
  let [imported, unchanged, index] = [0, 0, 0];
  const refused: RefusedUser[] = [];
  for await (const record of records) {
    try {
      if (await importUser(context, record, open)) imported += 1;
      else unchanged += 1;
    } catch (error) {
      if (!isRockpoolError(error) || noFaultOfAUser.includes(error.code)) throw error;
      refused.push({ index, username: usernameOf(record), code: error.code, message: error.message });
    }
    index += 1;
  }
  return { imported, unchanged, refused };
}

function isIterable(records: unknown): boolean {
  return Object(records)[Symbol.iterator] !== undefined || Object(records)[Symbol.asyncIterator] !== undefined;
}

/** What stands there as a name, if it can be read at all. */
function usernameOf(record: unknown): string | null {
  try {
    const { username } = record as ExportedUser;
    return typeof username === "string" ? username : null;
  } catch {
    return null;
  }
}

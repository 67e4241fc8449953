import { isDeepStrictEqual } from "node:util";
import { newUuid } from "../../codecs/ids.ts";
import { invalidParameter, parse } from "../../codecs/schema.ts";
import { type ErrorCode, isRockpoolError, RockpoolError } from "../../errors.ts";
import { attempt, type Step } from "../../storage/attempt.ts";
import type { Entry } from "../../storage/table.ts";
import type { PoolContext } from "../context.ts";
import { addUserToGroup } from "../groups/change-membership.ts";
import { checkAttributesSize, checkAttributeValues } from "../users/attributes.ts";
import { authStates } from "../users/auth-state.table.ts";
import { credentials } from "../users/credential.table.ts";
import { links } from "../users/link.table.ts";
import { aliasExists, newUser } from "../users/new-user.ts";
import { type LinkedIdentity, type UserRecord, users } from "../users/user.table.ts";
import { foldUsername } from "../users/username.ts";
import { type ExportedUser, exportedUserSchema } from "./exported-user.ts";

export interface ImportResult {
  /** Users who were made. */
  readonly imported: number;
  /** Users who were there already, just as they are written. */
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

/**
 * Makes users as they were exported, with their sub and their password. The pool's schema and names must take them, and their groups
 * must be there. To import what is there already changes nothing: what was broken off can be begun again.
 *
 * @throws `InvalidParameterException`: not a list of anything. `StorageUnavailableException`
 */
export async function importUsers(
  context: PoolContext,
  records: Iterable<ExportedUser> | AsyncIterable<ExportedUser>,
): Promise<ImportResult> {
  if (!isIterable(records)) throw invalidParameter(["records"], "Member must be an iterable of exported users");
  let [imported, unchanged, index] = [0, 0, 0];
  const refused: RefusedUser[] = [];
  for await (const record of records) {
    try {
      if (await importUser(context, record)) imported += 1;
      else unchanged += 1;
    } catch (error) {
      // A storage that does not answer is no fault of a user.
      if (!isRockpoolError(error) || error.code === "StorageUnavailableException") throw error;
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

/** @returns Whether the user is new. */
async function importUser(context: PoolContext, record: ExportedUser): Promise<boolean> {
  const { groups, ...written } = parse(exportedUserSchema, record);
  const { settings, poolId, store } = context;
  const username = foldUsername(settings.usernameConfiguration, written.username);
  checkAttributeValues(settings.schema, written.attributes);
  checkAttributesSize(written.attributes);
  const user: UserRecord = {
    poolId,
    sub: written.sub,
    username,
    attributes: written.attributes,
    status: written.userStatus,
    identities: written.identities.map(identityOf),
    createdAt: Date.parse(written.userCreateDate),
    lastModifiedAt: Date.parse(written.userLastModifiedDate),
  };
  const isNew = await attempt(store, async ({ read }) => {
    const [there] = await read([users.key({ poolId, sub: user.sub })]);
    if (there !== undefined) {
      if (await isAsWritten(read, user, written)) return { result: false };
      throw new RockpoolError("UsernameExistsException", "A user with this sub is there, and differs.");
    }
    const usernameTaken = (): RockpoolError => new RockpoolError("UsernameExistsException", "User account already exists");
    const password = {
      passwordHash: written.passwordHash,
      passwordId: newUuid(store.runtime.random),
      temporaryUntil: written.temporaryPasswordUntil === null ? null : Date.parse(written.temporaryPasswordUntil),
    };
    const { enabled, previousPasswordHashes: previousHashes } = written;
    const created = { user, password, previousHashes, enabled, usernameTaken, nameTaken: aliasExists };
    return { commit: [...(await newUser(context, read, created)), ...(await linked(read, user))], result: true };
  });
  for (const groupName of groups) await addUserToGroup(context, { groupName, username });
  return isNew;
}

function identityOf({
  providerName,
  providerAttributeName,
  providerAttributeValue,
  linkedAt,
}: ExportedUser["identities"][number]): LinkedIdentity {
  return {
    providerName,
    attributeName: providerAttributeName,
    value: providerAttributeValue,
    createdAt: Date.parse(linkedAt),
  };
}

async function linked(read: Step["read"], { poolId, sub, identities }: UserRecord): Promise<readonly Entry[]> {
  const found = await read(identities.map((identity) => links.key({ poolId, ...identity })));
  if (found.some((link) => link !== undefined)) {
    throw new RockpoolError("AliasExistsException", "The identity is linked to another user already.");
  }
  return identities.map((identity) => links.create({ poolId, sub, ...identity }));
}

async function isAsWritten(read: Step["read"], user: UserRecord, written: Omit<ExportedUser, "groups">): Promise<boolean> {
  const of = { poolId: user.poolId, sub: user.sub };
  const [there, state, credential] = await read([users.key(of), authStates.key(of), credentials.key(of)]);
  const until = credential?.value.temporaryUntil ?? null;
  return (
    isDeepStrictEqual(there?.value, user) &&
    state?.value.enabled === written.enabled &&
    credential?.value.passwordHash === written.passwordHash &&
    isDeepStrictEqual(credential.value.previousHashes, written.previousPasswordHashes) &&
    (until === null ? null : new Date(until).toISOString()) === written.temporaryPasswordUntil
  );
}

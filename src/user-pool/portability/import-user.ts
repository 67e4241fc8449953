import { isDeepStrictEqual } from "node:util";
import { newUuid } from "../../codecs/ids.ts";
import { RockpoolError } from "../../errors.ts";
import { attempt, type Step } from "../../storage/attempt.ts";
import { MAX_PLAN_ENTRIES } from "../../storage/contract.ts";
import type { Entry } from "../../storage/table.ts";
import type { PoolContext } from "../context.ts";
import { authStates } from "../users/auth-state.table.ts";
import { credentials } from "../users/credential.table.ts";
import { deletionOf } from "../users/delete-user.ts";
import { links } from "../users/link.table.ts";
import { aliasExists, newUser } from "../users/new-user.ts";
import { type UserRecord, users } from "../users/user.table.ts";
import type { ExportedUser } from "./exported-user.ts";
import { addToGroups, firstGroups, requireGroups } from "./imported-groups.ts";
import { type ImportedUser, importedUser } from "./imported-user.ts";
import type { OpenPasswords } from "./password-seal.ts";

/**
 * Makes one user as they were exported: who is refused is not made. All of the user is one plan, with as many groups as fit in it; the
 * others follow.
 *
 * @returns Whether the user is new; else they were there, just as written.
 * @throws why the user is left out
 */
export async function importUser(context: PoolContext, record: ExportedUser, open: OpenPasswords | null): Promise<boolean> {
  const imported = await importedUser(context, record, open);
  const { isNew, missing } = await attempt(context.store, async ({ read }) => {
    const { poolId, sub } = imported.user;
    const [there, deletion] = await read([users.key({ poolId, sub }), deletionOf({ poolId, sub })]);
    const groups = await requireGroups(context, read, imported.groupNames);
    if (there !== undefined) {
      if (!(await isAsWritten(read, there.value, imported))) throw differs();
      return { result: { isNew: false, missing: imported.groupNames } };
    }
    // It would delete what is made now.
    if (deletion !== undefined && deletion.value.doneAt === null) throw notGoneYet();
    const entries = await entriesOf(context, read, imported);
    const fitting = groups.slice(0, Math.max(0, Math.floor((MAX_PLAN_ENTRIES - entries.length - 1) / 2)));
    const missing = imported.groupNames.slice(fitting.length);
    return { commit: [...entries, ...firstGroups(context, sub, fitting)], result: { isNew: true, missing } };
  });
  await addToGroups(context, imported.user.sub, missing);
  return isNew;
}

async function entriesOf(
  context: PoolContext,
  read: Step["read"],
  { user, enabled, passwords, temporaryUntil }: ImportedUser,
): Promise<readonly Entry[]> {
  const { passwordHash, previousPasswordHashes: previousHashes } = passwords;
  const password = { passwordHash, passwordId: newUuid(context.store.runtime.random), temporaryUntil };
  const usernameTaken = (): RockpoolError => new RockpoolError("UsernameExistsException", "User account already exists");
  // The sub may be that of a user who was deleted: codes and challenges of then are no more good. Nobody signs out once a millisecond.
  const epoch = context.store.runtime.clock();
  const created = { user, password, previousHashes, enabled, epoch, usernameTaken, nameTaken: aliasExists };
  return [...(await newUser(context, read, created)), ...(await linked(read, user))];
}

/** What is left of links of users who were deleted is in nobody's way, as in `linkProvider`. */
async function linked(read: Step["read"], { poolId, sub, identities }: UserRecord): Promise<readonly Entry[]> {
  const found = await read(identities.map((identity) => links.key({ poolId, ...identity })));
  const owners = found.flatMap((link) => (link === undefined ? [] : [users.key({ poolId, sub: link.value.sub })]));
  if ((await read(owners)).some((owner) => owner !== undefined)) {
    throw new RockpoolError("AliasExistsException", "The identity is linked to another user already.");
  }
  return identities.map(
    (identity, at) => found[at]?.put({ sub, createdAt: identity.createdAt }) ?? links.create({ poolId, sub, ...identity }),
  );
}

async function isAsWritten(
  read: Step["read"],
  there: UserRecord,
  { user, enabled, passwords, temporaryUntil }: ImportedUser,
): Promise<boolean> {
  const of = { poolId: user.poolId, sub: user.sub };
  const [state, credential] = await read([authStates.key(of), credentials.key(of)]);
  if (state === undefined || credential === undefined) return false;
  const { passwordHash, previousHashes, temporaryUntil: until } = credential.value;
  const is = { user: there, enabled: state.value.enabled, passwordHash, previousHashes, until };
  const { previousPasswordHashes } = passwords;
  return isDeepStrictEqual(is, {
    user,
    enabled,
    passwordHash: passwords.passwordHash,
    previousHashes: previousPasswordHashes,
    until: temporaryUntil,
  });
}

function differs(): RockpoolError {
  return new RockpoolError("UsernameExistsException", "A user with this sub is there, and differs.");
}

function notGoneYet(): RockpoolError {
  const message = "A user with this sub was deleted, and not all of them is gone yet: call maintain, and import again.";
  return new RockpoolError("UnsupportedUserStateException", message);
}

import { newUuid } from "../codecs/ids.ts";
import { RockpoolError } from "../errors.ts";
import { attempt, type Decision, type Step } from "../storage/attempt.ts";
import type { Entry, Found } from "../storage/table.ts";
import { type IdentityPoolContext, notAuthorized } from "./context.ts";
import {
  type IdentityRecord,
  identities,
  identityLogins,
  identityNotFound,
  isDeveloperLogin,
  type Login,
  MAX_LOGINS,
} from "./identity.table.ts";
import { type IdentityPoolRecord, identityPoolNotFound, identityPools } from "./identity-pool.table.ts";
import { distinct, heirOf, type Known, look, nameOf } from "./known-identities.ts";
import { twoUsers } from "./login-refusals.ts";
import { reserveIdentity } from "./pool-of-identity.ts";
import type { VerifiedLogin } from "./verified-login.ts";

/**
 * Finds whose the logins are, and links, makes or merges identities as it must: of several calls at once, one is first, and the others
 * find what it made. Where nothing is to be changed, nothing is written.
 *
 * @returns The id, which is another than was asked for when identities were merged.
 * @throws `NotAuthorizedException`, `ResourceNotFoundException`; `ResourceConflictException`: two users of one provider;
 *   `DeveloperUserAlreadyRegisteredException`: a developer's user is another identity than was asked for.
 */
export function resolveIdentity(context: IdentityPoolContext, question: IdentityQuestion): Promise<string> {
  const { identityId, logins } = question;
  return attempt(context.store, async ({ read }) => {
    const known = await look(context, read, { identityId, logins, others: logins.flatMap(({ givenFor }) => givenFor ?? []) });
    // Nobody is made for a pool that is gone.
    const made = async (members: NewIdentity) => newIdentity(context, await livingPool(context, read), members);
    if (logins.length === 0) return asGuest(context, identityId, known.asked?.value, made);
    if (identityId !== null) mayAskFor(identityId, known);
    mayBeDeveloperUsers(known, question);
    return merged(context, known, logins, made);
  });
}

/** Who asks for whom. */
export interface IdentityQuestion {
  /** The identity that is asked for; `null`: whichever the logins have. */
  readonly identityId: string | null;
  /** Verified. None: a guest. */
  readonly logins: readonly (Login & Pick<VerifiedLogin, "givenFor">)[];
  /** Whether users of a developer's own become known here: their backend asks. Else those who are not known are refused. */
  readonly registersDeveloperUsers: boolean;
}

/** Without a login: another guest each time, or the guest that was asked for, as long as it is one. */
async function asGuest(
  context: IdentityPoolContext,
  identityId: string | null,
  asked: IdentityRecord | undefined,
  made: MakeIdentity,
): Promise<Decision<string>> {
  if (identityId !== null && asked === undefined) throw identityNotFound(identityId);
  if (asked !== undefined && (!asked.isGuest || asked.mergedInto !== null)) throw forbidden(asked.identityId);
  if (!context.settings.allowUnauthenticatedIdentities) {
    throw notAuthorized("Unauthenticated access is not supported for this identity pool.");
  }
  if (asked !== undefined) return { result: asked.identityId };
  const { id, entries } = await made({ logins: [], isGuest: true });
  return { commit: entries, result: id };
}

/**
 * A guest may be taken over by whoever has its id and logs in. Anybody else needs a login of theirs; of an identity that was merged away,
 * a login of the one it went into, since clients keep the old id.
 */
function mayAskFor(identityId: string, { people, asked, owners }: Known): void {
  if (asked === undefined) throw identityNotFound(identityId);
  if (isGuestStill(asked)) return;
  const heir = heirOf(asked, people);
  if (heir === undefined || !owners.includes(heir)) throw noMatch();
}

/**
 * A token of ours may be older than what was unlinked, and its user's id may be somebody else's since: it is good for the identity that it was
 * given for, and what has come of that. And whom a backend knows by one id, it does not take for another by mistake.
 */
function mayBeDeveloperUsers({ asked, people, records }: Known, { logins, registersDeveloperUsers }: IdentityQuestion): void {
  const heirOfId = (id: string | undefined): string | undefined => {
    const identity = id === undefined ? undefined : people.get(id);
    return identity && heirOf(identity, people)?.value.identityId;
  };
  const heirId = heirOfId(asked?.value.identityId);
  for (const login of logins.filter(isDeveloperLogin)) {
    const ownerId = records.get(nameOf(login))?.value.identityId;
    if (!registersDeveloperUsers && (ownerId === undefined || ownerId !== heirOfId(login.givenFor))) throw noMatch();
    if (registersDeveloperUsers && ownerId !== undefined && heirId !== undefined && ownerId !== heirId) {
      const message = "The developer user identifier is registered under another identity.";
      throw new RockpoolError("DeveloperUserAlreadyRegisteredException", message);
    }
  }
}

function noMatch(): RockpoolError {
  return notAuthorized("Logins don't match. Please include at least one valid login for this identity or identity pool.");
}

function isGuestStill({ value: { isGuest, mergedInto } }: Found<IdentityRecord>): boolean {
  return isGuest && mergedInto === null;
}

/** All that is found becomes one identity: the oldest that had one of the logins already; or the guest; or a new one. */
async function merged(
  context: IdentityPoolContext,
  { asked, records, owners }: Known,
  logins: readonly Login[],
  made: MakeIdentity,
): Promise<Decision<string>> {
  const { poolId, store } = context;
  const guests = asked !== undefined && isGuestStill(asked) ? [asked] : [];
  const [heir, ...losers] = [...[...owners].sort(byAge), ...guests];
  const before = heir?.value.logins ?? [];
  const union = together([...before, ...losers.flatMap(({ value }) => value.logins), ...logins]);
  if (heir !== undefined && losers.length === 0 && union.length === before.length) return { result: heir.value.identityId };

  const { id, entries } = heir === undefined ? await made({ logins: union, isGuest: false }) : linked(heir, union);
  const now = store.runtime.clock();
  const loginEntries = union.flatMap((login): readonly Entry[] => {
    const record = records.get(nameOf(login));
    if (record === undefined) return [identityLogins.create({ poolId, ...login, identityId: id })];
    return record.value.identityId === id ? [] : [record.put({ identityId: id })];
  });
  const away = losers.map((loser) => loser.put({ logins: [], mergedInto: id, lastModifiedAt: now }));
  return { commit: [...entries, ...away, ...loginEntries], result: id };

  function linked(identity: Found<IdentityRecord>, all: readonly Login[]): Written {
    const put = identity.put({ logins: all, isGuest: false, lastModifiedAt: store.runtime.clock() });
    return { id: identity.value.identityId, entries: [put] };
  }
}

function byAge({ value: a }: Found<IdentityRecord>, { value: b }: Found<IdentityRecord>): number {
  return a.createdAt - b.createdAt || (a.identityId < b.identityId ? -1 : 1);
}

/** @throws `ResourceConflictException`: two users of one provider, or too many logins. */
export function together(all: readonly Login[]): readonly Login[] {
  const union = distinct(all.map(({ provider, subject }) => ({ provider, subject })));
  const others = union.filter((login) => !isDeveloperLogin(login));
  if (new Set(others.map(({ provider }) => provider)).size < others.length) throw twoUsers();
  if (union.length > MAX_LOGINS) {
    throw new RockpoolError("ResourceConflictException", `An identity has at most ${MAX_LOGINS} logins.`);
  }
  return union;
}

type NewIdentity = Pick<IdentityRecord, "logins" | "isGuest">;
type MakeIdentity = (members: NewIdentity) => Promise<Written>;

interface Written {
  readonly id: string;
  readonly entries: readonly Entry[];
}

async function livingPool({ poolId }: IdentityPoolContext, read: Step["read"]): Promise<Found<IdentityPoolRecord>> {
  const [pool] = await read([identityPools.key({ poolId })]);
  if (pool === undefined) throw identityPoolNotFound(poolId);
  return pool;
}

function newIdentity({ poolId, store }: IdentityPoolContext, pool: Found<IdentityPoolRecord>, members: NewIdentity): Written {
  const now = store.runtime.clock();
  // An identity's id begins as its pool's.
  const id = `${poolId.slice(0, poolId.indexOf(":"))}:${newUuid(store.runtime.random)}`;
  const record = { poolId, identityId: id, ...members, mergedInto: null, createdAt: now, lastModifiedAt: now };
  return { id, entries: [identities.create(record), reserveIdentity(record), pool.check()] };
}

function forbidden(identityId: string): RockpoolError {
  return notAuthorized(`Access to Identity '${identityId}' is forbidden.`);
}

import type { Step } from "../storage/attempt.ts";
import type { Found } from "../storage/table.ts";
import type { IdentityPoolContext } from "./context.ts";
import { type IdentityLoginRecord, type IdentityRecord, identities, identityLogins, type Login } from "./identity.table.ts";

/** What an identity pool knows of those who come, in one snapshot. */
export interface Known {
  readonly people: ReadonlyMap<string, Found<IdentityRecord>>;
  /** The identity that was asked for. */
  readonly asked: Found<IdentityRecord> | undefined;
  /** Of the logins that were presented, and of all others that those identities have. */
  readonly records: ReadonlyMap<string, Found<IdentityLoginRecord>>;
  /** Whose the presented logins are. */
  readonly owners: readonly Found<IdentityRecord>[];
}

/** Reads until all that is found points to something that was read together with it. @param others Identities to read beside. */
export async function look(
  { poolId }: IdentityPoolContext,
  read: Step["read"],
  {
    identityId,
    logins,
    others = [],
  }: { readonly identityId: string | null; readonly logins: readonly Login[]; readonly others?: readonly string[] },
): Promise<Known> {
  const wanted = distinctTexts([...(identityId === null ? [] : [identityId]), ...others]);
  let [ids, named] = [wanted, logins];
  for (;;) {
    const [foundPeople, foundLogins] = await readBoth(read, poolId, { ids, named });
    const people = new Map(foundPeople.map((one) => [one.value.identityId, one]));
    const records = new Map(foundLogins.map((one) => [nameOf(one.value), one]));
    const ownerIds = distinctTexts(logins.flatMap((login) => records.get(nameOf(login))?.value.identityId ?? []));
    const heirs = foundPeople.flatMap(({ value }) => value.mergedInto ?? []);
    const needed = distinctTexts([...wanted, ...ownerIds, ...heirs]);
    const theirs = distinct([...logins, ...foundPeople.flatMap(({ value }) => value.logins)]);
    const isWhole = needed.every((id) => ids.includes(id)) && theirs.every((login) => named.some(isSame(login)));
    if (isWhole) {
      const owners = ownerIds.flatMap((id) => people.get(id) ?? []);
      return { people, asked: identityId === null ? undefined : people.get(identityId), records, owners };
    }
    [ids, named] = [needed, theirs];
  }
}

async function readBoth(
  read: Step["read"],
  poolId: string,
  { ids, named }: { readonly ids: readonly string[]; readonly named: readonly Login[] },
): Promise<readonly [readonly Found<IdentityRecord>[], readonly Found<IdentityLoginRecord>[]]> {
  const found: readonly (Found<unknown> | undefined)[] = await read([
    ...ids.map((identityId) => identities.key({ poolId, identityId })),
    ...named.map(({ provider, subject }) => identityLogins.key({ poolId, provider, subject })),
  ]);
  const there = (some: readonly (Found<unknown> | undefined)[]): readonly Found<unknown>[] =>
    some.flatMap((one) => (one === undefined ? [] : [one]));
  return [
    there(found.slice(0, ids.length)) as readonly Found<IdentityRecord>[],
    there(found.slice(ids.length)) as readonly Found<IdentityLoginRecord>[],
  ];
}

/** Names a login. U+0000 is in no name. */
export function nameOf({ provider, subject }: Login): string {
  return `${provider}\0${subject}`;
}

export function distinct(logins: readonly Login[]): readonly Login[] {
  return [...new Map(logins.map((login) => [nameOf(login), login])).values()];
}

function distinctTexts(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)];
}

function isSame(login: Login): (other: Login) => boolean {
  return (other) => nameOf(other) === nameOf(login);
}

/** The identity that has come of this one. */
export function heirOf(identity: Found<IdentityRecord>, people: Known["people"]): Found<IdentityRecord> | undefined {
  let heir: Found<IdentityRecord> | undefined = identity;
  while (heir !== undefined && heir.value.mergedInto !== null) heir = people.get(heir.value.mergedInto);
  return heir;
}

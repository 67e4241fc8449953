import { invalidParameter } from "../../codecs/schema.ts";
import { RockpoolError } from "../../errors.ts";
import type { Step } from "../../storage/attempt.ts";
import type { Entry, Ref } from "../../storage/table.ts";
import type { PoolContext } from "../context.ts";
import type { UserPoolSettings } from "../settings/pool-options.ts";
import type { AliasAttribute, ContactAttribute } from "../settings/sign-in-names.ts";
import { aliases } from "./alias.table.ts";
import { revalued } from "./attribute-values.ts";
import { type Attributes, MAX_EMAIL_LENGTH } from "./attributes.ts";
import { usernames, users } from "./user.table.ts";
import { foldName, foldUsername } from "./username.ts";

/** What somebody is found by beside the user name. */
export interface SignInName {
  readonly kind: AliasAttribute;
  /** Folded. */
  readonly value: string;
}

/** The part of a user that names are made of. */
interface Named {
  readonly username: string;
  readonly attributes: Attributes;
}

type NameSettings = Pick<UserPoolSettings, "aliasAttributes" | "usernameAttributes" | "usernameConfiguration">;

const contacts: readonly ContactAttribute[] = ["email", "phone_number"];

const looksLike: Readonly<Record<ContactAttribute, (name: string) => boolean>> = {
  email: (name) => /^[^@\s]+@[^@\s]+$/.test(name),
  phone_number: (name) => /^\+\d{1,32}$/.test(name),
};

/** Whether a name is written as an address. */
export function isAddress(kind: ContactAttribute, name: string): boolean {
  return looksLike[kind](name);
}

/**
 * All names a user with these attributes has beside the user name: where addresses are user names, every such address; where they
 * are aliases, those that are verified; and a preferred user name that is an alias. The records of names say the same at all
 * times, because whatever writes attributes brings them along: see {@link renamed}.
 */
export function namesOf(settings: NameSettings, { username, attributes }: Named): readonly SignInName[] {
  const { aliasAttributes, usernameAttributes, usernameConfiguration } = settings;
  const isName = (kind: AliasAttribute): boolean => {
    if (kind === "preferred_username") return aliasAttributes.includes(kind);
    return usernameAttributes.includes(kind) || (aliasAttributes.includes(kind) && attributes[`${kind}_verified`] === "true");
  };
  return [...contacts, "preferred_username" as const].flatMap((kind) => {
    const value = foldName(usernameConfiguration, attributes[kind] ?? "");
    // Who prefers the user name has it already.
    return value !== "" && value !== username && isName(kind) ? [{ kind, value }] : [];
  });
}

interface NameRecord {
  readonly sub: string;
}

/** The record of a name. A preferred user name stands among the user names: nobody can prefer what is another's. */
function refOf(poolId: string, { kind, value }: SignInName): Ref<NameRecord> {
  return kind === "preferred_username" ? usernames.key({ poolId, username: value }) : aliases.key({ poolId, kind, value });
}

function reserve(poolId: string, { kind, value }: SignInName, sub: string): Entry {
  return kind === "preferred_username"
    ? usernames.create({ poolId, username: value, sub })
    : aliases.create({ poolId, kind, value, sub });
}

/** Every record that a name could be found under; the first that is there counts. */
export function candidates(
  { poolId, settings }: PoolContext,
  written: string,
  path?: readonly string[],
): readonly Ref<NameRecord>[] {
  const { aliasAttributes, usernameAttributes, usernameConfiguration } = settings;
  const folded = foldName(usernameConfiguration, written);
  // A longer one is nobody's, and could be no key.
  const addresses = contacts
    .filter((kind) => aliasAttributes.includes(kind) || usernameAttributes.includes(kind))
    .filter((kind) => looksLike[kind](folded) && folded.length <= MAX_EMAIL_LENGTH)
    .map((kind) => refOf(poolId, { kind, value: folded }));
  // An address may be longer than a user name.
  if (addresses.length > 0 && folded.length > 128) return addresses;
  return [usernames.key({ poolId, username: foldUsername(usernameConfiguration, written, path) }), ...addresses];
}

/** A new user's name, and the attributes it brings. */
export interface NewName {
  readonly username: string;
  readonly attributes: Attributes;
}

/**
 * What a new user is called: what was written, or the sub where people sign up by their address, which is then an attribute.
 *
 * @throws `InvalidParameterException`
 */
export function newName({ settings }: PoolContext, sub: string, written: string, attributes: Attributes): NewName {
  const { usernameAttributes, usernameConfiguration } = settings;
  if (usernameAttributes.length > 0) {
    const kind = usernameAttributes.find((one) => looksLike[one](written));
    if (kind === undefined) throw invalidUsername(shouldBe(usernameAttributes));
    const given = attributes[kind];
    if (given && foldName(usernameConfiguration, given) !== foldName(usernameConfiguration, written)) {
      throw invalidParameter(["attributes", kind], "Member must be the address that is the user name");
    }
    return { username: sub, attributes: { ...attributes, [kind]: given || written } };
  }
  return { username: unmistakable(settings, written, ["username"]), attributes };
}

/**
 * Folds a name that is looked up before addresses: one that looks like an address would hide who has proved it.
 *
 * @throws `InvalidParameterException`
 */
function unmistakable(
  { aliasAttributes, usernameConfiguration }: NameSettings,
  written: string,
  path: readonly string[],
): string {
  const username = foldUsername(usernameConfiguration, written, path);
  const mistakable = contacts.find((kind) => aliasAttributes.includes(kind) && looksLike[kind](username));
  if (mistakable !== undefined) {
    const what = mistakable.replace("_", " ");
    throw invalidUsername(`Username cannot be of ${what} format, since user pool is configured for ${what} alias.`, path);
  }
  return username;
}

function shouldBe(usernameAttributes: readonly ContactAttribute[]): string {
  if (usernameAttributes.length > 1) return "Username should be either an email or a phone number.";
  return usernameAttributes[0] === "email" ? "Username should be an email." : "Username should be a phone number.";
}

function invalidUsername(message: string, path: readonly string[] = ["username"]): RockpoolError {
  return new RockpoolError("InvalidParameterException", message, { path: path.join(".") });
}

export interface Renaming {
  readonly sub: string;
  readonly username: string;
  /** `{}` for a user who comes into being. */
  readonly before: Attributes;
  /** `{}` for one who is deleted. */
  readonly after: Attributes;
  /** Whether an address that somebody else has verified is taken from them: theirs is not verified any more then. */
  readonly force?: boolean;
  /** Made when a name is another's. */
  readonly taken: (name: SignInName) => RockpoolError;
}

/**
 * The entries that make the names of a user what the new attributes say, and what users are listed by beside them. They join the plan
 * that writes the attributes, so that of two users who want one name one is told that it is taken.
 *
 * @throws `taken`
 */
export async function renamed(context: PoolContext, read: Step["read"], renaming: Renaming): Promise<readonly Entry[]> {
  const { poolId, settings } = context;
  const { sub, username, before, after, force = false, taken } = renaming;
  const [had, has] = [before, after].map((attributes) => namesOf(settings, { username, attributes })) as [
    SignInName[],
    SignInName[],
  ];
  const isIn = (names: readonly SignInName[], { kind, value }: SignInName): boolean =>
    names.some((name) => name.kind === kind && name.value === value);
  const changes = [
    ...had.filter((name) => !isIn(has, name)).map((name) => ({ name, isKept: false })),
    ...has.filter((name) => !isIn(had, name)).map((name) => ({ name, isKept: true })),
  ];
  const entries: Entry[] = [...(await revalued(context, read, renaming))];
  if (changes.length === 0) return entries;

  const preferred = changes.find(({ name, isKept }) => isKept && name.kind === "preferred_username");
  if (preferred !== undefined) unmistakable(settings, preferred.name.value, ["attributes", "preferred_username"]);

  const found = await read(changes.map(({ name }) => refOf(poolId, name)));
  const losing = new Map<string, readonly ContactAttribute[]>();
  for (const [at, { name, isKept }] of changes.entries()) {
    const record = found[at];
    if (!isKept) {
      if (record?.value.sub === sub) entries.push(record.delete());
    } else if (record === undefined) {
      entries.push(reserve(poolId, name, sub));
    } else if (record.value.sub !== sub) {
      // An address that is a user name is nobody's to take, nor is a name that somebody prefers.
      if (!force || settings.usernameAttributes.length > 0 || name.kind === "preferred_username") throw taken(name);
      entries.push(record.put({ sub }));
      losing.set(record.value.sub, [...(losing.get(record.value.sub) ?? []), name.kind]);
    }
  }
  return losing.size === 0 ? entries : [...entries, ...(await unverified(context, read, losing))];
}

/** The entries of those whose addresses somebody else has proved since: one for each of them. */
async function unverified(
  { poolId }: PoolContext,
  read: Step["read"],
  losing: ReadonlyMap<string, readonly ContactAttribute[]>,
): Promise<readonly Entry[]> {
  const found = await read([...losing.keys()].map((sub) => users.key({ poolId, sub })));
  return [...losing.values()].flatMap((kinds, at) => {
    const user = found[at];
    if (user === undefined) return [];
    const flags = Object.fromEntries(kinds.map((kind) => [`${kind}_verified`, "false"]));
    return [user.put({ attributes: { ...user.value.attributes, ...flags } })];
  });
}

import { invalidParameter, parse } from "../../codecs/schema.ts";
import type { PoolContext } from "../context.ts";
import { type Attributes, checkAttributesSize, checkGivenAttributes, initialAttributes } from "../users/attributes.ts";
import { newName } from "../users/names.ts";
import { requireSchemeOf } from "../users/password-hash/schemes.ts";
import type { LinkedIdentity, UserRecord } from "../users/user.table.ts";
import type { ExportedPasswords } from "./exported-passwords.ts";
import { type ExportedIdentity, type ExportedUser, exportedUserSchema } from "./exported-user.ts";
import type { OpenPasswords } from "./password-seal.ts";

/** What an exported user becomes here. */
export interface ImportedUser {
  readonly user: UserRecord;
  readonly enabled: boolean;
  readonly passwords: ExportedPasswords;
  /** In ms. */
  readonly temporaryUntil: number | null;
  readonly groupNames: readonly string[];
}

/**
 * Checks a record by all that needs no look at the storage.
 *
 * @param open `null`: there is no key.
 * @throws `InvalidParameterException`; `SealBrokenException`: the passwords do not open. `MissingPeerException`: what verifies one of them
 *   is not installed.
 */
export async function importedUser(
  context: PoolContext,
  record: ExportedUser,
  open: OpenPasswords | null,
): Promise<ImportedUser> {
  const written = parse(exportedUserSchema, record);
  const { poolId, settings } = context;
  const { sub, enabled, userStatus: status, temporaryPasswordUntil } = written;
  checkGivenAttributes(settings.schema, written.attributes);
  const attributes = initialAttributes(written.attributes);
  checkAttributesSize(attributes);
  const user: UserRecord = {
    poolId,
    sub,
    username: usernameOf(context, sub, written.username, attributes),
    attributes,
    status,
    identities: written.identities.map(identityOf),
    createdAt: Date.parse(written.userCreateDate),
    lastModifiedAt: Date.parse(written.userLastModifiedDate),
  };
  return {
    user,
    enabled,
    passwords: await verifiable(await passwordsOf(written, open)),
    temporaryUntil: temporaryPasswordUntil === null ? null : Date.parse(temporaryPasswordUntil),
    groupNames: written.groups,
  };
}

/** A user name by the pool's rules (users-and-triggers.md 2.5): nobody comes in by a name that could not be made here. */
function usernameOf(context: PoolContext, sub: string, written: string, attributes: Attributes): string {
  const { usernameAttributes } = context.settings;
  if (usernameAttributes.length === 0) return newName(context, sub, written, attributes).username;
  if (written !== sub) throw invalidParameter(["username"], "Member must be the sub where addresses are user names");
  if (!usernameAttributes.some((kind) => attributes[kind])) {
    throw invalidParameter(["attributes"], `Member must have ${usernameAttributes.join(" or ")}, which is the user name`);
  }
  return sub;
}

async function passwordsOf(
  { sub, sealedPasswords, passwordHash, previousPasswordHashes }: ExportedUser,
  open: OpenPasswords | null,
): Promise<ExportedPasswords> {
  if (sealedPasswords === undefined) return { passwordHash, previousPasswordHashes };
  if (open === null) throw invalidParameter(["sealedPasswords"], "Member must be opened: give openWith, the private key");
  return open(sub, sealedPasswords);
}

/** What would keep users out at their next sign-in is told now, to who can install it. */
async function verifiable(passwords: ExportedPasswords): Promise<ExportedPasswords> {
  const { passwordHash, previousPasswordHashes } = passwords;
  for (const hash of [...previousPasswordHashes, ...(passwordHash === null ? [] : [passwordHash])]) await requireSchemeOf(hash);
  return passwords;
}

function identityOf({ providerName, providerAttributeName, providerAttributeValue, linkedAt }: ExportedIdentity): LinkedIdentity {
  return {
    providerName,
    attributeName: providerAttributeName,
    value: providerAttributeValue,
    createdAt: Date.parse(linkedAt),
  };
}

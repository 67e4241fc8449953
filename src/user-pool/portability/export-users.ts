import { z } from "zod";
import { parse, type SchemaOf, schemaFor } from "../../codecs/schema.ts";
import type { FoundPage } from "../../storage/store.ts";
import type { PoolContext } from "../context.ts";
import { groups } from "../groups/group.table.ts";
import { userGroups } from "../groups/membership.table.ts";
import { authStates } from "../users/auth-state.table.ts";
import { credentials } from "../users/credential.table.ts";
import { type UserRecord, users } from "../users/user.table.ts";
import type { ExportedPasswords } from "./exported-passwords.ts";
import type { ExportedUser } from "./exported-user.ts";
import { type EncryptionJwk, encryptionJwkSchema, passwordSealer, type SealPasswords } from "./password-seal.ts";

export interface ExportUsersOptions {
  /**
   * A public key, to which the password hashes of each user are sealed: who has the records alone has none of them. Keep the private
   * key where neither the records nor the pool is. @default hashes are in the clear
   */
  readonly sealTo?: EncryptionJwk | undefined;
}

const schema: SchemaOf<ExportUsersOptions> = schemaFor<ExportUsersOptions>()(
  z.strictObject({ sealTo: encryptionJwkSchema.optional() }),
);

const PAGE = 50;

/**
 * Every user of the pool, by sub, one after the other. Who comes, changes or goes meanwhile may be among them or not; everybody else
 * is, once, and each as they stood at one instant.
 *
 * @throws `InvalidParameterException`: the key is none.
 */
export async function* exportUsers(
  context: PoolContext,
  options: ExportUsersOptions = {},
): AsyncGenerator<ExportedUser, void, undefined> {
  const { sealTo } = parse(schema, options);
  const seal = sealTo === undefined ? null : passwordSealer(sealTo);
  const { poolId, store } = context;
  let cursor: string | null = null;
  do {
    const page: FoundPage<UserRecord> = await store.scan(users, [poolId], { limit: PAGE, cursor });
    const exported = await Promise.all(page.records.map(({ value: { sub } }) => exportUser(context, sub, seal)));
    for (const user of exported) if (user !== undefined) yield user;
    cursor = page.cursor;
  } while (cursor !== null);
}

/** `undefined` for a user who is gone by now. */
async function exportUser(
  { poolId, store }: PoolContext,
  sub: string,
  seal: SealPasswords | null,
): Promise<ExportedUser | undefined> {
  const of = { poolId, sub };
  const [user, state, credential, member] = await store.read([
    users.key(of),
    authStates.key(of),
    credentials.key(of),
    userGroups.key(of),
  ]);
  if (user === undefined || state === undefined || credential === undefined) return undefined;
  const entries = member?.value.groups ?? [];
  const found = await store.read(entries.map(({ groupName }) => groups.key({ poolId, groupName })));
  const { username, attributes, status, identities, createdAt, lastModifiedAt } = user.value;
  const { passwordHash, previousHashes, temporaryUntil } = credential.value;
  return {
    sub,
    username,
    attributes,
    userStatus: status,
    enabled: state.value.enabled,
    userCreateDate: dated(createdAt),
    userLastModifiedDate: dated(lastModifiedAt),
    groups: entries.filter(({ groupId }, at) => found[at]?.value.groupId === groupId).map(({ groupName }) => groupName),
    identities: identities.map((identity) => ({
      providerName: identity.providerName,
      providerAttributeName: identity.attributeName,
      providerAttributeValue: identity.value,
      linkedAt: dated(identity.createdAt),
    })),
    ...(await sealedOrNot(sub, { passwordHash, previousPasswordHashes: previousHashes }, seal)),
    temporaryPasswordUntil: temporaryUntil === null ? null : dated(temporaryUntil),
  };
}

async function sealedOrNot(
  sub: string,
  passwords: ExportedPasswords,
  seal: SealPasswords | null,
): Promise<ExportedPasswords & Pick<ExportedUser, "sealedPasswords">> {
  if (seal === null) return passwords;
  return { passwordHash: null, previousPasswordHashes: [], sealedPasswords: await seal(sub, passwords) };
}

function dated(ms: number): string {
  return new Date(ms).toISOString();
}

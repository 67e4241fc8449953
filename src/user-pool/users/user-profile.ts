import type { PoolContext } from "../context.ts";
import { requireSub, userNotFound } from "./account.ts";
import type { Attributes } from "./attributes.ts";
import { type AuthStateRecord, authStates } from "./auth-state.table.ts";
import { type UserRecord, type UserStatus, users } from "./user.table.ts";

/** A user as administrators see them: Cognito's `UserType`. */
export interface UserProfile {
  readonly username: string;
  readonly sub: string;
  readonly attributes: Attributes;
  readonly userStatus: UserStatus;
  readonly enabled: boolean;
  readonly userCreateDate: Date;
  readonly userLastModifiedDate: Date;
}

/** Reads one user (Cognito's `AdminGetUser`). @throws `UserNotFoundException` */
export async function getUser(context: PoolContext, username: string): Promise<UserProfile> {
  const { poolId, store } = context;
  const sub = await requireSub(context, (refs) => store.read(refs), username);
  const [user, state] = await store.read([users.key({ poolId, sub }), authStates.key({ poolId, sub })]);
  if (user === undefined || state === undefined) throw userNotFound();
  return profileOf(user.value, state.value);
}

/** The records of a user, put together. */
export function profileOf(user: UserRecord, { enabled }: Pick<AuthStateRecord, "enabled">): UserProfile {
  const { username, sub, status, createdAt, lastModifiedAt } = user;
  return {
    username,
    sub,
    attributes: shownAttributes(user),
    userStatus: status,
    enabled,
    userCreateDate: new Date(createdAt),
    userLastModifiedDate: new Date(lastModifiedAt),
  };
}

/** The attributes with that of the linked identities: a JSON text, as Cognito has it. */
export function shownAttributes({ attributes, identities }: UserRecord): Attributes {
  if (identities.length === 0) return attributes;
  const shown = identities.map(({ providerName, value, createdAt }) => ({
    userId: value,
    providerName,
    providerType: providerName,
    issuer: null,
    primary: false,
    dateCreated: createdAt,
  }));
  return { ...attributes, identities: JSON.stringify(shown) };
}

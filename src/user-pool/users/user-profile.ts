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
export function profileOf(user: UserRecord, { enabled }: AuthStateRecord): UserProfile {
  const { username, sub, attributes, status, createdAt, lastModifiedAt } = user;
  return {
    username,
    sub,
    attributes,
    userStatus: status,
    enabled,
    userCreateDate: new Date(createdAt),
    userLastModifiedDate: new Date(lastModifiedAt),
  };
}

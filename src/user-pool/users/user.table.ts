import { canonical } from "../../codecs/text.ts";
import { type PoolRecord, type Table, table } from "../../storage/table.ts";
import type { Attributes } from "./attributes.ts";

/** `UserStatus`, with Cognito's own values, of which three are not used any more. */
export const userStatuses = ["UNCONFIRMED", "CONFIRMED", "FORCE_CHANGE_PASSWORD", "RESET_REQUIRED", "EXTERNAL_PROVIDER"] as const;

export type UserStatus = (typeof userStatuses)[number];

/** An identity at another provider that is linked to a user. */
export interface LinkedIdentity {
  readonly providerName: string;
  /** `Cognito_Subject` for the provider's own id of the person; else an attribute it tells. */
  readonly attributeName: string;
  readonly value: string;
  readonly createdAt: number;
}

/** A person's profile: what lists and filters read. Nothing in it changes by signing in. */
export interface UserRecord extends PoolRecord {
  /** A UUID, never used for anyone else. */
  readonly sub: string;
  /** Folded: see {@link foldUsername}; the sub where addresses are user names. */
  readonly username: string;
  readonly attributes: Attributes;
  readonly status: UserStatus;
  /** Who this user is at other providers. */
  readonly identities: readonly LinkedIdentity[];
  readonly createdAt: number;
  readonly lastModifiedAt: number;
}

/** What users are listed by: the sub and the user name as they are, the others folded. */
export type UserIndex =
  | "sub"
  | "username"
  | "email"
  | "phoneNumber"
  | "name"
  | "givenName"
  | "familyName"
  | "preferredUsername"
  | "userStatus";

export const users: Table<UserRecord, "sub", UserIndex> = table({
  name: "users",
  key: ["poolId", "sub"],
  indexes: {
    // Beside the key, because a key is not found by how it begins.
    sub: ({ sub }) => sub,
    username: ({ username }) => username,
    email: folded("email"),
    phoneNumber: folded("phone_number"),
    name: folded("name"),
    givenName: folded("given_name"),
    familyName: folded("family_name"),
    preferredUsername: folded("preferred_username"),
    userStatus: ({ status }) => canonical(status),
  },
});

function folded(name: string): (user: UserRecord) => string | null {
  return ({ attributes }) => (attributes[name] === undefined ? null : canonical(attributes[name]));
}

/** Who has a user name, or prefers to be called by it. It is taken by the record being there. */
export interface UsernameRecord extends PoolRecord {
  readonly username: string;
  readonly sub: string;
}

export const usernames: Table<UsernameRecord, "username"> = table({ name: "usernames", key: ["poolId", "username"] });

import { type PoolRecord, type Table, table } from "../../storage/table.ts";
import type { Attributes } from "./attributes.ts";

/** `UserStatus`, with Cognito's own values. */
export type UserStatus = "UNCONFIRMED" | "CONFIRMED" | "FORCE_CHANGE_PASSWORD";

/** A person's profile: what lists and filters read. Nothing in it changes by signing in. */
export interface UserRecord extends PoolRecord {
  /** A UUID, never used for anyone else. */
  readonly sub: string;
  /** Folded: see {@link foldUsername}. */
  readonly username: string;
  readonly attributes: Attributes;
  readonly status: UserStatus;
  readonly createdAt: number;
  readonly lastModifiedAt: number;
}

export const users: Table<UserRecord, "sub"> = table({ name: "users", key: ["poolId", "sub"] });

/** Who has a user name. It is taken by the record being there. */
export interface UsernameRecord extends PoolRecord {
  readonly username: string;
  readonly sub: string;
}

export const usernames: Table<UsernameRecord, "username"> = table({ name: "usernames", key: ["poolId", "username"] });

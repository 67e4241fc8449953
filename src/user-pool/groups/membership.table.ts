import { type PoolRecord, type Table, table } from "../../storage/table.ts";
import type { GroupReference } from "./group.table.ts";

/** That a user is in a group: to list the users of a group by key. Deleting the group leaves it behind, for a job to delete. */
export interface MembershipRecord extends PoolRecord {
  readonly groupId: string;
  readonly sub: string;
  readonly createdAt: number;
}

export const memberships: Table<MembershipRecord, "groupId" | "sub"> = table({
  name: "memberships",
  key: ["poolId", "groupId", "sub"],
});

/**
 * The groups of a user, in one record, so that a sign-in reads them with the user. An entry counts only while the group of that
 * name has that id.
 */
export interface UserGroupsRecord extends PoolRecord {
  readonly sub: string;
  readonly groups: readonly GroupReference[];
}

export const userGroups: Table<UserGroupsRecord, "sub"> = table({ name: "user_groups", key: ["poolId", "sub"] });

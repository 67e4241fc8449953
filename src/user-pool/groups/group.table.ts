import { RockpoolError } from "../../errors.ts";
import { type PoolRecord, type Table, table } from "../../storage/table.ts";

/** A group of users: a name that tokens carry, and a role that may come with it. */
export interface GroupRecord extends PoolRecord {
  /** As it was written: upper and lower case are two names. */
  readonly groupName: string;
  /** A UUID. Another group that gets the same name later has another one, and with it none of the members. */
  readonly groupId: string;
  readonly description: string | null;
  /** The role of its members. */
  readonly roleArn: string | null;
  /** The lowest goes first. `null` goes last. */
  readonly precedence: number | null;
  readonly createdAt: number;
  readonly lastModifiedAt: number;
}

export const groups: Table<GroupRecord, "groupName"> = table({ name: "groups", key: ["poolId", "groupName"] });

/** One group, and no other that has its name before or after. */
export type GroupReference = Pick<GroupRecord, "groupName" | "groupId">;

export function groupNotFound(): RockpoolError {
  return new RockpoolError("ResourceNotFoundException", "Group not found.");
}

import { isRockpoolError } from "../../errors.ts";
import type { Step } from "../../storage/attempt.ts";
import type { Entry, Found } from "../../storage/table.ts";
import type { PoolContext } from "../context.ts";
import { addUserToGroup } from "../groups/change-membership.ts";
import { type GroupRecord, groupNotFound, groups } from "../groups/group.table.ts";
import { memberships, userGroups } from "../groups/membership.table.ts";

/** The groups of these names, in their order. @throws `ResourceNotFoundException` where one of them is not there */
export async function requireGroups(
  { poolId }: PoolContext,
  read: Step["read"],
  groupNames: readonly string[],
): Promise<readonly Found<GroupRecord>[]> {
  const found = await read(groupNames.map((groupName) => groups.key({ poolId, groupName })));
  return found.map((group) => {
    if (group === undefined) throw groupNotFound();
    return group;
  });
}

/** The entries that put a user who comes into being into groups: one, and two for each of them, which names the group. */
export function firstGroups({ poolId, store }: PoolContext, sub: string, found: readonly Found<GroupRecord>[]): readonly Entry[] {
  if (found.length === 0) return [];
  const references = found.map(({ value: { groupName, groupId } }) => ({ groupName, groupId }));
  const createdAt = store.runtime.clock();
  return [
    userGroups.create({ poolId, sub, groups: references }),
    ...references.map(({ groupId }) => memberships.create({ poolId, groupId, sub, createdAt })),
    ...found.map((group) => group.check()),
  ];
}

/**
 * Puts a user who is there into groups that were there when the user was taken, one plan each. They are named by their sub: the user name
 * may be the sub of somebody else, who would be meant.
 */
export async function addToGroups(context: PoolContext, sub: string, groupNames: readonly string[]): Promise<void> {
  for (const groupName of groupNames) {
    await addUserToGroup(context, { groupName, username: sub }).catch((error: unknown) => {
      // One that was deleted since has no members, those who came before included.
      if (!isRockpoolError(error, "ResourceNotFoundException")) throw error;
    });
  }
}

import { newUuid } from "../../codecs/ids.ts";
import { parse } from "../../codecs/schema.ts";
import { RockpoolError } from "../../errors.ts";
import { attempt } from "../../storage/attempt.ts";
import type { PoolContext } from "../context.ts";
import { type GroupRecord, groups } from "./group.table.ts";
import { type Group, type GroupOptions, groupOf, groupOptionsSchema, patchedGroup } from "./group.ts";

/**
 * Makes a group, which nobody is in (Cognito's `CreateGroup`).
 *
 * @throws `InvalidParameterException`, `GroupExistsException`
 */
export async function createGroup(context: PoolContext, options: GroupOptions): Promise<Group> {
  const { groupName, ...written } = parse(groupOptionsSchema, options);
  const { poolId, store } = context;
  return attempt(store, async ({ read }) => {
    const [stored] = await read([groups.key({ poolId, groupName })]);
    if (stored !== undefined) {
      throw new RockpoolError("GroupExistsException", "A group with the name already exists");
    }
    const group = newGroup(context, { groupName, ...written });
    return { commit: [groups.create(group)], result: groupOf(group) };
  });
}

/** The record of a group that is not there yet. */
export function newGroup({ poolId, store }: PoolContext, { groupName, ...written }: GroupOptions): GroupRecord {
  const { clock, random } = store.runtime;
  const now = clock();
  const settings = patchedGroup({ description: null, roleArn: null, precedence: null }, written);
  return { poolId, groupName, groupId: newUuid(random), ...settings, createdAt: now, lastModifiedAt: now };
}

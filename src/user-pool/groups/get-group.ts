import type { PoolContext } from "../context.ts";
import { groupNotFound, groups } from "./group.table.ts";
import { type Group, groupOf } from "./group.ts";

/** One group (Cognito's `GetGroup`). @throws `ResourceNotFoundException` */
export async function getGroup({ poolId, store }: PoolContext, groupName: string): Promise<Group> {
  const [group] = await store.read([groups.key({ poolId, groupName })]);
  if (group === undefined) throw groupNotFound();
  return groupOf(group.value);
}

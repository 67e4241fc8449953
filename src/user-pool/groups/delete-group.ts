import { attempt } from "../../storage/attempt.ts";
import { type JobKind, newJob } from "../../storage/jobs.ts";
import type { PoolContext } from "../context.ts";
import { groupNotFound, groups } from "./group.table.ts";
import { memberships, userGroups } from "./membership.table.ts";

/**
 * Deletes a group, also one with members (Cognito's `DeleteGroup`). All memberships end at once, however many; `maintain` deletes
 * what is left of them. A group that gets the name later has none of the members.
 *
 * @throws `ResourceNotFoundException`
 */
export async function deleteGroup({ poolId, store }: PoolContext, groupName: string): Promise<void> {
  await attempt(store, async ({ read }) => {
    const [group] = await read([groups.key({ poolId, groupName })]);
    if (group === undefined) throw groupNotFound();
    const job = newJob(store, { poolId, kind: "deleteGroup", subject: group.value.groupId, state: {} });
    return { commit: [group.delete(), job], result: undefined };
  });
}

/** Deletes the memberships of a group that is gone, as many as fit in a plan. Nobody can add one: that would name the group. */
export const deleteGroupJob: JobKind = {
  async step(store, { poolId, subject: groupId }, limit) {
    // Each has two records.
    const page = { limit: Math.floor(limit / 2), cursor: null };
    const { records: members } = await store.scan(memberships, [poolId, groupId], page);
    const found = await store.read(members.map(({ value: { sub } }) => userGroups.key({ poolId, sub })));
    const entries = members.flatMap((membership, at) => {
      const of = found[at];
      // Who was added to another group since may have lost the entry then.
      if (of === undefined || !of.value.groups.some((group) => group.groupId === groupId)) return [membership.delete()];
      const others = of.value.groups.filter((group) => group.groupId !== groupId);
      return [membership.delete(), others.length === 0 ? of.delete() : of.put({ groups: others })];
    });
    return { entries, next: entries.length === 0 ? null : {} };
  },
};

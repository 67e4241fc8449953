import { isDeepStrictEqual } from "node:util";
import { parse } from "../../codecs/schema.ts";
import { attempt, type Decision } from "../../storage/attempt.ts";
import type { Found } from "../../storage/table.ts";
import type { PoolContext } from "../context.ts";
import { type GroupRecord, groupNotFound, groups } from "./group.table.ts";
import { type Group, type GroupPatch, groupOf, groupPatchSchema, patchedGroup } from "./group.ts";

/**
 * Changes a group (Cognito's `UpdateGroup`): a member that is not written stays, `null` clears it, equal means no write. Tokens that
 * are issued from now on show it.
 *
 * @throws `InvalidParameterException`, `ResourceNotFoundException`
 */
export async function updateGroup(context: PoolContext, groupName: string, patch: GroupPatch): Promise<Group> {
  const written = parse(groupPatchSchema, patch);
  const { poolId, store } = context;
  return attempt(store, async ({ read }) => {
    const [stored] = await read([groups.key({ poolId, groupName })]);
    if (stored === undefined) throw groupNotFound();
    return changed(context, stored, written);
  });
}

/** What writing these over a group comes to. */
export function changed({ store }: PoolContext, stored: Found<GroupRecord>, written: GroupPatch): Decision<Group> {
  const before = patchedGroup(stored.value, {});
  const after = patchedGroup(before, written);
  if (isDeepStrictEqual(before, after)) return { result: groupOf(stored.value) };
  const changes = { ...after, lastModifiedAt: store.runtime.clock() };
  return { commit: [stored.put(changes)], result: groupOf({ ...stored.value, ...changes }) };
}

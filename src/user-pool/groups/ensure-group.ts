import { parse } from "../../codecs/schema.ts";
import { attempt } from "../../storage/attempt.ts";
import type { PoolContext } from "../context.ts";
import { newGroup } from "./create-group.ts";
import { groups } from "./group.table.ts";
import { type Group, type GroupOptions, groupOf, groupOptionsSchema } from "./group.ts";
import { changed } from "./update-group.ts";

/**
 * The group of this name: created (Cognito's `CreateGroup`), or brought to what is written, as {@link updateGroup} does.
 *
 * @throws `InvalidParameterException`
 */
export async function ensureGroup(context: PoolContext, options: GroupOptions): Promise<Group> {
  const { groupName, ...written } = parse(groupOptionsSchema, options);
  const { poolId, store } = context;
  return attempt(store, async ({ read }) => {
    const [stored] = await read([groups.key({ poolId, groupName })]);
    if (stored !== undefined) return changed(context, stored, written);
    const group = newGroup(context, { groupName, ...written });
    return { commit: [groups.create(group)], result: groupOf(group) };
  });
}

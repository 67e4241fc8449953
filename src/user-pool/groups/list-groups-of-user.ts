import { compareUtf8 } from "../../codecs/text.ts";
import type { PoolContext } from "../context.ts";
import { cursorOf, pageToken } from "../page-token.ts";
import { requireSub } from "../users/account.ts";
import { groups } from "./group.table.ts";
import { groupOf } from "./group.ts";
import type { GroupPage } from "./list-groups.ts";
import { userGroups } from "./membership.table.ts";
import { type PageInput, parsePage } from "./page.ts";

/**
 * One page of the groups a user is in, in the order of their names (Cognito's `AdminListGroupsForUser`).
 *
 * @throws `InvalidParameterException`, `UserNotFoundException`
 */
export async function listGroupsOfUser(context: PoolContext, username: string, input: PageInput): Promise<GroupPage> {
  const { limit, nextToken } = parsePage(input);
  const { poolId, store } = context;
  const sub = await requireSub(context, (refs) => store.read(refs), username);
  const query = ["groupsOfUser", sub];
  // The name that the page before ended with: all of them are one record.
  const after = cursorOf(context, query, nextToken) ?? "";
  const [of] = await store.read([userGroups.key({ poolId, sub })]);
  const entries = of?.value.groups ?? [];
  const found = await store.read(entries.map(({ groupName }) => groups.key({ poolId, groupName })));
  const rest = entries
    .flatMap(({ groupId }, at) => {
      const group = found[at]?.value;
      return group?.groupId === groupId && compareUtf8(group.groupName, after) > 0 ? [group] : [];
    })
    .sort((a, b) => compareUtf8(a.groupName, b.groupName));
  const page = rest.slice(0, limit);
  const cursor = rest.length > limit ? (page.at(-1)?.groupName ?? null) : null;
  return { groups: page.map(groupOf), nextToken: pageToken(context, query, cursor) };
}

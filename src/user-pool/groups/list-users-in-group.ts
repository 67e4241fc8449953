import type { PoolContext } from "../context.ts";
import { cursorOf, pageToken } from "../page-token.ts";
import { authStates } from "../users/auth-state.table.ts";
import { users } from "../users/user.table.ts";
import { profileOf, type UserProfile } from "../users/user-profile.ts";
import { groupNotFound, groups } from "./group.table.ts";
import { memberships } from "./membership.table.ts";
import { type PageInput, parsePage } from "./page.ts";

export interface GroupUsersPage {
  /** May be fewer than the limit, or none, while a token remains. */
  readonly users: readonly UserProfile[];
  /** `null`: nothing follows. */
  readonly nextToken: string | null;
}

/**
 * One page of the users of a group, in the order of their subs (Cognito's `ListUsersInGroup`).
 *
 * @throws `InvalidParameterException`, also for a token of a group that had the name before. `ResourceNotFoundException`
 */
export async function listUsersInGroup(context: PoolContext, groupName: string, input: PageInput): Promise<GroupUsersPage> {
  const { limit, nextToken } = parsePage(input);
  const { poolId, store } = context;
  const [group] = await store.read([groups.key({ poolId, groupName })]);
  if (group === undefined) throw groupNotFound();
  const { groupId } = group.value;
  const query = ["usersInGroup", groupId];
  const page = await store.scan(memberships, [poolId, groupId], { limit, cursor: cursorOf(context, query, nextToken) });
  const subs = page.records.map(({ value }) => value.sub);
  const [found, states] = await Promise.all([
    store.read(subs.map((sub) => users.key({ poolId, sub }))),
    store.read(subs.map((sub) => authStates.key({ poolId, sub }))),
  ]);
  return {
    users: found.flatMap((user, at) => {
      const state = states[at];
      // What is left of a user who was deleted is no member.
      return user === undefined || state === undefined ? [] : [profileOf(user.value, state.value)];
    }),
    nextToken: pageToken(context, query, page.cursor),
  };
}

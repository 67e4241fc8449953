import type { RecordsOfUser } from "../users/delete-user.ts";
import { memberships, userGroups } from "./membership.table.ts";

/** The memberships of a user who is no more. Nobody can add one: that would name the user. */
export const deleteMemberships: RecordsOfUser = async (store, { poolId, sub, limit }) => {
  const [of] = await store.read([userGroups.key({ poolId, sub })]);
  if (of === undefined) return [];
  const found = await store.read(of.value.groups.map(({ groupId }) => memberships.key({ poolId, groupId, sub })));
  const entries = found.flatMap((membership) => (membership === undefined ? [] : [membership.delete()]));
  // Last, because it says which they are.
  return entries.length < limit ? [...entries, of.delete()] : entries.slice(0, limit);
};

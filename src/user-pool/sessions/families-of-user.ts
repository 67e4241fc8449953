import type { RecordsOfUser } from "../users/delete-user.ts";
import { families } from "./family.table.ts";

/** The refresh-token families of a user who is no more. Nobody can add one: a mint names the user's `auth_state`. */
export const deleteFamilies: RecordsOfUser = async (store, { poolId, sub, limit }) => {
  const { records } = await store.find(families, "sub", { poolId, equals: sub }, { limit, cursor: null });
  return records.map((family) => family.delete());
};

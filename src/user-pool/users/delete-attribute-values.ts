import { attributeValues } from "./attribute-value.table.ts";
import type { RecordsOfUser } from "./delete-user.ts";

/**
 * What is left of the searchable attributes of a user who is no more. Those that the plan of the deletion knew are gone with it; its
 * process may not have known of all.
 */
export const deleteAttributeValues: RecordsOfUser = async (store, { poolId, sub, limit }) => {
  const { records } = await store.scan(attributeValues, [poolId, sub], { limit, cursor: null });
  return records.map((record) => record.delete());
};

import { authEvents } from "../events/event.table.ts";
import type { RecordsOfUser } from "./delete-user.ts";

/** What was kept of events of a user who is no more. */
export const deleteAuthEvents: RecordsOfUser = async (store, { poolId, sub, limit }) => {
  const { records } = await store.scan(authEvents, [poolId, sub], { limit, cursor: null });
  return records.map((record) => record.delete());
};

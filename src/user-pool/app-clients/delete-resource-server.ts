import { attempt } from "../../storage/attempt.ts";
import type { PoolContext } from "../context.ts";
import { userPoolNotFound, userPools } from "../settings/pool.table.ts";
import { resourceServerNotFound, resourceServers } from "./resource-server.table.ts";

/**
 * Deletes a resource server (Cognito's `DeleteResourceServer`). Clients keep the scopes of it that they name.
 *
 * @param identifier Checked.
 * @throws `ResourceNotFoundException`
 */
export async function deleteResourceServer({ poolId, store }: PoolContext, identifier: string): Promise<void> {
  await attempt(store, async ({ read }) => {
    const [pool, server] = await read([userPools.key({ poolId }), resourceServers.key({ poolId, identifier })]);
    if (pool === undefined) throw userPoolNotFound(poolId);
    if (server === undefined) throw resourceServerNotFound(identifier);
    // The pool stays as it is: a plan has to put something, by which it is told whether it was committed.
    return { commit: [server.delete(), pool.put({})], result: undefined };
  });
}

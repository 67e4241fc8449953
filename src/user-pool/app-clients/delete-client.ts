import { reservedNames } from "../../settings/reserved.table.ts";
import { attempt } from "../../storage/attempt.ts";
import { NO_POOL } from "../../storage/contract.ts";
import type { PoolContext } from "../context.ts";
import { userPoolNotFound, userPools } from "../settings/pool.table.ts";
import { appClients, userPoolClientNotFound } from "./client.table.ts";

/**
 * Deletes a client (Cognito's `DeleteUserPoolClient`). Its sessions end with it: whatever they are used for asks for the client first.
 * Its id is never used again, its name can be. A signature is good for as long as it is: who verifies tokens offline sees them expire.
 *
 * @throws `ResourceNotFoundException`
 */
export async function deleteClient({ poolId, store }: PoolContext, clientId: string): Promise<void> {
  await attempt(store, async ({ read }) => {
    const [pool, client] = await read([userPools.key({ poolId }), appClients.key({ poolId, clientId })]);
    if (pool === undefined) throw userPoolNotFound(poolId);
    if (client === undefined) throw userPoolClientNotFound(clientId);
    const [name, ofNoPool] = await read([
      reservedNames.key({ poolId, kind: "client", name: client.value.key }),
      reservedNames.key({ poolId: NO_POOL, kind: "clientId", name: clientId }),
    ]);
    // The pool stays as it is: a plan has to put something, by which it is told whether it was committed.
    return {
      commit: [
        client.delete(),
        ...(name?.value.id === clientId ? [name.delete()] : []),
        ...(ofNoPool === undefined ? [] : [ofNoPool.delete()]),
        pool.put({}),
      ],
      result: undefined,
    };
  });
}

import { reservedNames } from "../settings/reserved.table.ts";
import { attempt } from "../storage/attempt.ts";
import { NO_POOL } from "../storage/contract.ts";
import { newJob } from "../storage/jobs.ts";
import type { Store } from "../storage/store.ts";
import { identityPoolNotFound, identityPools } from "./identity-pool.table.ts";

/**
 * Deletes an identity pool (Cognito's `DeleteIdentityPool`): it is gone at once; the identities that were in it are deleted by `maintain`.
 * Its id is never used again, its name can be.
 *
 * @throws `ResourceNotFoundException`
 */
export async function deleteIdentityPool(store: Store, poolId: string): Promise<void> {
  await attempt(store, async ({ read }) => {
    const [pool] = await read([identityPools.key({ poolId })]);
    if (pool === undefined) throw identityPoolNotFound(poolId);
    const [name] = await read([reservedNames.key({ poolId: NO_POOL, kind: "identityPool", name: pool.value.key })]);
    const job = newJob(store, { poolId: NO_POOL, kind: "deleteIdentityPool", subject: poolId, state: {} });
    return { commit: [pool.delete(), ...(name === undefined ? [] : [name.delete()]), job], result: undefined };
  });
}

import { newUserPoolId } from "../../codecs/ids.ts";
import { parse } from "../../codecs/schema.ts";
import { newPoolSecret } from "../../seal/pool-secret.ts";
import { attempt } from "../../storage/attempt.ts";
import { NO_POOL } from "../../storage/contract.ts";
import type { Store } from "../../storage/store.ts";
import { userPools } from "./pool.table.ts";
import { defaultUserPoolSettings, type UserPoolOptions, userPoolSchema } from "./pool-options.ts";
import { differences, merge } from "./reconcile.ts";
import { reservedNames } from "./reserved.table.ts";

/**
 * Creates the pool of this name or brings it to what is written. A member that is not written stays; equal means no write.
 *
 * @param region The first part of a new pool's id.
 * @returns The pool's id.
 * @throws `InvalidParameterException`
 */
export async function ensureUserPool(store: Store, region: string, options: UserPoolOptions): Promise<string> {
  const written = parse(userPoolSchema, options);
  const { clock, random } = store.runtime;
  const name = { poolId: NO_POOL, kind: "userPool", name: written.poolName } as const;

  return attempt(store, async ({ read }) => {
    const now = clock();
    const [reserved] = await read([reservedNames.key(name)]);
    if (reserved === undefined) {
      const poolId = newUserPoolId(random, region);
      const settings = merge({ ...defaultUserPoolSettings, poolName: written.poolName }, written);
      const pool = { poolId, settings, secret: newPoolSecret(random), epoch: 0, createdAt: now, lastModifiedAt: now };
      return { commit: [reservedNames.create({ ...name, id: poolId }), userPools.create(pool)], result: poolId };
    }

    const poolId = reserved.value.id;
    const [pool] = await read([userPools.key({ poolId })]);
    if (pool === undefined) throw new Error(`the name of user pool ${poolId} is reserved, and there is no such pool`);
    const settings = merge(pool.value.settings, written);
    if (differences(pool.value.settings, settings).length === 0) return { result: poolId };
    return { commit: [pool.put({ settings, lastModifiedAt: now })], result: poolId };
  });
}

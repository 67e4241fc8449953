import { attempt } from "../../storage/attempt.ts";
import type { FoundPage, Store } from "../../storage/store.ts";
import { type UserPoolRecord, userPools } from "./pool.table.ts";

/**
 * Raises the epoch of every pool, one plan each: codes, challenges and refresh tokens that were handed out before are dead. A
 * backup may hold some that were used since; what came after it is gone anyway.
 */
export async function raisePoolEpochs(store: Store): Promise<void> {
  let cursor: string | null = null;
  do {
    const page: FoundPage<UserPoolRecord> = await store.scan(userPools, [], { limit: 100, cursor });
    for (const { value } of page.records) {
      await attempt(store, async ({ read }) => {
        const [pool] = await read([userPools.key({ poolId: value.poolId })]);
        if (pool === undefined) return { result: undefined };
        return { commit: [pool.put({ epoch: pool.value.epoch + 1 })], result: undefined };
      });
    }
    cursor = page.cursor;
  } while (cursor !== null);
}

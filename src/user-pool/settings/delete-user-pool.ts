import { reservedNames } from "../../settings/reserved.table.ts";
import { settingRefused } from "../../settings/topic.ts";
import { attempt } from "../../storage/attempt.ts";
import { NO_POOL } from "../../storage/contract.ts";
import { type JobKind, newJob } from "../../storage/jobs.ts";
import type { Store } from "../../storage/store.ts";
import type { Entry, Reader } from "../../storage/table.ts";
import { CLOCK_DIFFERENCE_MS, MAX_SETTINGS_AGE_MS } from "../../tokens/rotation.ts";
import { userPoolNotFound, userPools } from "./pool.table.ts";

/**
 * Deletes a pool (Cognito's `DeleteUserPool`): it is gone at once, and with it every token; what was in it is deleted by `maintain`.
 * Its id is never used again, its name can be.
 *
 * @throws `InvalidParameterException`: it is protected. `ResourceNotFoundException`
 */
export async function deleteUserPool(store: Store, poolId: string): Promise<void> {
  await attempt(store, async ({ read }) => {
    const [pool] = await read([userPools.key({ poolId })]);
    if (pool === undefined) throw userPoolNotFound(poolId);
    if (pool.value.settings.deletionProtection === "ACTIVE") {
      const message =
        "The user pool cannot be deleted because deletion protection is activated. Deletion protection must be inactivated first.";
      throw settingRefused("deletionProtection", message);
    }
    const [name] = await read([reservedNames.key({ poolId: NO_POOL, kind: "userPool", name: pool.value.key })]);
    const ordered = ["deleteUserPool", "deleteLateUsers"].map((kind) => {
      return newJob(store, { poolId: NO_POOL, kind, subject: poolId, state: {} });
    });
    return { commit: [pool.delete(), ...(name === undefined ? [] : [name.delete()]), ...ordered], result: undefined };
  });
}

/** Records of no pool that go with records of one: the entries that delete them. */
export type Beside = (store: Store, poolId: string, limit: number) => Promise<readonly Entry[]>;

/** When no process remembers any more that a pool was there. */
const FORGOTTEN_MS = MAX_SETTINGS_AGE_MS + CLOCK_DIFFERENCE_MS;

/**
 * Deletes what other processes put into a pool that they did not know to be gone, such as somebody who signed up: it can be reached by nobody,
 * and would stay.
 */
export function deleteLateUsersJob(tables: readonly Reader<unknown>[]): JobKind {
  const { step } = deleteUserPoolJob(tables, async () => []);
  return { step, isDue: ({ createdAt }, now) => now - createdAt >= FORGOTTEN_MS };
}

/** Deletes what is left of a pool, table by table, as much as fits in a plan; what stands beside it first, while it is known what that is. */
export function deleteUserPoolJob(tables: readonly Reader<unknown>[], beside: Beside): JobKind {
  return {
    async step(store, { subject: poolId }, limit) {
      const entries: Entry[] = [...(await beside(store, poolId, limit))];
      if (entries.length > 0) return { entries, next: {} };
      for (const table of tables) {
        if (entries.length >= limit) break;
        const { records } = await store.scan(table, [poolId], { limit: limit - entries.length, cursor: null });
        entries.push(...records.map((record) => record.delete()));
      }
      return { entries, next: entries.length === 0 ? null : {} };
    },
  };
}

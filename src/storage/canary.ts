import { isRockpoolError, RockpoolError } from "../errors.ts";
import { attempt } from "./attempt.ts";
import { NO_POOL, type StorageAdapter } from "./contract.ts";
import type { Store } from "./store.ts";
import { type PoolRecord, type Table, table } from "./table.ts";

/** The one record whose only use is to be opened: a wrong master key is found out at once, not by the first user. */
interface CanaryRecord extends PoolRecord {
  readonly word: string;
}

export const canaries: Table<CanaryRecord> = table({
  name: "canaries",
  key: ["poolId"],
  sealed: ["word"],
});

const WORD = "rockpool";
const place = canaries.key({ poolId: NO_POOL });

/** Whether anything was ever sealed in this storage; known before there is a master key. */
export async function hasCanary(adapter: StorageAdapter): Promise<boolean> {
  const [canary] = await adapter.get([{ table: place.table, key: place.key }]);
  return canary !== undefined;
}

/**
 * Opens the canary, or seals one where there is none. Of several processes that start on a new storage with different
 * keys, one seals it and the others are refused.
 *
 * @throws `MasterKeyException` when the canary does not open. The message names key ids, no key.
 */
export async function checkCanary(store: Store): Promise<void> {
  await attempt(store, async ({ read }) => {
    const [canary] = await read([place]).catch(refuseKey);
    if (canary !== undefined) return { result: undefined };
    return { commit: [canaries.create({ poolId: NO_POOL, word: WORD })], result: undefined };
  });
}

/** Whether the master key still opens the canary; writes nothing. @throws what reading throws, but for a broken seal. */
export async function canaryOpens(store: Store): Promise<boolean> {
  const [canary] = await store.read([place]).catch((error: unknown) => {
    if (isRockpoolError(error, "SealBrokenException")) return [undefined];
    throw error;
  });
  return canary !== undefined;
}

function refuseKey(error: unknown): never {
  throw isRockpoolError(error, "SealBrokenException") ? wrongKey(error.message, { cause: error }) : error;
}

function wrongKey(why: string, options?: ErrorOptions): RockpoolError {
  return new RockpoolError("MasterKeyException", `The master key does not open this storage. ${why}`, {}, options);
}

import { isRockpoolError, RockpoolError } from "../errors.ts";
import { attempt } from "./attempt.ts";
import { NO_POOL, type StorageAdapter } from "./contract.ts";
import type { Store } from "./store.ts";
import { type PoolRecord, type Ref, type Table, table } from "./table.ts";

/**
 * The one record that is opened to prove the master key: a wrong one is found out at once, not by the first user. It also says
 * which master key is the present one, and how far the sealing with it is.
 */
export interface CanaryRecord extends PoolRecord {
  readonly word: string;
  /** The id of the master key that everything is to be sealed with. */
  readonly keyId: string;
  /** The ids of those before it. Whoever still seals with one of them is behind, and changes nothing. */
  readonly olderKeyIds: readonly string[];
  readonly resealing: ResealingState | null;
}

/** Every sealed record is looked at to count, then to seal, until a count comes to nothing. */
export interface ResealingState {
  readonly phase: "count" | "seal";
  readonly table: string;
  readonly cursor: string | null;
  /** Records that need an older key: found so far in this count, or left of it. */
  readonly remaining: number;
  /** When a count came to nothing. */
  readonly doneAt: number | null;
}

export const canaries: Table<CanaryRecord> = table({
  name: "canaries",
  key: ["poolId"],
  sealed: ["word"],
});

const WORD = "rockpool";
export const canary: Ref<CanaryRecord> = canaries.key({ poolId: NO_POOL });

/** Whether anything was ever sealed in this storage; known before there is a master key. */
export async function hasCanary(adapter: StorageAdapter): Promise<boolean> {
  const [found] = await adapter.get([{ table: canary.table, key: canary.key }]);
  return found !== undefined;
}

/**
 * Opens the canary, or seals one where there is none. Of several processes that start on a new storage with different
 * keys, one seals it and the others are refused.
 *
 * @throws `MasterKeyException` when the canary does not open. The message names key ids, no key.
 */
export async function checkCanary(store: Store): Promise<void> {
  await attempt(store, async ({ read }) => {
    const [found] = await read([canary]).catch(refuseKey);
    if (found !== undefined) return { result: undefined };
    const keyId = store.keyring.currentKeyId;
    const first = canaries.create({ poolId: NO_POOL, word: WORD, keyId, olderKeyIds: [], resealing: null });
    return { commit: [first], result: undefined };
  });
}

/** Whether the master key still opens the canary; writes nothing. @throws what reading throws, but for a broken seal. */
export async function canaryOpens(store: Store): Promise<boolean> {
  const [found] = await store.read([canary]).catch((error: unknown) => {
    if (isRockpoolError(error, "SealBrokenException")) return [undefined];
    throw error;
  });
  return found !== undefined;
}

function refuseKey(error: unknown): never {
  throw isRockpoolError(error, "SealBrokenException") ? wrongKey(error.message, { cause: error }) : error;
}

function wrongKey(why: string, options?: ErrorOptions): RockpoolError {
  return new RockpoolError("MasterKeyException", `The master key does not open this storage. ${why}`, {}, options);
}

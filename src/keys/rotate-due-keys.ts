import { isRockpoolError } from "../errors.ts";
import type { RotatedKeys } from "../storage/maintenance.ts";
import type { FoundPage, Store } from "../storage/store.ts";
import { othersTurn } from "../storage/turn.ts";
import type { SigningAlgorithm } from "../tokens/jwk.ts";
import type { KeyMaker } from "../tokens/key-maker.ts";
import { type KeysetRecord, keysets, type SigningKeyRecord, tokenUses } from "../tokens/keyset.table.ts";
import { isDue, PUBLICATION_MS, withoutEnded } from "../tokens/rotation.ts";
import { changeKeys, withNewKeys } from "./change-keys.ts";
import type { KeyOwner } from "./key-owner.ts";

export interface KeySchedule {
  /** `null`: keys are rotated by hand. */
  readonly maxAgeMs: number | null;
  readonly keyMaker: KeyMaker;
  /** By which algorithm new keys of these pools are to sign. Pools that are gone are not in it. */
  algorithmsOf(poolIds: readonly string[]): Promise<ReadonlyMap<string, SigningAlgorithm>>;
  /** @throws `ResourceNotFoundException` */
  ownerOf(poolId: string): Promise<KeyOwner>;
  /** Told when the keys of a pool were changed. */
  changed(poolId: string): void;
}

const PAGE = 100;

/**
 * Publishes the next key of every pool whose newest one is too old, or of another kind than its settings say; and drops the keys
 * whose time is over. What is at a signer that this process was not given is left to those that were.
 *
 * @param isTimeUp Asked before each pool.
 * @throws `StorageUnavailableException`
 */
export async function rotateDueKeys(store: Store, schedule: KeySchedule, isTimeUp: () => boolean): Promise<RotatedKeys> {
  let rotated = 0;
  let failure: RotatedKeys["failure"] = null;
  let cursor: string | null = null;
  do {
    const page: FoundPage<KeysetRecord> = await store.scan(keysets, [], { limit: PAGE, cursor });
    for (const poolId of await poolsToChange(
      store,
      schedule,
      page.records.map(({ value }) => value),
    )) {
      if (isTimeUp()) return { rotated, finished: false, failure };
      await othersTurn();
      try {
        rotated += await rotateDue(await schedule.ownerOf(poolId), schedule);
      } catch (error) {
        if (isRockpoolError(error, "StorageUnavailableException")) throw error;
        // A pool that is gone needs no keys.
        if (!isRockpoolError(error, "ResourceNotFoundException")) failure ??= { error };
      } finally {
        schedule.changed(poolId);
      }
    }
    cursor = page.cursor;
  } while (cursor !== null);
  return { rotated, finished: true, failure };
}

async function poolsToChange(
  store: Store,
  schedule: KeySchedule,
  records: readonly KeysetRecord[],
): Promise<ReadonlySet<string>> {
  const algorithms = await schedule.algorithmsOf([...new Set(records.map(({ poolId }) => poolId))]);
  const now = store.runtime.clock();
  const due = records.filter(({ poolId, keys }) => {
    const alg = algorithms.get(poolId);
    return alg !== undefined && (withoutEnded(keys, now) !== keys || needsKey(keys, { alg, now }, schedule));
  });
  return new Set(due.map(({ poolId }) => poolId));
}

/** @returns How many keys were made. */
async function rotateDue(owner: KeyOwner, schedule: KeySchedule): Promise<number> {
  let made = 0;
  await changeKeys(owner, async ({ keys, alg, now, make }) => {
    const living = { id: withoutEnded(keys.id, now), access: withoutEnded(keys.access, now) };
    const due = owner.uses.filter((use) => needsKey(living[use], { alg, now }, schedule));
    made = due.length;
    if (made === 0 && tokenUses.every((use) => living[use] === keys[use])) return null;
    return { ...living, ...withNewKeys(living, await make(due), { createdAt: now, signsFrom: now + PUBLICATION_MS }) };
  });
  return made;
}

function needsKey(
  keys: readonly SigningKeyRecord[],
  { alg, now }: { readonly alg: SigningAlgorithm; readonly now: number },
  { maxAgeMs, keyMaker }: KeySchedule,
): boolean {
  return maxAgeMs !== null && isDue(keys, { alg, maxAgeMs, now }) && keyMaker.canFollow(keys.at(-1));
}

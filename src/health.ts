import { RockpoolError } from "./errors.ts";
import type { Runtime } from "./runtime.ts";
import { canaryOpens } from "./storage/canary.ts";
import type { StorageDescription } from "./storage/contract.ts";
import type { Store } from "./storage/store.ts";

/** Whether what a `Rockpool` rests on is well. */
export interface Health {
  readonly ok: boolean;
  readonly storage: { readonly ok: boolean };
  /** `differenceMs`: the storage's clock minus this process's; `null` when the storage has no clock of its own. */
  readonly clock: { readonly ok: boolean; readonly differenceMs: number | null };
  /** Whether the master key still opens what is sealed. */
  readonly keys: { readonly ok: boolean };
}

const WARN_CLOCK_MS = 1_000;
const REFUSE_CLOCK_MS = 30_000;

/** Asks the storage. It does not throw. */
export async function healthOf(store: Store): Promise<Health> {
  const description = await store.adapter.describe().catch(() => undefined);
  const opens = await canaryOpens(store).catch(() => undefined);
  const differenceMs = description?.now == null ? null : description.now - store.runtime.clock();
  const health = {
    storage: { ok: description !== undefined && opens !== undefined },
    clock: { ok: Math.abs(differenceMs ?? 0) <= REFUSE_CLOCK_MS, differenceMs },
    keys: { ok: opens === true },
  };
  return { ok: health.storage.ok && health.clock.ok && health.keys.ok, ...health };
}

/**
 * Several processes agree on expiry only as far as their clocks do.
 *
 * @param given `allowed`: whether a difference that would be refused is only told.
 * @throws `StorageIncompatibleException`
 */
export function compareClocks(
  storage: StorageDescription,
  { clock }: Runtime,
  given: { readonly allowed: boolean; readonly warn: (message: string) => void },
): void {
  if (storage.now === null) return;
  const apart = Math.abs(storage.now - clock());
  if (apart > REFUSE_CLOCK_MS && !given.allowed) {
    throw new RockpoolError(
      "StorageIncompatibleException",
      `The clocks of this machine and of the storage are ${apart} ms apart; set them, or allowClockDifference`,
    );
  }
  if (apart > WARN_CLOCK_MS) given.warn(`rockpool: the clocks of this machine and of the storage are ${apart} ms apart`);
}

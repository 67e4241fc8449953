import { attempt, type Decision } from "./attempt.ts";
import { type CanaryRecord, canary, type ResealingState } from "./canary.ts";
import { MAX_PAGE, MAX_PLAN_ENTRIES } from "./contract.ts";
import type { Store } from "./store.ts";
import type { Entry, Reader } from "./table.ts";
import { othersTurn } from "./turn.ts";

/** A count that came to nothing is believed for so long: a process that still seals with an older key may be running. */
const BELIEVED_MS = 3_600_000;

/** How the records stand that an older master key sealed. */
export interface Resealing {
  /** As far as they are counted; `null` when that is not this process's business. */
  readonly needOlderKey: number | null;
  readonly finished: boolean;
}

/**
 * Seals with the current master key what an older one sealed. Each step is a plan that also writes how far it is, so it goes on
 * where it was interrupted, several may work on it, and none undoes what another did: a process whose current key is an older
 * one by now changes nothing.
 *
 * @param sealed The tables with sealed cells, but for the canary's own.
 * @param isTimeUp Asked after each step.
 */
export async function reseal(store: Store, sealed: readonly Reader<unknown>[], isTimeUp: () => boolean): Promise<Resealing> {
  if (!store.keyring.hasPrevious) return { needOlderKey: null, finished: true };
  for (;;) {
    const state = await attempt(store, ({ read }) => step(store, sealed, read));
    if (state === null) return { needOlderKey: null, finished: true };
    if (state.doneAt !== null) return { needOlderKey: 0, finished: true };
    await othersTurn();
    if (isTimeUp()) return { needOlderKey: state.remaining, finished: false };
  }
}

async function step(
  store: Store,
  sealed: readonly Reader<unknown>[],
  read: Store["read"],
): Promise<Decision<ResealingState | null>> {
  const [found] = await read([canary]);
  if (found === undefined) throw new Error("a storage that was opened has a canary");
  const { keyId, olderKeyIds, resealing: before } = found.value;
  const { currentKeyId } = store.keyring;
  const write = (changes: Partial<CanaryRecord> & { readonly resealing: ResealingState }, entries: readonly Entry[] = []) => {
    return { commit: [...entries, found.put(changes)], result: changes.resealing };
  };
  if (keyId !== currentKeyId) {
    if (olderKeyIds.includes(currentKeyId)) return { result: null };
    return write({ keyId: currentKeyId, olderKeyIds: [...olderKeyIds, keyId], resealing: newCount(sealed) });
  }
  const now = store.runtime.clock();
  // Also one that is to come: the clock by which it was written has been set back since.
  if (before === null || (before.doneAt !== null && Math.abs(now - before.doneAt) >= BELIEVED_MS)) {
    return write({ resealing: newCount(sealed) });
  }
  if (before.doneAt !== null) return { result: before };

  const position = sealed.findIndex(({ definition }) => definition.name === before.table);
  const table = sealed[position];
  // A table that is no more has nothing left to seal.
  if (table === undefined) return write({ resealing: newCount(sealed) });
  const isCount = before.phase === "count";
  const limit = isCount ? MAX_PAGE : MAX_PLAN_ENTRIES - 1;
  const { records, cursor } = await store.scanStale(table, { limit, cursor: before.cursor });
  const remaining = isCount ? before.remaining + records.length : Math.max(0, before.remaining - records.length);
  const entries = isCount ? [] : records.map((record) => record.put({}));
  return write({ resealing: after({ ...before, remaining, cursor }, sealed, position, now) }, entries);
}

/** The next page, the next table, the next look; or the end. */
function after(state: ResealingState, sealed: readonly Reader<unknown>[], position: number, now: number): ResealingState {
  if (state.cursor !== null) return state;
  const next = sealed[position + 1];
  if (next !== undefined) return { ...state, table: next.definition.name };
  if (state.phase === "seal") return newCount(sealed);
  return state.remaining === 0 ? { ...state, doneAt: now } : { ...newCount(sealed), phase: "seal", remaining: state.remaining };
}

function newCount([first]: readonly Reader<unknown>[]): ResealingState {
  return { phase: "count", table: first?.definition.name ?? "", cursor: null, remaining: 0, doneAt: null };
}

import { setTimeout as sleep } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import type { Json } from "../codecs/json.ts";
import { RockpoolError } from "../errors.ts";
import type { Turn } from "./local-queue.ts";
import type { FoundAll, Store } from "./store.ts";
import type { Entry, Ref } from "./table.ts";

/** What one try came to. A throw commits nothing. */
export type Decision<T> =
  /** Commit, then answer. */
  | { readonly commit: readonly Entry[]; readonly result: T }
  /** Commit, then throw: a wrong password is counted, a replayed token ends its family. */
  | { readonly commit: readonly Entry[]; readonly refuse: RockpoolError }
  /** Answer what was read. */
  | { readonly result: T };

export interface Step {
  /** One snapshot over all references, fresh at each call. */
  read<const T extends readonly Ref<unknown>[]>(refs: T): Promise<FoundAll<T>>;
  /**
   * Runs `work` at most once however often the step is decided again: a trigger, a hash.
   *
   * @param seen What the work rests on: what must not change in substance between the tries.
   * @param changed Made and thrown when a later try sees something else.
   */
  once<T>(name: string, seen: Json, work: () => Promise<T> | T, changed: () => Error): Promise<T>;
}

/** The first try and seven more. */
const MAX_TRIES = 8;

/**
 * The one way to write: reads, decides, commits one plan; when another plan was first, reads and decides again.
 * Because a plan names the versions it rests on, a decision never stands on something that has changed meanwhile. Those of one process
 * who were too late for the same record queue up; from other processes a growing pause keeps them apart.
 *
 * @throws `TooManyRequestsException` after 8 tries, with nothing changed. Whatever `decide` throws or refuses with.
 */
export async function attempt<T>(store: Store, decide: (step: Step) => Promise<Decision<T>>): Promise<T> {
  const done = new Map<string, { readonly seen: Json; readonly outcome: Promise<unknown> }>();
  const step: Step = {
    read: (refs) => store.read(refs),
    async once<W>(name: string, seen: Json, work: () => Promise<W> | W, changed: () => Error): Promise<W> {
      const before = done.get(name);
      if (before === undefined) {
        const outcome = (async () => work())();
        done.set(name, { seen, outcome });
        return outcome;
      }
      if (!isDeepStrictEqual(before.seen, seen)) throw changed();
      return before.outcome as Promise<W>;
    },
  };

  let turn: Turn | undefined;
  try {
    for (let tries = 1; tries <= MAX_TRIES; tries += 1) {
      const decision = await decide(step);
      if (!("commit" in decision)) return decision.result;
      const committed = await store.commit(decision.commit);
      if (committed.outcome === "committed") {
        if ("refuse" in decision) throw decision.refuse;
        return decision.result;
      }
      turn?.end();
      if (tries === MAX_TRIES) break;
      // Nobody holds a turn while they wait for another: two who wait for each other's records would wait for good.
      turn = await store.retries.turn([committed.table, ...committed.key].join("\0"));
      if (turn.isAlone) await sleep(backoffMs(tries, store.runtime.random(1)[0] ?? 0));
    }
    throw new RockpoolError("TooManyRequestsException", "Rate exceeded");
  } finally {
    turn?.end();
  }
}

/** Up to 2, 4, 8 … 128 ms, evenly drawn by one random byte, so that those who collided do not meet again. */
function backoffMs(tries: number, draw: number): number {
  return (2 ** Math.min(tries, 7) * draw) / 256;
}

import { newUuid } from "../../codecs/ids.ts";
import { isRockpoolError, type RockpoolError } from "../../errors.ts";
import { attempt, type Decision, type Step } from "../../storage/attempt.ts";
import type { Store } from "../../storage/store.ts";
import type { EventType, PoolEvent, Told } from "./event.ts";
import { storedEvent } from "./stored-event.ts";

/** Where events go: a part of every pool's context. */
export interface EventContext {
  readonly poolId: string;
  readonly store: Store;
  /** How long what is kept of them is kept; 0 keeps nothing. */
  readonly eventRetentionMs: number;
  /** Tells who listens in this process. */
  tell(event: PoolEvent): void;
}

/** A decision, and what is to be told of it. */
export type Telling<T> = Decision<T> & { readonly events?: readonly Told[] };

/**
 * `attempt`, with what it comes to told: events are stored by the plan itself, and told once it has committed. A decision without a
 * plan is told and not stored: what costs its sender nothing must not fill a database.
 *
 * @param refused What to tell of an error that `decide` threw; nothing was changed then.
 */
export async function attemptTelling<T>(
  context: EventContext,
  decide: (step: Step) => Promise<Telling<T>>,
  refused: (error: RockpoolError) => readonly Told[] = () => [],
): Promise<T> {
  let came: { readonly events: readonly PoolEvent[]; readonly refuse: RockpoolError | undefined } | undefined;
  try {
    const result = await attempt<T>(context.store, async (step) => {
      came = undefined;
      const { events: told = [], ...decision } = await decide(step);
      const events = told.map((one) => eventOf(context, one));
      came = { events, refuse: "refuse" in decision ? decision.refuse : undefined };
      if (!("commit" in decision)) return decision;
      const kept = events.flatMap((event) => storedEvent(event, context.eventRetentionMs));
      return { ...decision, commit: [...decision.commit, ...kept] };
    });
    for (const event of came?.events ?? []) context.tell(event);
    return result;
  } catch (error) {
    const wasCommitted = came?.refuse !== undefined && came.refuse === error;
    if (wasCommitted) for (const event of came?.events ?? []) context.tell(event);
    else if (isRockpoolError(error)) tellOf(context, refused(error));
    throw error;
  }
}

/** Tells what no plan stands behind. */
export function tellOf(context: EventContext, told: readonly Told[]): void {
  for (const one of told) context.tell(eventOf(context, one));
}

function eventOf({ poolId, store }: EventContext, told: Told): PoolEvent {
  const { type, eventId = newUuid(store.runtime.random), ...details } = told;
  const base = { type, eventId, at: new Date(store.runtime.clock()), userPoolId: poolId };
  return { ...base, ...details } as unknown as PoolEvent<EventType>;
}

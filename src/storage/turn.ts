import { setImmediate } from "node:timers/promises";

/**
 * Lets whatever else waits in this process have its turn. Some storages answer at once: between two steps on one of them nothing else
 * would run, no sign-in and no timer, until all the work is done.
 */
export function othersTurn(): Promise<void> {
  return setImmediate();
}

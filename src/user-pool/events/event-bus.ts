import type { PoolEvent } from "./event.ts";

/** Hears of every event. Nobody waits for it, and what it throws changes nothing. */
export type EventListener = (event: PoolEvent) => unknown;

/** Hands events to whoever listens in this process. */
export class EventBus {
  readonly #listeners = new Set<EventListener>();
  readonly #warn: (message: string) => void;

  constructor(warn: (message: string) => void) {
    this.#warn = warn;
  }

  /** @returns Ends the subscription. */
  subscribe(listener: EventListener): () => void {
    // Of its own: the same function may be given twice, and each ends its own.
    const own: EventListener = (event) => listener(event);
    this.#listeners.add(own);
    return () => void this.#listeners.delete(own);
  }

  tell(event: PoolEvent): void {
    for (const listener of this.#listeners) void this.#hand(listener, event);
  }

  async #hand(listener: EventListener, event: PoolEvent): Promise<void> {
    try {
      await listener(event);
    } catch {
      // What it threw may hold anything.
      this.#warn(`rockpool: a listener failed at the event ${event.type}`);
    }
  }
}

import * as systemTimers from "node:timers";

/** What somebody in the queue has while it is theirs. */
export interface Turn {
  /** Whether there was nobody to wait for. */
  readonly isAlone: boolean;
  /** Lets the next one go on. */
  end(): void;
}

type Timers = Pick<typeof systemTimers, "setTimeout" | "clearTimeout">;

/**
 * Lets those in this process who lost a race for one record try again one behind the other. Of two hundred who all tried again at the same
 * moment one would get on, and the others would have read and decided for nothing. It decides nothing: who was first, the storage says.
 */
export class LocalQueue {
  readonly #patienceMs: number;
  readonly #timers: Timers;
  /** By record, those who have not ended, in the order in which they came: what lets each go on. */
  readonly #queues = new Map<string, (() => void)[]>();

  /**
   * @param patienceMs How long one waits at most, in ms: somebody before them may be waiting for a trigger.
   * @param timers A parameter, so that a test can move them. @default the system's, which the fake timers of a test runner do not stop
   */
  constructor(patienceMs: number, timers: Timers = systemTimers) {
    this.#patienceMs = patienceMs;
    this.#timers = timers;
  }

  /** Waits until those have ended who came before. */
  async turn(record: string): Promise<Turn> {
    const queue = this.#queues.get(record) ?? [];
    const isAlone = queue.length === 0;
    this.#queues.set(record, queue);
    const goOn = await new Promise<() => void>((resolve) => {
      const timer = this.#timers.setTimeout(() => go(), this.#patienceMs);
      const go = (): void => {
        this.#timers.clearTimeout(timer);
        resolve(go);
      };
      queue.push(go);
      if (isAlone) go();
    });
    return { isAlone, end: () => this.#end(record, goOn) };
  }

  #end(record: string, goOn: () => void): void {
    const queue = this.#queues.get(record) ?? [];
    const place = queue.indexOf(goOn);
    if (place === -1) return;
    queue.splice(place, 1);
    if (queue.length === 0) this.#queues.delete(record);
    // Who is first goes on, unless they do already.
    queue[0]?.();
  }
}

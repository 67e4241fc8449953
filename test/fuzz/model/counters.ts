/** A number of tries, and when they were made. */
export interface Counter {
  count: number;
  firstAt: number;
  lastAt: number;
}

/** Of people and of names nobody has, by purpose. */
export class Counters {
  readonly #counters = new Map<string, Counter>();

  of(subject: string, purpose: string): Counter {
    const key = `${subject} ${purpose}`;
    const counter = this.#counters.get(key) ?? { count: 0, firstAt: 0, lastAt: 0 };
    this.#counters.set(key, counter);
    return counter;
  }
}

/** How many of the tries were made within the window that the first of them began. */
export function within({ count, firstAt }: Counter, window: number, now: number): number {
  return now - firstAt >= window ? 0 : count;
}

/** One more. */
export function count(counter: Counter, window: number, now: number): void {
  const before = within(counter, window, now);
  counter.firstAt = before === 0 ? now : counter.firstAt;
  Object.assign(counter, { count: before + 1, lastAt: now });
}

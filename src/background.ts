/** Work that nobody waits for, until everything is closed. */
export class Background {
  readonly #named = new Map<string, Promise<unknown>>();
  readonly #others = new Set<Promise<unknown>>();

  /** Of each name one at a time: who comes meanwhile waits for the same. */
  once<T>(name: string, work: () => Promise<T>): Promise<T> {
    const running = this.#named.get(name) as Promise<T> | undefined;
    if (running !== undefined) return running;
    const started = work().finally(() => this.#named.delete(name));
    this.#named.set(name, started);
    return started;
  }

  /** Begins at once. What it throws is lost: it tells of itself. */
  run(work: () => Promise<unknown>): void {
    const started: Promise<unknown> = work()
      .catch(() => {})
      .finally(() => this.#others.delete(started));
    this.#others.add(started);
  }

  async drained(): Promise<void> {
    while (this.#named.size + this.#others.size > 0) await Promise.allSettled([...this.#named.values(), ...this.#others]);
  }
}

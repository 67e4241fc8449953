import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { LocalQueue } from "../../src/storage/local-queue.ts";

describe("the queue of those who try again", () => {
  let queue: LocalQueue;
  beforeEach(() => {
    vi.useFakeTimers();
    queue = new LocalQueue(1_000, globalThis);
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  /** Takes turns, each of which ends when its name is ended; tells whose has begun. */
  function turns(record: string, names: readonly string[]) {
    const begun: string[] = [];
    const ends = new Map<string, () => void>();
    for (const name of names) {
      void queue.turn(record).then(({ isAlone, end }) => {
        begun.push(isAlone ? `${name} alone` : name);
        ends.set(name, end);
      });
    }
    const end = async (name: string): Promise<void> => {
      ends.get(name)?.();
      await vi.advanceTimersByTimeAsync(0);
    };
    return { begun, end };
  }

  it("gives one turn at a time, in the order in which they came", async () => {
    const { begun, end } = turns("a", ["1", "2", "3"]);
    await vi.advanceTimersByTimeAsync(0);
    expect(begun).toEqual(["1 alone"]);
    await end("1");
    await end("1");
    expect(begun).toEqual(["1 alone", "2"]);
    await end("2");
    expect(begun).toEqual(["1 alone", "2", "3"]);
  });

  it("is one for each record, and over when the last has had their turn", async () => {
    const [first, other] = [turns("a", ["1"]), turns("b", ["1"])];
    await vi.advanceTimersByTimeAsync(0);
    expect([first.begun, other.begun]).toEqual([["1 alone"], ["1 alone"]]);
    await first.end("1");
    const { begun } = turns("a", ["2"]);
    await vi.advanceTimersByTimeAsync(0);
    expect(begun).toEqual(["2 alone"]);
  });

  it("holds nobody up for longer than their patience; who comes then waits for all of them", async () => {
    const { begun, end } = turns("a", ["1", "2"]);
    await vi.advanceTimersByTimeAsync(999);
    expect(begun).toEqual(["1 alone"]);
    await vi.advanceTimersByTimeAsync(1);
    expect(begun).toEqual(["1 alone", "2"]);
    const later = turns("a", ["3"]);
    await end("2");
    expect(later.begun).toEqual([]);
    await end("1");
    expect(later.begun).toEqual(["3"]);
  });

  it("leaves no timer behind", async () => {
    const { end } = turns("a", ["1", "2"]);
    await vi.advanceTimersByTimeAsync(0);
    await end("1");
    expect(vi.getTimerCount()).toBe(0);
  });

  it("is not stopped by the fake timers of who tests with them", { timeout: 10_000 }, async () => {
    const real = new LocalQueue(5);
    await real.turn("a");
    expect(await real.turn("a")).toMatchObject({ isAlone: false });
  });
});

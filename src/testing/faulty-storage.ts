import { invalidParameter } from "../codecs/schema.ts";
import { RockpoolError } from "../errors.ts";
import type { StorageAdapter } from "../storage/contract.ts";

/** What happens to a call, in place of the call: `work` is the call itself. */
type Fault = <T>(work: () => Promise<T>) => Promise<T>;

/** A call that is held: it waits where it is until it is let go. */
export interface HeldCall {
  /** Resolves when the call has come. */
  readonly reached: Promise<void>;
  release(): void;
}

/**
 * Faults for the n-th call from now; 1 is the next one. Calls are `get`, `query`, `commit` and `sweep`, counted together.
 * Whatever else is given for `n` is refused (`InvalidParameterException`): a fault that never comes is a test that cannot fail.
 */
export interface FaultyStorage extends StorageAdapter {
  /** How many calls there have been. */
  readonly calls: number;
  /** The call does nothing and fails: `StorageUnavailableException` with outcome `notCommitted`. */
  failCall(n: number): void;
  /** The call is done, and its answer is lost: `StorageUnavailableException` with outcome `unknown`. */
  loseAnswer(n: number): void;
  /** The call is done after so many milliseconds. */
  delayCall(n: number, ms: number): void;
  /** The call waits, before anything of it is done. */
  holdCall(n: number): HeldCall;
}

/** A storage that fails, delays or holds a chosen call of another: to see what is left when a step breaks off there. */
export function faultyStorage(adapter: StorageAdapter): FaultyStorage {
  const faults = new Map<number, Fault>();
  let calls = 0;
  const called = <T>(work: () => Promise<T>): Promise<T> => {
    calls += 1;
    const fault = faults.get(calls);
    faults.delete(calls);
    return fault === undefined ? work() : fault(work);
  };
  const order = (n: number, fault: Fault): void => {
    if (!Number.isSafeInteger(n) || n < 1) throw invalidParameter(["n"], "Member must be a whole number, 1 or more");
    faults.set(calls + n, fault);
  };
  const unavailable = (outcome: "notCommitted" | "unknown"): RockpoolError =>
    new RockpoolError("StorageUnavailableException", "This fault was ordered by a test.", { outcome });

  return {
    open: (tables) => adapter.open(tables),
    close: () => adapter.close(),
    describe: () => adapter.describe(),
    get: (refs) => called(() => adapter.get(refs)),
    query: (query) => called(() => adapter.query(query)),
    commit: (plan) => called(() => adapter.commit(plan)),
    sweep: (before, limit) => called(() => adapter.sweep(before, limit)),
    get calls() {
      return calls;
    },
    failCall(n) {
      order(n, async () => {
        throw unavailable("notCommitted");
      });
    },
    loseAnswer(n) {
      order(n, async (work) => {
        await work();
        throw unavailable("unknown");
      });
    },
    delayCall(n, ms) {
      order(n, async (work) => {
        await new Promise((resolve) => setTimeout(resolve, ms));
        return work();
      });
    },
    holdCall(n) {
      let arrive = (): void => {};
      let release = (): void => {};
      const reached = new Promise<void>((resolve) => {
        arrive = resolve;
      });
      const released = new Promise<void>((resolve) => {
        release = resolve;
      });
      order(n, async (work) => {
        arrive();
        await released;
        return work();
      });
      return { reached, release: () => release() };
    },
  };
}

import { AsyncLocalStorage } from "node:async_hooks";
import type { StorageAdapter } from "rockpool/storage";
import { adapterWith } from "../stand-ins.ts";

/** One of the two that run at once. */
type Side = "A" | "B";

/** Whose turn each call was, the first first: `AABAB`. */
export type Order = string;

/** Work whose calls of the storage each wait until they are let go. */
class Operation {
  readonly side: Side;
  #letGo: (() => void) | undefined;
  #stand: () => void = () => {};
  /** Resolves when the operation stands before a call, or has ended. */
  stands: Promise<void> = this.#moving();
  hasEnded = false;

  constructor(side: Side) {
    this.side = side;
  }

  /** Called from inside the operation. */
  wait(): Promise<void> {
    if (this.#letGo !== undefined) throw new Error("an operation makes one call at a time");
    const gone = new Promise<void>((resolve) => {
      this.#letGo = resolve;
    });
    this.#stand();
    return gone;
  }

  goOn(): void {
    const letGo = this.#letGo;
    this.#letGo = undefined;
    this.stands = this.#moving();
    letGo?.();
  }

  end(): void {
    this.hasEnded = true;
    this.#stand();
  }

  #moving(): Promise<void> {
    return new Promise((resolve) => {
      this.#stand = resolve;
    });
  }
}

/** Which operation a call is made by, however deep inside. */
const running = new AsyncLocalStorage<Operation>();

/** A storage whose calls wait for their turn where {@link inEveryOrder} runs what makes them; all others go by. */
export function orderedStorage(inner: StorageAdapter): StorageAdapter {
  const inTurn = async <T>(call: () => Promise<T>): Promise<T> => {
    await running.getStore()?.wait();
    return call();
  };
  return adapterWith(inner, {
    get: (refs) => inTurn(() => inner.get(refs)),
    query: (query) => inTurn(() => inner.query(query)),
    commit: (plan) => inTurn(() => inner.commit(plan)),
    sweep: (before, limit) => inTurn(() => inner.sweep(before, limit)),
  });
}

/** Two operations of a world that is new, and what is to be seen of it when both have ended. */
export interface Pair {
  readonly A: () => Promise<unknown>;
  readonly B: () => Promise<unknown>;
  see(order: Order): Promise<void>;
}

/**
 * Runs two operations at once, in every order that their calls of the storage can come in: each order once, on a pair of its own.
 * The operations must do the same whenever their calls come in the same order.
 *
 * @returns The orders.
 */
export async function inEveryOrder(start: () => Promise<Pair>): Promise<readonly Order[]> {
  const orders: Order[] = [];
  // Orders that begin like one that was run, and then go another way.
  const left: Order[] = [""];
  for (let order = left.pop(); order !== undefined; order = left.pop()) {
    const pair = await start();
    const { taken, branches } = await inOneOrder(pair, order);
    orders.push(taken);
    left.push(...branches);
    await pair.see(taken);
  }
  return orders;
}

/** Runs a pair in an order; where that says no more, A goes on as long as it can. */
async function inOneOrder(pair: Pair, order: Order): Promise<{ readonly taken: Order; readonly branches: readonly Order[] }> {
  const operations = [new Operation("A"), new Operation("B")];
  const results = operations.map((operation) => running.run(operation, pair[operation.side]).finally(() => operation.end()));
  const branches: Order[] = [];
  let taken: Order = "";
  for (;;) {
    await Promise.all(operations.map(({ stands }) => stands));
    const standing = operations.filter(({ hasEnded }) => !hasEnded);
    if (standing.length === 0) break;
    const wanted = order[taken.length];
    const next = standing.find(({ side }) => side === (wanted ?? standing[0]?.side));
    if (next === undefined) throw new Error(`the operations are not the same each time: no ${wanted} after ${taken}`);
    if (wanted === undefined) branches.push(...standing.filter((other) => other !== next).map(({ side }) => taken + side));
    taken += next.side;
    next.goOn();
  }
  await Promise.all(results);
  if (taken.length < order.length) throw new Error(`the operations are not the same each time: ${order} ended as ${taken}`);
  return { taken, branches };
}

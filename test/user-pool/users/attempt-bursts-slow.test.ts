import type { StorageAdapter } from "rockpool/storage";
import { adapterWith } from "../stand-ins.ts";
import { describeBursts } from "./attempt-guards.ts";

/** Everybody has read before anybody writes, and what was read is old when it arrives. */
function slow(inner: StorageAdapter): StorageAdapter {
  const wait = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));
  return adapterWith(inner, {
    async get(refs) {
      const found = await inner.get(refs);
      await wait();
      return found;
    },
    async commit(plan) {
      await wait();
      return inner.commit(plan);
    },
  });
}

// attack 9: a burst of guesses cannot exceed the budget, also where reading and writing lie far apart
describeBursts("a slow storage", slow);

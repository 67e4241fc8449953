import type { Rockpool } from "../rockpool.ts";
import { complain } from "./terminal.ts";

const EVERY_MS = 600_000;

/** Does the work that waits. @returns Ends it, when what has begun is done. */
export function maintainNowAndThen(rockpool: Rockpool): () => Promise<void> {
  let work: Promise<void> = Promise.resolve();
  const maintain = async (): Promise<void> => {
    await rockpool.maintain({ maxMs: 1_000 }).catch((error: unknown) => complain(`maintenance failed. ${String(error)}`));
  };
  const timer = setInterval(() => {
    work = work.then(maintain);
  }, EVERY_MS);
  return () => {
    clearInterval(timer);
    return work;
  };
}

import { setTimeout as sleep } from "node:timers/promises";
import { RockpoolError } from "../../errors.ts";
import { systemRuntime } from "../../runtime.ts";
import { NoAnswer } from "./pool.ts";

/** SQLSTATEs of what may be tried again: nothing was done, and the reason passes. */
const passing: readonly RegExp[] = [
  /^40(001|P01)$/, // serialisation failure, deadlock
  /^08/, // connection failures
  /^57P0[1-5]$/, // shutting down, crashed, starting up, database dropped, idle session
  /^25P03$/, // the transaction was idle for too long: this process was held up
  /^53300$/, // too many connections
  /^55P03$/, // a lock was not to be had
];
const passingErrnos: ReadonlySet<string> = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "ETIMEDOUT",
  "ENOENT",
  "EHOSTUNREACH",
]);
/** pg has no code for these. */
const passingMessages =
  /^(Connection terminated|Client has encountered a connection error|timeout exceeded when trying to connect)/;

/** How long something is tried again and again. */
const MAX_TRYING_MS = 10_000;
const LONGEST_PAUSE_MS = 500;

/** Whether it may be tried again, on another connection. */
export function isPassing(error: unknown): boolean {
  if (error instanceof NoAnswer) return true;
  if (!(error instanceof Error) || error instanceof RockpoolError) return false;
  const code = "code" in error ? String(error.code) : "";
  return passing.some((one) => one.test(code)) || passingErrnos.has(code) || passingMessages.test(error.message);
}

/**
 * Tries until it succeeds, fails for good, or has been tried long enough; pausing longer each time and never in step.
 *
 * @throws `StorageUnavailableException`, outcome `notCommitted`: `work` must not have done anything when it fails.
 */
export async function retrying<T>(work: () => Promise<T>): Promise<T> {
  const start = performance.now();
  for (let longest = 10; ; longest = Math.min(longest * 2, LONGEST_PAUSE_MS)) {
    try {
      return await work();
    } catch (error) {
      if (error instanceof RockpoolError) throw error;
      if (!isPassing(error)) throw unavailable("notCommitted", "PostgreSQL refused.", error);
      if (performance.now() - start >= MAX_TRYING_MS) throw unavailable("notCommitted", "PostgreSQL does not answer.", error);
      await pause(longest);
    }
  }
}

/** Up to so many ms, evenly drawn. */
export function pause(longestMs: number): Promise<void> {
  return sleep(1 + ((systemRuntime.random(1)[0] ?? 0) / 256) * longestMs);
}

export function unavailable(outcome: "notCommitted" | "unknown", message: string, cause?: unknown): RockpoolError {
  return new RockpoolError("StorageUnavailableException", message, { outcome }, { cause });
}

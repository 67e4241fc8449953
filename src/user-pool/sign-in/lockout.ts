import { RockpoolError } from "../../errors.ts";
import type { Found } from "../../storage/table.ts";
import type { AttemptsRecord } from "../users/attempts.table.ts";
import { countOf } from "../users/attempts.ts";

/** From so many failures in a row on, each locks. */
const FREE_FAILURES = 5;
/** "Up to about 15 minutes": what 2^(n-5) seconds reach at the fifteenth failure, or nearly. */
const LONGEST_LOCK_MS = 15 * 60_000;

/** How long the n-th failure in a row locks: 2^(n-5) seconds from the fifth on (authentication.md 7.1). */
export function lockMs(failures: number): number {
  return failures < FREE_FAILURES ? 0 : Math.min(1_000 * 2 ** (failures - FREE_FAILURES), LONGEST_LOCK_MS);
}

/**
 * Refuses while a lock runs, also with the right password. A refused try does not count and does not prolong.
 *
 * @throws `NotAuthorizedException`
 */
export function judgeLock(attempts: Found<AttemptsRecord> | undefined, now: number): void {
  if (attempts === undefined) return;
  const lock = lockMs(countOf(attempts, now));
  // No lock is not a lock of no length: another process may have counted by a clock that is ahead of ours.
  if (lock > 0 && now < attempts.value.lastAt + lock) {
    throw new RockpoolError("NotAuthorizedException", "Password attempts exceeded");
  }
}

import { RockpoolError } from "../../errors.ts";
import { mac } from "../../seal/mac.ts";
import type { Entry, Found, Ref } from "../../storage/table.ts";
import type { PoolContext } from "../context.ts";
import { type AttemptPurpose, type AttemptsRecord, attemptCounters } from "./attempts.table.ts";

const minute = 60_000;

/** When a counter begins anew: so long after its first or its last count. */
const forgetting: { readonly [P in AttemptPurpose]: { readonly since: "firstAt" | "lastAt"; readonly afterMs: number } } = {
  // authentication.md 7.1: 15 minutes without any attempt
  password: { since: "lastAt", afterMs: 15 * minute },
  // users-and-triggers.md 3.9: per hour and user
  confirmSignUp: { since: "firstAt", afterMs: 60 * minute },
  resendConfirmationCode: { since: "firstAt", afterMs: 60 * minute },
};

/** Every purpose there is. */
export const attemptPurposes: readonly AttemptPurpose[] = Object.keys(forgetting) as AttemptPurpose[];

/** How often it may happen in the window of its purpose (users-and-triggers.md 3.9). */
const budgets = { confirmSignUp: 15, resendConfirmationCode: 5 } as const;

/** The counters of a user. */
export function attemptsOf(context: PoolContext, sub: string, purpose: AttemptPurpose): Ref<AttemptsRecord> {
  return attemptCounters.key({ poolId: context.poolId, subject: sub, purpose });
}

/** The counters of a name nobody has: the absence of a lock would tell that nobody has it. */
export function attemptsOnName(context: PoolContext, username: string, purpose: AttemptPurpose): Ref<AttemptsRecord> {
  const subject = `name_${mac(context.keys.subject, username).toString("base64url")}`;
  return attemptCounters.key({ poolId: context.poolId, subject, purpose });
}

/** A new user's counter, at 0. */
export function newAttempts(context: PoolContext, sub: string, purpose: AttemptPurpose): Entry {
  return attemptCounters.create({
    poolId: context.poolId,
    subject: sub,
    purpose,
    count: 0,
    firstAt: 0,
    lastAt: 0,
    expiresAt: null,
  });
}

/** What is counted at this instant. */
export function countOf(found: Found<AttemptsRecord> | undefined, now: number): number {
  if (found === undefined) return 0;
  const { purpose, count } = found.value;
  const { since, afterMs } = forgetting[purpose];
  return now - found.value[since] >= afterMs ? 0 : count;
}

/** One more. `at` names the counter, for when there is none yet. */
export function countOne(
  context: PoolContext,
  at: Ref<AttemptsRecord>,
  found: Found<AttemptsRecord> | undefined,
  purpose: AttemptPurpose,
): Entry {
  const now = context.store.runtime.clock();
  const before = countOf(found, now);
  const next = { count: before + 1, firstAt: before === 0 || found === undefined ? now : found.value.firstAt, lastAt: now };
  const expiresAt = now + forgetting[purpose].afterMs;
  if (found === undefined) {
    const [poolId = "", subject = ""] = at.key;
    return attemptCounters.create({ poolId, subject, purpose, ...next, expiresAt });
  }
  return found.put({ ...next, expiresAt: found.value.expiresAt === null ? null : expiresAt });
}

/** After a success: names the counter in the plan without writing, or writes 0 where something was counted. */
export function clear(found: Found<AttemptsRecord>): Entry {
  return found.value.count === 0 ? found.check() : found.put({ count: 0 });
}

/**
 * Refuses when an hour's budget is used up; nothing is counted then.
 *
 * @throws `LimitExceededException`
 */
export function judgeBudget(found: Found<AttemptsRecord> | undefined, purpose: keyof typeof budgets, now: number): void {
  if (found === undefined || countOf(found, now) < budgets[purpose]) return;
  const { since, afterMs } = forgetting[purpose];
  throw new RockpoolError("LimitExceededException", "Attempt limit exceeded, please try after some time.", {
    retryAfterSeconds: Math.ceil((found.value[since] + afterMs - now) / 1000),
  });
}

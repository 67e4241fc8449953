import { RockpoolError } from "../../errors.ts";
import { mac } from "../../seal/mac.ts";
import type { Entry, Found, Ref } from "../../storage/table.ts";
import type { PoolContext } from "../context.ts";
import { type AttemptPurpose, type AttemptsRecord, attemptCounters } from "./attempts.table.ts";

const minute = 60_000;

interface Counting {
  /** When a counter begins anew: so long after its first or its last count. */
  readonly since: "firstAt" | "lastAt";
  readonly afterMs: number;
  /** How often it may happen until then. */
  readonly budget: number;
}

const anHour = (budget: number): Counting => ({ since: "firstAt", afterMs: 60 * minute, budget });

/**
 * What protects each purpose (users-and-triggers.md 3.9: per hour and user). Of a forgotten password the reference says 5 to 20 of
 * requests and entries together, by risk.
 */
const counting: { readonly [P in AttemptPurpose]: Counting } = {
  // authentication.md 7.1: 15 minutes without any attempt. The lock is judged by lockout.ts.
  password: { since: "lastAt", afterMs: 15 * minute, budget: Number.POSITIVE_INFINITY },
  confirmSignUp: anHour(15),
  resendConfirmationCode: anHour(5),
  forgotPassword: anHour(5),
  confirmForgotPassword: anHour(15),
  verifyUserAttribute: anHour(15),
  getUserAttributeVerificationCode: anHour(5),
  changePassword: anHour(5),
};

/** Every purpose there is. */
export const attemptPurposes: readonly AttemptPurpose[] = Object.keys(counting) as AttemptPurpose[];

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
  const { since, afterMs } = counting[purpose];
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
  const expiresAt = now + counting[purpose].afterMs;
  if (found === undefined) {
    const [poolId = "", subject = ""] = at.key;
    return attemptCounters.create({ poolId, subject, purpose, ...next, expiresAt });
  }
  return found.put({ ...next, expiresAt: found.value.expiresAt === null ? null : expiresAt });
}

/**
 * After a right try that is not to be counted: names the counter in the plan, and makes it, at 0, where there is none. So of parallel
 * tries one is judged after the other, whichever of them is right.
 */
export function keepCount(
  context: PoolContext,
  at: Ref<AttemptsRecord>,
  found: Found<AttemptsRecord> | undefined,
  purpose: AttemptPurpose,
): Entry {
  if (found !== undefined) return found.check();
  const now = context.store.runtime.clock();
  const [poolId = "", subject = ""] = at.key;
  const expiresAt = now + counting[purpose].afterMs;
  return attemptCounters.create({ poolId, subject, purpose, count: 0, firstAt: now, lastAt: now, expiresAt });
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
export function judgeBudget(found: Found<AttemptsRecord> | undefined, purpose: AttemptPurpose, now: number): void {
  if (found === undefined || countOf(found, now) < counting[purpose].budget) return;
  const { since, afterMs } = counting[purpose];
  throw new RockpoolError("LimitExceededException", "Attempt limit exceeded, please try after some time.", {
    retryAfterSeconds: Math.ceil((found.value[since] + afterMs - now) / 1000),
  });
}

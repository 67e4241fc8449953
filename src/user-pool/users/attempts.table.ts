import { type PoolRecord, type Table, table } from "../../storage/table.ts";

/** What is counted. Counters live apart from what they protect, so that a new code brings no new tries. */
export type AttemptPurpose =
  | "password"
  | "confirmSignUp"
  | "resendConfirmationCode"
  | "forgotPassword"
  | "confirmForgotPassword"
  | "verifyUserAttribute"
  | "getUserAttributeVerificationCode"
  | "changePassword";

/**
 * How often someone failed (or asked, for a purpose that sends). Every verdict is part of a plan that names this record at
 * the version that was read: so parallel tries are judged one after the other.
 */
export interface AttemptsRecord extends PoolRecord {
  /** A sub, or the keyed hash of a name that nobody has. */
  readonly subject: string;
  readonly purpose: AttemptPurpose;
  readonly count: number;
  readonly firstAt: number;
  readonly lastAt: number;
  /** `null` for a user's own counters, which are there as long as the user is. */
  readonly expiresAt: number | null;
}

export const attemptCounters: Table<AttemptsRecord, "subject" | "purpose"> = table({
  name: "attempts",
  key: ["poolId", "subject", "purpose"],
  expiresAt: ({ expiresAt }) => expiresAt,
});

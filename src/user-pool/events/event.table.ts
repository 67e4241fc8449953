import { type PoolRecord, type Table, table } from "../../storage/table.ts";
import type { FailureReason } from "./event.ts";

/** Cognito's `EventType`. */
export type AuthEventType = "SignIn" | "SignUp" | "ForgotPassword" | "PasswordChange" | "ResendCode";

/** Cognito's `EventResponse`. `InProgress`: a challenge is to be answered. */
export type AuthEventResponse = "Pass" | "Fail" | "InProgress";

/** What is kept of an event about a user. It is written by the plan that it tells of: neither is there without the other. */
export interface AuthEventRecord extends PoolRecord {
  readonly sub: string;
  /** Makes the newest come first: what is left of time, then the id. */
  readonly place: string;
  readonly eventId: string;
  readonly eventType: AuthEventType;
  readonly eventResponse: AuthEventResponse;
  readonly reason: FailureReason | null;
  readonly clientId: string | null;
  readonly createdAt: number;
  readonly expiresAt: number;
}

export const authEvents: Table<AuthEventRecord, "sub" | "place"> = table({
  name: "auth_events",
  key: ["poolId", "sub", "place"],
  expiresAt: ({ expiresAt }) => expiresAt,
});

/** Keys are in the order of their bytes. */
export function placeOf(createdAt: number, eventId: string): string {
  return `${String(Number.MAX_SAFE_INTEGER - createdAt).padStart(16, "0")}.${eventId}`;
}

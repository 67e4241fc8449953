import type { Entry } from "../../storage/table.ts";
import { type AuthEventRecord, authEvents, placeOf } from "./event.table.ts";
import type { PoolEvent } from "./event.ts";

type Kept = Pick<AuthEventRecord, "eventType" | "eventResponse"> & Partial<Pick<AuthEventRecord, "reason" | "clientId">>;

/** What Cognito keeps of an event; `undefined` for those it does not. */
function keptOf(event: PoolEvent): Kept | undefined {
  switch (event.type) {
    case "signUp":
      return { eventType: "SignUp", eventResponse: "Pass", clientId: event.clientId };
    case "signIn":
      return { eventType: "SignIn", eventResponse: "Pass", clientId: event.clientId };
    case "signInChallenge":
      return { eventType: "SignIn", eventResponse: "InProgress", clientId: event.clientId };
    case "signInFailed":
      return { eventType: "SignIn", eventResponse: "Fail", clientId: event.clientId, reason: event.reason };
    case "forgotPassword":
      return { eventType: "ForgotPassword", eventResponse: "Pass", clientId: event.clientId };
    case "codeResent":
      return { eventType: "ResendCode", eventResponse: "Pass", clientId: event.clientId };
    case "passwordChange":
      return { eventType: "PasswordChange", eventResponse: "Pass" };
    case "passwordChangeFailed":
      return { eventType: "PasswordChange", eventResponse: "Fail", reason: event.reason };
    default:
      return undefined;
  }
}

/** The entry that keeps an event for the user it is about; none where it is about nobody, or not of a kind that is kept. */
export function storedEvent(event: PoolEvent, retentionMs: number): readonly Entry[] {
  const kept = keptOf(event);
  const sub = "sub" in event ? event.sub : null;
  if (kept === undefined || sub === null || retentionMs === 0) return [];
  const createdAt = event.at.getTime();
  const { eventId, userPoolId: poolId } = event;
  return [
    authEvents.create({
      poolId,
      sub,
      place: placeOf(createdAt, eventId),
      eventId,
      eventType: kept.eventType,
      eventResponse: kept.eventResponse,
      reason: kept.reason ?? null,
      clientId: kept.clientId ?? null,
      createdAt,
      expiresAt: createdAt + retentionMs,
    }),
  ];
}

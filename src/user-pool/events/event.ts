import type { AuthenticationMethod, TokenUse } from "../../tokens/claims.ts";

/** Why somebody was not let in. A class, and never what was typed. */
export type FailureReason =
  | "wrongCredentials"
  | "locked"
  | "disabled"
  | "notConfirmed"
  | "passwordResetRequired"
  | "temporaryPasswordExpired"
  | "invalidSession"
  | "wrongCode"
  | "expiredCode"
  | "limitExceeded"
  | "refusedByTrigger"
  | "other";

/** Who made a change. */
export type Actor = "user" | "administrator";

/** Whom it is about. `null` where nobody has the name that was given: the name is not told, people type passwords there. */
interface OfSomebody {
  readonly sub: string | null;
}

interface OfUser {
  readonly sub: string;
}

interface OfClient {
  readonly clientId: string;
}

/** What each type of event tells beside {@link EventBase}. Ids and classes only: no secret, no address, no attribute's value. */
export interface EventDetails {
  /** Somebody signed up. */
  signUp: OfUser & OfClient;
  /** A user came from an older system, by UserMigration. */
  userMigrated: OfUser & OfClient;
  /** A user was confirmed: by a code, by an administrator, or by PreSignUp. */
  userConfirmed: OfUser & { readonly by: Actor | "trigger" };
  /** Somebody is in. `eventId` is the `event_id` of the tokens. */
  signIn: OfUser & OfClient & { readonly amr: readonly AuthenticationMethod[] };
  /** The proof was right, and one more question is to be answered. */
  signInChallenge: OfUser & OfClient & { readonly challengeName: string };
  signInFailed: OfSomebody & OfClient & { readonly reason: FailureReason };
  /** So many failures in a row that no proof is looked at until then. */
  lockout: OfSomebody & { readonly failures: number; readonly until: Date };
  /** New tokens of a session. */
  tokenRefresh: OfUser & OfClient & { readonly rotated: boolean };
  /** A refresh token that was replaced came back, and its session was ended: somebody has a copy. */
  refreshTokenReuse: OfUser & OfClient & { readonly originJti: string };
  /** An authorization code that was used came back, and the session that it had begun was ended: somebody has a copy. */
  authorizationCodeReuse: OfUser & OfClient & { readonly originJti: string };
  tokenRevoked: OfUser & OfClient & { readonly originJti: string };
  /** All sessions of a user were ended. */
  signOutEverywhere: OfUser & { readonly by: Actor };
  /** Another password was set: all other sessions were ended. */
  passwordChange: OfUser & { readonly by: Actor };
  passwordChangeFailed: OfSomebody & { readonly reason: FailureReason };
  /** A code for a forgotten password was asked for. */
  forgotPassword: OfSomebody & OfClient;
  /** A code for a sign-up was asked for once more. */
  codeResent: OfSomebody & OfClient;
  attributesChanged: OfUser & { readonly by: Actor; readonly names: readonly string[] };
  userDeleted: OfUser & { readonly by: Actor };
  /** What an administrator did, by Cognito's name of it, and to what: a sub, a group's name, a client's id. */
  administration: { readonly operation: string; readonly subject: string | null };
  /** A message could not be handed to whoever sends it. */
  deliveryFailed: OfSomebody & { readonly medium: "EMAIL" | "SMS" };
  /** A key was made, and signs from then on. */
  keyRotation: { readonly tokenUse: TokenUse; readonly kid: string; readonly signsFrom: Date };
}

export type EventType = keyof EventDetails;

interface EventBase<T extends EventType> {
  readonly type: T;
  /** A UUID. */
  readonly eventId: string;
  readonly at: Date;
  readonly userPoolId: string;
}

/** Something that happened in a user pool, told after it was stored: a union, so that `switch (event.type)` narrows it. */
export type PoolEvent<T extends EventType = EventType> = { [E in T]: EventBase<E> & EventDetails[E] }[T];

/** What a use case says of an event: who hears of it adds when and where. */
export type Told = { [E in EventType]: { readonly type: E; readonly eventId?: string } & EventDetails[E] }[EventType];

import type { RockpoolError } from "../../errors.ts";
import type { AuthStateRecord } from "./auth-state.table.ts";
import {
  cannotBeConfirmed,
  cannotBeInvited,
  cannotBeReset,
  hasNoPassword,
  isConfirmed,
  isDisabled,
  isNotAsked,
  isNotConfirmed,
  isTooLate,
  type LivingUser,
  mustReset,
  type Refusal,
  refusalOf,
  wrongCode,
} from "./refusal.ts";
import type { UserStatus } from "./user.table.ts";

/*
 * The life of a user, whole, as data (users-and-triggers.md 3.2): how users come into being, what can happen to them in every status,
 * and what a sign-in comes to. The code asks it, a test goes through it cell by cell, and docs/users.md shows it.
 */

/** How somebody comes into being (an import aside, which says the status itself). */
export type Creation = "signUp" | "signUpConfirmedByTrigger" | "adminCreateUser" | "adminCreateUserWithoutPassword";

export const creation: { readonly [C in Creation]: UserStatus } = {
  signUp: "UNCONFIRMED",
  signUpConfirmedByTrigger: "CONFIRMED",
  adminCreateUser: "FORCE_CHANGE_PASSWORD",
  adminCreateUserWithoutPassword: "CONFIRMED",
};

/** What can happen to a user who is there. */
export type LifecycleEvent =
  | "confirmSignUp"
  | "resendConfirmationCode"
  | "adminConfirmSignUp"
  | "resendInvitation"
  | "newPasswordChosen"
  | "adminSetPermanentPassword"
  | "adminSetTemporaryPassword"
  | "adminResetPassword"
  | "forgotPassword"
  | "confirmForgotPassword"
  | "changePassword";

/** Every event in every status: the status after it, or the refusal. There is no way back to UNCONFIRMED. */
export const lifecycle: { readonly [E in LifecycleEvent]: { readonly [S in UserStatus]: UserStatus | Refusal } } = {
  confirmSignUp: {
    UNCONFIRMED: "CONFIRMED",
    CONFIRMED: cannotBeConfirmed,
    FORCE_CHANGE_PASSWORD: cannotBeConfirmed,
    RESET_REQUIRED: cannotBeConfirmed,
    EXTERNAL_PROVIDER: cannotBeConfirmed,
  },
  resendConfirmationCode: {
    UNCONFIRMED: "UNCONFIRMED",
    CONFIRMED: isConfirmed,
    FORCE_CHANGE_PASSWORD: isConfirmed,
    RESET_REQUIRED: isConfirmed,
    EXTERNAL_PROVIDER: isConfirmed,
  },
  adminConfirmSignUp: {
    UNCONFIRMED: "CONFIRMED",
    CONFIRMED: cannotBeConfirmed,
    FORCE_CHANGE_PASSWORD: cannotBeConfirmed,
    RESET_REQUIRED: cannotBeConfirmed,
    EXTERNAL_PROVIDER: cannotBeConfirmed,
  },
  resendInvitation: {
    UNCONFIRMED: cannotBeInvited,
    CONFIRMED: cannotBeInvited,
    FORCE_CHANGE_PASSWORD: "FORCE_CHANGE_PASSWORD",
    RESET_REQUIRED: cannotBeInvited,
    EXTERNAL_PROVIDER: cannotBeInvited,
  },
  newPasswordChosen: {
    UNCONFIRMED: isNotAsked,
    CONFIRMED: isNotAsked,
    FORCE_CHANGE_PASSWORD: "CONFIRMED",
    RESET_REQUIRED: isNotAsked,
    EXTERNAL_PROVIDER: isNotAsked,
  },
  adminSetPermanentPassword: {
    UNCONFIRMED: "CONFIRMED",
    CONFIRMED: "CONFIRMED",
    FORCE_CHANGE_PASSWORD: "CONFIRMED",
    RESET_REQUIRED: "CONFIRMED",
    EXTERNAL_PROVIDER: "CONFIRMED",
  },
  adminSetTemporaryPassword: {
    UNCONFIRMED: "FORCE_CHANGE_PASSWORD",
    CONFIRMED: "FORCE_CHANGE_PASSWORD",
    FORCE_CHANGE_PASSWORD: "FORCE_CHANGE_PASSWORD",
    RESET_REQUIRED: "FORCE_CHANGE_PASSWORD",
    EXTERNAL_PROVIDER: "FORCE_CHANGE_PASSWORD",
  },
  adminResetPassword: {
    UNCONFIRMED: cannotBeReset,
    CONFIRMED: "RESET_REQUIRED",
    FORCE_CHANGE_PASSWORD: cannotBeReset,
    RESET_REQUIRED: "RESET_REQUIRED",
    EXTERNAL_PROVIDER: cannotBeReset,
  },
  // An unconfirmed user has proved no address: a code to it would confirm by the back door. (The reference says nothing.)
  forgotPassword: {
    UNCONFIRMED: cannotBeReset,
    CONFIRMED: "CONFIRMED",
    FORCE_CHANGE_PASSWORD: cannotBeReset,
    RESET_REQUIRED: "RESET_REQUIRED",
    EXTERNAL_PROVIDER: cannotBeReset,
  },
  confirmForgotPassword: {
    UNCONFIRMED: wrongCode,
    CONFIRMED: "CONFIRMED",
    FORCE_CHANGE_PASSWORD: wrongCode,
    RESET_REQUIRED: "CONFIRMED",
    EXTERNAL_PROVIDER: wrongCode,
  },
  // Another status ends the session: these refusals meet tokens that stand until they expire (`enableTokenRevocation: false`).
  changePassword: {
    UNCONFIRMED: isNotConfirmed,
    CONFIRMED: "CONFIRMED",
    FORCE_CHANGE_PASSWORD: hasNoPassword,
    RESET_REQUIRED: mustReset,
    EXTERNAL_PROVIDER: hasNoPassword,
  },
};

/** When somebody with the right password signs in. */
export type SignInCase = "signIn" | "signInTooLate" | "signInDisabled";

/** What a sign-in with the right password comes to, in every status. `signInTooLate`: the temporary password has expired. */
export const signIns: {
  readonly [C in SignInCase]: { readonly [S in UserStatus]: "tokens" | "NEW_PASSWORD_REQUIRED" | Refusal };
} = {
  signIn: {
    UNCONFIRMED: isNotConfirmed,
    CONFIRMED: "tokens",
    FORCE_CHANGE_PASSWORD: "NEW_PASSWORD_REQUIRED",
    RESET_REQUIRED: mustReset,
    EXTERNAL_PROVIDER: "tokens",
  },
  signInTooLate: {
    UNCONFIRMED: isNotConfirmed,
    CONFIRMED: "tokens",
    FORCE_CHANGE_PASSWORD: isTooLate,
    RESET_REQUIRED: mustReset,
    EXTERNAL_PROVIDER: "tokens",
  },
  signInDisabled: {
    UNCONFIRMED: isDisabled,
    CONFIRMED: isDisabled,
    FORCE_CHANGE_PASSWORD: isDisabled,
    RESET_REQUIRED: isDisabled,
    EXTERNAL_PROVIDER: isDisabled,
  },
};

/** The status after an event. @throws the refusal of {@link lifecycle} */
export function statusAfter(event: LifecycleEvent, user: LivingUser): UserStatus {
  const outcome = lifecycle[event][user.status];
  if (typeof outcome === "string") return outcome;
  throw refusalOf(outcome, user);
}

/** Why an event cannot happen to a user; `undefined` when it can. */
export function refusal(event: LifecycleEvent, user: LivingUser): RockpoolError | undefined {
  const outcome = lifecycle[event][user.status];
  return typeof outcome === "string" ? undefined : refusalOf(outcome, user);
}

/** What {@link signIns} says of a user. */
export function signInOutcome(
  user: LivingUser,
  { enabled }: Pick<AuthStateRecord, "enabled">,
  isTooLate: boolean,
): "tokens" | "NEW_PASSWORD_REQUIRED" | RockpoolError {
  const outcome = signIns[!enabled ? "signInDisabled" : isTooLate ? "signInTooLate" : "signIn"][user.status];
  return typeof outcome === "string" ? outcome : refusalOf(outcome, user);
}

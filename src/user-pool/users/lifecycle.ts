import { RockpoolError } from "../../errors.ts";
import type { UserStatus } from "./user.table.ts";

/** What can happen to a user who is there (users-and-triggers.md 3.2). */
export type LifecycleEvent =
  | "confirmSignUp"
  | "adminConfirmSignUp"
  | "resendInvitation"
  | "newPasswordChosen"
  | "adminSetPermanentPassword"
  | "adminSetTemporaryPassword"
  | "adminResetPassword"
  | "forgotPassword"
  | "confirmForgotPassword"
  | "changePassword";

/** What an event comes to: the status after it, or the refusal. */
type Outcome = UserStatus | Refusal;

interface Refusal {
  readonly code: "NotAuthorizedException" | "UnsupportedUserStateException" | "CodeMismatchException";
  readonly message: (user: LivingUser) => string;
}

interface LivingUser {
  readonly username: string;
  readonly status: UserStatus;
}

const cannotBeConfirmed: Refusal = {
  code: "NotAuthorizedException",
  message: ({ status }) => `User cannot be confirmed. Current status is ${status}`,
};
const cannotBeReset: Refusal = {
  code: "NotAuthorizedException",
  message: () => "User password cannot be reset in the current state.",
};
const cannotBeInvited: Refusal = {
  code: "UnsupportedUserStateException",
  message: ({ username }) => `Resend not possible. ${username} status is not FORCE_CHANGE_PASSWORD`,
};
/** Who cannot recover was sent no code that could be right. */
const wrongCode: Refusal = {
  code: "CodeMismatchException",
  message: () => "Invalid verification code provided, please try again.",
};
const incorrect: Refusal = { code: "NotAuthorizedException", message: () => "Incorrect username or password." };

/**
 * The life of a user, whole: every event in every status. The code asks it, a test goes through it cell by cell, and docs/users.md
 * shows it. There is no way back to UNCONFIRMED.
 */
export const lifecycle: { readonly [E in LifecycleEvent]: { readonly [S in UserStatus]: Outcome } } = {
  confirmSignUp: {
    UNCONFIRMED: "CONFIRMED",
    CONFIRMED: cannotBeConfirmed,
    FORCE_CHANGE_PASSWORD: cannotBeConfirmed,
    RESET_REQUIRED: cannotBeConfirmed,
    EXTERNAL_PROVIDER: cannotBeConfirmed,
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
    UNCONFIRMED: incorrect,
    CONFIRMED: incorrect,
    FORCE_CHANGE_PASSWORD: "CONFIRMED",
    RESET_REQUIRED: incorrect,
    EXTERNAL_PROVIDER: incorrect,
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
  changePassword: {
    UNCONFIRMED: incorrect,
    CONFIRMED: "CONFIRMED",
    FORCE_CHANGE_PASSWORD: incorrect,
    RESET_REQUIRED: incorrect,
    EXTERNAL_PROVIDER: incorrect,
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

function refusalOf({ code, message }: Refusal, user: LivingUser): RockpoolError {
  return new RockpoolError(code, message(user));
}

/** Whether an event may happen to a user. */
export function isPossible(event: LifecycleEvent, { status }: { readonly status: UserStatus }): boolean {
  return typeof lifecycle[event][status] === "string";
}

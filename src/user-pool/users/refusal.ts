import { type ErrorCode, RockpoolError } from "../../errors.ts";
import type { UserStatus } from "./user.table.ts";

/** The part of a user that a refusal speaks of. */
export interface LivingUser {
  readonly username: string;
  readonly status: UserStatus;
}

/** Why something cannot happen to a user: Cognito's exception and its words (users-and-triggers.md 10). */
export interface Refusal {
  readonly code: Extract<
    ErrorCode,
    | "CodeMismatchException"
    | "InvalidParameterException"
    | "NotAuthorizedException"
    | "PasswordResetRequiredException"
    | "UnsupportedUserStateException"
    | "UserNotConfirmedException"
  >;
  readonly message: (user: LivingUser) => string;
}

export function refusalOf({ code, message }: Refusal, user: LivingUser): RockpoolError {
  const words = message(user);
  return code === "InvalidParameterException"
    ? new RockpoolError(code, words, { path: "username" })
    : new RockpoolError(code, words);
}

const says = (code: Refusal["code"], words: string): Refusal => ({ code, message: () => words });

export const isDisabled: Refusal = says("NotAuthorizedException", "User is disabled.");
export const isNotConfirmed: Refusal = says("UserNotConfirmedException", "User is not confirmed.");
export const mustReset: Refusal = says("PasswordResetRequiredException", "Password reset required for the user");
export const isTooLate: Refusal = says(
  "NotAuthorizedException",
  "Temporary password has expired and must be reset by an administrator.",
);
export const isConfirmed: Refusal = says("InvalidParameterException", "User is already confirmed.");
export const cannotBeReset: Refusal = says("NotAuthorizedException", "User password cannot be reset in the current state.");
export const cannotBeConfirmed: Refusal = {
  code: "NotAuthorizedException",
  message: ({ status }) => `User cannot be confirmed. Current status is ${status}`,
};
export const cannotBeInvited: Refusal = {
  code: "UnsupportedUserStateException",
  message: ({ username }) => `Resend not possible. ${username} status is not FORCE_CHANGE_PASSWORD`,
};
/** Who cannot recover was sent no code that could be right. */
export const wrongCode: Refusal = says("CodeMismatchException", "Invalid verification code provided, please try again.");
/** Whoever was asked for a password is not asked any more, in any other status. */
export const isNotAsked: Refusal = says("NotAuthorizedException", "Invalid session for the user.");
export const hasNoPassword: Refusal = says("NotAuthorizedException", "Incorrect username or password.");

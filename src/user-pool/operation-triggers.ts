import type { TriggerName } from "../triggers/triggers.ts";

const messages = ["customMessage", "customEmailSender", "customSMSSender"] as const;
const tokens = ["preTokenGeneration"] as const;

/**
 * The triggers that each operation may call (users-and-triggers.md 7.3), by Cognito's name of it. Where a process lacks the function of
 * one, the operation is refused before anything happens: nothing is half done, and no check is left out.
 */
const byOperation: Readonly<Record<string, readonly TriggerName[]>> = {
  SignUp: ["preSignUp", "postConfirmation", ...messages],
  ConfirmSignUp: ["postConfirmation"],
  ResendConfirmationCode: messages,
  ForgotPassword: ["userMigration", ...messages],
  ConfirmForgotPassword: ["postConfirmation"],
  // REFRESH_TOKEN_AUTH calls the last of them only, and asks for it itself.
  InitiateAuth: [],
  AdminRespondToAuthChallenge: ["postAuthentication", ...tokens],
  RespondToAuthChallenge: ["postAuthentication", ...tokens],
  GetTokensFromRefreshToken: tokens,
  // The implicit grant alone calls one, and asks for it itself.
  Authorize: [],
  ExchangeCode: tokens,
  GetClientToken: tokens,
  UpdateUserAttributes: messages,
  GetUserAttributeVerificationCode: messages,
  AdminCreateUser: ["preSignUp", ...messages],
  AdminConfirmSignUp: ["postConfirmation"],
  AdminResetUserPassword: messages,
  AdminUpdateUserAttributes: messages,
};

/** Of a sign-in by password. A user who is brought from elsewhere may be sent a message. */
export const triggersOfSignIn: readonly TriggerName[] = [
  "preAuthentication",
  "postAuthentication",
  "userMigration",
  ...tokens,
  ...messages,
];

export const triggersOfRefresh: readonly TriggerName[] = tokens;

export const triggersOfImplicitGrant: readonly TriggerName[] = tokens;

export function triggersOf(operation: string): readonly TriggerName[] {
  return byOperation[operation] ?? [];
}

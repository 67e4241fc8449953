/** What a call comes to: the code and message of a refusal, or one of two words. */
export type Outcome = "done" | "challenge" | `${string}Exception: ${string}`;

export const wrongPassword = "NotAuthorizedException: Incorrect username or password.";
export const wrongCode = "CodeMismatchException: Invalid verification code provided, please try again.";
export const oldCode = "ExpiredCodeException: Invalid code provided, please request a code again.";
export const overLimit = "LimitExceededException: Attempt limit exceeded, please try after some time.";
export const noUser = "UserNotFoundException: User does not exist.";
export const invalidSession = "NotAuthorizedException: Invalid session for the user";
export const takenByProof = "AliasExistsException: An account with the email already exists.";
export const taken = "AliasExistsException: An account with the given email already exists.";
export const cannotBeReset = "NotAuthorizedException: User password cannot be reset in the current state.";
export const nowhereToSend =
  "InvalidParameterException: Cannot reset password for the user as there is no registered/verified email or phone_number";
/** Why a token is refused is not the model's to say. */
export const signedOut = "NotAuthorizedException: ";

export function cannotBeConfirmed(status: string): Outcome {
  return `NotAuthorizedException: User cannot be confirmed. Current status is ${status}`;
}

/** The only weakness that the passwords here have. */
export function weakness(password: string): Outcome | undefined {
  if (password.length >= 8) return undefined;
  return "InvalidPasswordException: Password did not conform with policy: Password not long enough";
}

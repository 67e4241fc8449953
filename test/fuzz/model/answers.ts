/** What a call comes to: the code and message of a refusal, or one of two words. */
export type Outcome = "done" | "challenge" | `${string}Exception: ${string}`;

export const wrongPassword = "NotAuthorizedException: Incorrect username or password.";
export const wrongCode = "CodeMismatchException: Invalid verification code provided, please try again.";
export const oldCode = "ExpiredCodeException: Invalid code provided, please request a code again.";
export const overLimit = "LimitExceededException: Attempt limit exceeded, please try after some time.";
export const noUser = "UserNotFoundException: User does not exist.";
export const invalidSession = "NotAuthorizedException: Invalid session for the user";
export const noGroup = "ResourceNotFoundException: Group not found.";
export const groupExists = "GroupExistsException: A group with the name already exists";
export const cannotBeReset = "NotAuthorizedException: User password cannot be reset in the current state.";
export const nowhereToSend =
  "InvalidParameterException: Cannot reset password for the user as there is no registered/verified email or phone_number";
/** Why a token is refused is not the model's to say. */
export const signedOut = "NotAuthorizedException: ";

export const nowhereToInvite =
  "InvalidParameterException: An invitation by EMAIL needs the attribute email; messageAction: SUPPRESS sends none";
const attributesFail = "1 validation error detected: Value at 'attributes' failed to satisfy constraint:";
export const neitherPasswordNorAddress: Outcome = `InvalidParameterException: ${attributesFail} Member must have an email or a phone_number where there is no password`;

export function takenByProof(kind: string): Outcome {
  return `AliasExistsException: An account with the ${kind} already exists.`;
}

export function taken(kind: string): Outcome {
  return `AliasExistsException: An account with the given ${kind} already exists.`;
}

export function nothingToVerify(kind: string): Outcome {
  return `InvalidParameterException: User has no ${kind.replace("_", " ")} to verify.`;
}

export function cannotBeInvited(name: string): Outcome {
  return `UnsupportedUserStateException: Resend not possible. ${name} status is not FORCE_CHANGE_PASSWORD`;
}

export function cannotBeConfirmed(status: string): Outcome {
  return `NotAuthorizedException: User cannot be confirmed. Current status is ${status}`;
}

/** The only weakness that the passwords here have. */
export function weakness(password: string): Outcome | undefined {
  if (password.length >= 8) return undefined;
  return "InvalidPasswordException: Password did not conform with policy: Password not long enough";
}

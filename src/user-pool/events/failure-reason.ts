import type { RockpoolError } from "../../errors.ts";
import type { FailureReason } from "./event.ts";

/** Cognito has one code for most refusals, and tells them apart by the sentence. */
const bySentence: readonly (readonly [sentence: RegExp, reason: FailureReason])[] = [
  [/^Incorrect username or password/, "wrongCredentials"],
  [/^Password attempts exceeded/, "locked"],
  [/^User is disabled/, "disabled"],
  [/^Temporary password has expired/, "temporaryPasswordExpired"],
  [/^Invalid session/, "invalidSession"],
];

const byCode: Readonly<Partial<Record<RockpoolError["code"], FailureReason>>> = {
  UserNotFoundException: "wrongCredentials",
  UserNotConfirmedException: "notConfirmed",
  PasswordResetRequiredException: "passwordResetRequired",
  CodeMismatchException: "wrongCode",
  ExpiredCodeException: "expiredCode",
  LimitExceededException: "limitExceeded",
  InvalidLambdaResponseException: "refusedByTrigger",
  UnexpectedLambdaException: "refusedByTrigger",
  UserLambdaValidationException: "refusedByTrigger",
};

/** The class of a refusal. */
export function failureReason({ code, message }: RockpoolError): FailureReason {
  const [, reason] = bySentence.find(([sentence]) => sentence.test(message)) ?? [];
  return reason ?? byCode[code] ?? "other";
}

import { RockpoolError } from "../../errors.ts";
import { type ClientMetadata, metadata, validation } from "../../triggers/client-metadata.ts";
import type { PreSignUpEvent } from "../../triggers/pre-sign-up.ts";
import type { PoolContext } from "../context.ts";
import type { ContactAttribute } from "../settings/sign-in-names.ts";
import type { Attributes } from "./attributes.ts";

export interface SigningUp {
  readonly source: PreSignUpEvent["triggerSource"];
  readonly clientId: string;
  readonly username: string;
  readonly attributes: Attributes;
  readonly validationData: ClientMetadata | undefined;
  readonly clientMetadata: ClientMetadata | undefined;
}

/** What the trigger decided of a user who is to be made. */
export interface PreSignUpDecision {
  readonly isConfirmed: boolean;
  /** Addresses that count as proved. */
  readonly verified: readonly ContactAttribute[];
}

/**
 * Calls PreSignUp (users-and-triggers.md 7.4), before anything is stored.
 *
 * @throws `InvalidLambdaResponseException` where it verifies an address that is not there (the words of Cognito are not known), and what
 *   the trigger comes to.
 */
export async function callPreSignUp(context: PoolContext, signingUp: SigningUp): Promise<PreSignUpDecision> {
  const { source, clientId, username, attributes, validationData, clientMetadata } = signingUp;
  const answer = await context.triggers.call("preSignUp", {
    source,
    clientId,
    userName: username,
    request: { userAttributes: { ...attributes }, ...validation(validationData), ...metadata(clientMetadata) },
    response: { autoConfirmUser: false, autoVerifyEmail: false, autoVerifyPhone: false },
  });
  // An administrator says for themselves what is verified, and confirms by another call.
  if (answer === undefined || source === "PreSignUp_AdminCreateUser") return { isConfirmed: false, verified: [] };
  const verified: ContactAttribute[] = [];
  if (answer.autoVerifyEmail === true) verified.push("email");
  if (answer.autoVerifyPhone === true) verified.push("phone_number");
  const missing = verified.find((name) => !attributes[name]);
  if (missing !== undefined) {
    const message = `PreSignUp verifies the attribute ${missing}, which the user does not have.`;
    throw new RockpoolError("InvalidLambdaResponseException", message);
  }
  return { isConfirmed: answer.autoConfirmUser === true, verified };
}

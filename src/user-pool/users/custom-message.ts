import { parse } from "../../codecs/schema.ts";
import { RockpoolError } from "../../errors.ts";
import { metadata } from "../../triggers/client-metadata.ts";
import type { PoolContext } from "../context.ts";
import {
  customEmailSchema,
  customSmsSchema,
  customSubjectSchema,
  hasLink,
  saysPassword,
  saysUsername,
} from "../settings/messages.ts";
import type { Addressee, Draft } from "./message.ts";
import { triggerAttributes } from "./trigger-attributes.ts";

/** What the trigger wrote in place of the pool's templates. */
export interface CustomTexts {
  readonly subject?: string;
  readonly text?: string;
}

/**
 * Calls CustomMessage (users-and-triggers.md 7.10), and checks what it wrote: by the limits of the templates, with the code in it, or the
 * link where one is sent; an invitation also says the user name. Of both media it may write, the one that is being sent counts.
 *
 * @throws `InvalidLambdaResponseException`, and what the trigger comes to.
 */
export async function callCustomMessage(context: PoolContext, to: Addressee, draft: Draft): Promise<CustomTexts> {
  const isInvitation = to.source === "CustomMessage_AdminCreateUser";
  const answer = await context.triggers.call("customMessage", {
    source: to.source,
    clientId: to.clientId,
    userName: to.user.username,
    request: {
      userAttributes: triggerAttributes(context, to.user),
      codeParameter: "{####}",
      linkParameter: "{##Click Here##}",
      usernameParameter: isInvitation ? "{username}" : null,
      ...metadata(to.clientMetadata),
    },
    response: { smsMessage: null, emailMessage: null, emailSubject: null },
  });
  const isEmail = draft.medium === "EMAIL";
  const text = (isEmail ? answer?.emailMessage : answer?.smsMessage) ?? undefined;
  const subject = (isEmail ? answer?.emailSubject : null) ?? undefined;
  if (text !== undefined) {
    checked(() => parse(isEmail ? customEmailSchema : customSmsSchema, text, isEmail ? "emailMessage" : "smsMessage"));
    const saysIt = saysPassword(text) === (draft.code !== null) || (isEmail && draft.link !== undefined && hasLink(text));
    if (!saysIt || (isInvitation && !saysUsername(text))) throw incomplete(isInvitation);
  }
  if (subject !== undefined) checked(() => parse(customSubjectSchema, subject, "emailSubject"));
  return { ...(subject !== undefined && { subject }), ...(text !== undefined && { text }) };
}

function checked(check: () => unknown): void {
  try {
    check();
  } catch (error) {
    throw invalid(error instanceof Error ? error.message : "");
  }
}

function incomplete(isInvitation: boolean): RockpoolError {
  return invalid(`CustomMessage must write ${isInvitation ? "{####} and {username}" : "{####}"} into the text.`);
}

/** Cognito's words are not known. */
function invalid(message: string): RockpoolError {
  return new RockpoolError("InvalidLambdaResponseException", message);
}

import type { Message } from "../../delivery/delivery.ts";
import { emailText, filled } from "../../delivery/templates.ts";
import { isRockpoolError, RockpoolError } from "../../errors.ts";
import { metadata } from "../../triggers/client-metadata.ts";
import type { SenderOccasion } from "../../triggers/custom-sender.ts";
import type { PoolContext } from "../context.ts";
import { tellOf } from "../events/attempt-telling.ts";
import { saysPassword } from "../settings/messages.ts";
import { type CustomTexts, callCustomMessage } from "./custom-message.ts";
import type { Addressee, Draft } from "./message.ts";
import { triggerAttributes } from "./trigger-attributes.ts";

/**
 * Sends one message to somebody: by the custom sender of its medium, where the pool has one, and else by the delivery, with the text of
 * CustomMessage where the pool has that (users-and-triggers.md 7.3).
 *
 * @throws `CodeDeliveryFailureException`, and what CustomMessage comes to. A custom sender is not waited for.
 */
export async function sendMessage(context: PoolContext, to: Addressee, draft: Draft): Promise<void> {
  await tellingOfFailure(context, to.user.sub, draft.medium, async () => {
    const sender = draft.medium === "EMAIL" ? "customEmailSender" : "customSMSSender";
    if (context.triggers.has(sender)) return hand(context, to, draft);
    const texts = context.triggers.has("customMessage") ? await callCustomMessage(context, to, draft) : {};
    return deliver(context, to, draft, texts);
  });
}

/** That a message was not sent is an event, whoever waits for it. */
async function tellingOfFailure(
  context: PoolContext,
  sub: string,
  medium: Message["medium"],
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    tellOf(context, [{ type: "deliveryFailed", sub, medium }]);
    throw error;
  }
}

/** In the background, as on Lambda. What it throws never reaches the user. */
function hand(context: PoolContext, to: Addressee, { medium, code }: Draft): Promise<void> {
  const occasion = to.source.slice("CustomMessage_".length) as SenderOccasion;
  const { user, clientId } = to;
  const about = { userAttributes: triggerAttributes(context, user), ...metadata(to.clientMetadata) };
  const called = { clientId, userName: user.username, response: {} };
  context.behind(() =>
    tellingOfFailure(context, user.sub, medium, async () => {
      if (medium === "EMAIL") {
        const request = { type: "customEmailSenderRequestV1" as const, code, ...about };
        await context.triggers.call("customEmailSender", { source: `CustomEmailSender_${occasion}`, ...called, request });
      } else {
        const request = { type: "customSMSSenderRequestV1" as const, code, ...about };
        await context.triggers.call("customSMSSender", { source: `CustomSMSSender_${occasion}`, ...called, request });
      }
    }),
  );
  return Promise.resolve();
}

/** Nothing is waited for before it: who answers before a message is sent has begun to send it. */
async function deliver(context: PoolContext, to: Addressee, draft: Draft, custom: CustomTexts): Promise<void> {
  const { medium, destination, values, link, code } = draft;
  const text = custom.text ?? draft.text;
  // Nothing is sent that speaks of a password to who has none, nor to who has one what does not say it (users-and-triggers.md 2.6).
  if (link === undefined && saysPassword(text) !== (code !== null)) return;
  const content =
    medium === "EMAIL"
      ? { subject: custom.subject ?? draft.subject, ...emailText(text, values, link) }
      : { subject: "", body: filled(text, values) };
  try {
    await context.delivery.send({
      source: to.source,
      userPoolId: context.poolId,
      clientId: to.clientId,
      username: to.user.username,
      medium,
      destination,
      ...content,
      code: code ?? "",
    });
  } catch (error) {
    // The sender's own error may quote the message, and with it the code: it goes no further. Ours says why, and quotes nothing.
    const options = isRockpoolError(error) ? { cause: error } : {};
    throw new RockpoolError("CodeDeliveryFailureException", "The confirmation code could not be delivered.", {}, options);
  }
}

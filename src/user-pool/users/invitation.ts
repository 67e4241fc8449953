import type { Message } from "../../delivery/delivery.ts";
import { emailText, filled } from "../../delivery/templates.ts";
import { RockpoolError } from "../../errors.ts";
import type { PoolContext } from "../context.ts";
import { saysPassword } from "../settings/messages.ts";
import type { Attributes } from "./attributes.ts";
import { NO_CLIENT, sendMessage } from "./send-code.ts";
import type { UserRecord } from "./user.table.ts";

export type DeliveryMedium = Message["medium"];

const addressOf = { EMAIL: "email", SMS: "phone_number" } as const;

/**
 * By which media somebody is invited: those that are wanted; where nothing is said, by e-mail, or else by SMS. (Cognito's API sends
 * an SMS unless told.)
 *
 * @throws `InvalidParameterException` where the user has no such address.
 */
export function invitationMedia(attributes: Attributes, wanted?: readonly DeliveryMedium[]): readonly DeliveryMedium[] {
  const media = wanted ?? [attributes["email"] || !attributes["phone_number"] ? "EMAIL" : "SMS"];
  for (const medium of media) {
    const name = addressOf[medium];
    if (attributes[name]) continue;
    const message = `An invitation by ${medium} needs the attribute ${name}; messageAction: SUPPRESS sends none`;
    throw new RockpoolError("InvalidParameterException", message, { path: `attributes.${name}` });
  }
  return media;
}

/**
 * Tells somebody that there is an account for them. Nothing is sent that speaks of a password to who has none, nor to who has one what
 * does not say it (users-and-triggers.md 2.6).
 *
 * @param password `null` for a user who needs none.
 * @throws `CodeDeliveryFailureException`
 */
export async function invite(
  context: PoolContext,
  user: UserRecord,
  { password, media }: { readonly password: string | null; readonly media: readonly DeliveryMedium[] },
): Promise<void> {
  const { emailMessage, emailSubject, smsMessage } = context.settings.adminCreateUserConfig.inviteMessageTemplate;
  for (const medium of media) {
    const text = medium === "EMAIL" ? emailMessage : smsMessage;
    if (saysPassword(text) !== (password !== null)) continue;
    const destination = user.attributes[addressOf[medium]] ?? "";
    // Who signs in by an address has a name that says nothing.
    const called = context.settings.usernameAttributes.length > 0 ? destination : user.username;
    const values = { "{username}": called, "{####}": password ?? "" };
    await sendMessage(context, user.sub, {
      source: "CustomMessage_AdminCreateUser",
      clientId: NO_CLIENT,
      username: user.username,
      medium,
      destination,
      subject: medium === "EMAIL" ? emailSubject : "",
      ...(medium === "EMAIL" ? emailText(text, values) : { body: filled(text, values) }),
      code: password ?? "",
    });
  }
}

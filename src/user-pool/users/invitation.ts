import type { Message } from "../../delivery/delivery.ts";
import { RockpoolError } from "../../errors.ts";
import type { ClientMetadata } from "../../triggers/client-metadata.ts";
import type { PoolContext } from "../context.ts";
import type { Attributes } from "./attributes.ts";
import { type Addressee, NO_CLIENT } from "./message.ts";
import { sendMessage } from "./send-message.ts";
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

/** An invitation, and who it is for. */
export interface Invitation {
  readonly user: UserRecord;
  /** `null` for a user who needs none. */
  readonly password: string | null;
  readonly media: readonly DeliveryMedium[];
  readonly clientMetadata: ClientMetadata | undefined;
}

/**
 * Tells somebody that there is an account for them.
 *
 * @throws `CodeDeliveryFailureException`, and what CustomMessage comes to.
 */
export async function invite(context: PoolContext, { user, password, media, clientMetadata }: Invitation): Promise<void> {
  const { emailMessage, emailSubject, smsMessage } = context.settings.adminCreateUserConfig.inviteMessageTemplate;
  const to: Addressee = { source: "CustomMessage_AdminCreateUser", clientId: NO_CLIENT, user, clientMetadata };
  for (const medium of media) {
    const destination = user.attributes[addressOf[medium]] ?? "";
    // Who signs in by an address has a name that says nothing.
    const called = context.settings.usernameAttributes.length > 0 ? destination : user.username;
    const values = { "{username}": called, "{####}": password ?? "" };
    const [subject, text] = medium === "EMAIL" ? [emailSubject, emailMessage] : ["", smsMessage];
    await sendMessage(context, to, { medium, destination, subject, text, values, code: password });
  }
}

import { canonical } from "../../codecs/text.ts";
import type { CodeDeliveryDetails, Message, MessageSource } from "../../delivery/delivery.ts";
import { maskEmail, maskedEmail, maskPhoneNumber } from "../../delivery/masking.ts";
import { emailText, filled } from "../../delivery/templates.ts";
import { isRockpoolError, RockpoolError } from "../../errors.ts";
import { mac } from "../../seal/mac.ts";
import type { PoolContext } from "../context.ts";
import { tellOf } from "../events/attempt-telling.ts";
import type { ContactAttribute } from "../settings/sign-in-names.ts";
import type { NewCode } from "./codes.ts";
import { isAddress } from "./names.ts";

/** Who a code is sent to, and by which operation. */
export interface CodeMessage {
  readonly source: MessageSource;
  readonly clientId: string;
  readonly username: string;
  readonly made: NewCode;
}

export const mediumOf: Readonly<Record<ContactAttribute, Message["medium"]>> = { email: "EMAIL", phone_number: "SMS" };

/** What Cognito's messages name as the client of an administrator. */
export const NO_CLIENT = "CLIENT_ID_NOT_APPLICABLE";

/**
 * Sends a code that has been stored.
 *
 * @throws `CodeDeliveryFailureException`: what was stored stays, and the code can be asked for again.
 */
export async function sendCode(context: PoolContext, message: CodeMessage): Promise<CodeDeliveryDetails> {
  const { made, ...to } = message;
  const { code, destination, record } = made;
  const medium = mediumOf[record.attributeName];
  await sendMessage(context, record.sub, { ...to, medium, destination, code, ...verificationText(context, message) });
  return {
    attributeName: record.attributeName,
    deliveryMedium: medium,
    destination: masked(record.attributeName, destination),
  };
}

function verificationText(
  context: PoolContext,
  { made, clientId, username }: CodeMessage,
): Pick<Message, "subject" | "body" | "html"> {
  const template = context.settings.verificationMessageTemplate;
  const values = { "{####}": made.code };
  if (made.record.attributeName === "phone_number") return { subject: "", body: filled(template.smsMessage, values) };
  // A link confirms a sign-up, and nothing else.
  if (template.defaultEmailOption === "CONFIRM_WITH_LINK" && made.record.purpose === "signUp") {
    const query = new URLSearchParams({ client_id: clientId, user_name: username, confirmation_code: made.code });
    const text = emailText(template.emailMessageByLink, {}, `${context.issuer}/confirmUser?${query}`);
    return { subject: template.emailSubjectByLink, ...text };
  }
  return { subject: template.emailSubject, ...emailText(template.emailMessage, values) };
}

/**
 * Hands a message to the delivery.
 *
 * @throws `CodeDeliveryFailureException`
 */
export async function sendMessage(context: PoolContext, sub: string, message: Omit<Message, "userPoolId">): Promise<void> {
  try {
    await context.delivery.send({ ...message, userPoolId: context.poolId });
  } catch (error) {
    tellOf(context, [{ type: "deliveryFailed", sub, medium: message.medium }]);
    // The sender's own error may quote the message, and with it the code: it goes no further. Ours says why, and quotes nothing.
    const options = isRockpoolError(error) ? { cause: error } : {};
    throw new RockpoolError("CodeDeliveryFailureException", "The confirmation code could not be delivered.", {}, options);
  }
}

/** In lower case: however an address is written, where it is stored or where it is typed, it is masked alike. */
function masked(kind: ContactAttribute, address: string): string {
  return kind === "email" ? maskEmail(canonical(address)) : maskPhoneNumber(address);
}

/**
 * The answer for a name to which nothing is sent: the same each time it is asked, and what would be said if somebody had it. Who types an
 * address is shown that address; of another name nobody knows which address belongs to it.
 *
 * @param kinds What the operation sends codes to.
 */
export function simulatedDelivery(
  context: PoolContext,
  username: string,
  kinds: readonly ContactAttribute[],
): CodeDeliveryDetails {
  const typed = kinds.find((kind) => isAddress(kind, username));
  const attributeName = typed ?? usualKind(context, kinds);
  const destination = typed === undefined ? drawnMask(context, attributeName, username) : masked(typed, username);
  return { attributeName, deliveryMedium: mediumOf[attributeName], destination };
}

function usualKind({ settings }: PoolContext, kinds: readonly ContactAttribute[]): ContactAttribute {
  const verified = kinds.filter((kind) => settings.autoVerifiedAttributes.includes(kind));
  return (verified.length > 0 ? verified : kinds).includes("email") ? "email" : "phone_number";
}

function drawnMask(context: PoolContext, kind: ContactAttribute, username: string): string {
  const [a = 0, b = 0, c = 0, d = 0] = mac(context.keys.fakeSalt, "delivery", username);
  if (kind === "phone_number") return maskPhoneNumber(`+${String(((c << 8) | d) % 10_000).padStart(4, "0")}`);
  const letter = (byte: number): string => String.fromCharCode(97 + (byte % 26));
  return maskedEmail(letter(a), letter(b));
}

import { canonical } from "../../codecs/text.ts";
import type { CodeDeliveryDetails, Message } from "../../delivery/delivery.ts";
import { maskEmail, maskedEmail, maskPhoneNumber } from "../../delivery/masking.ts";
import { mac } from "../../seal/mac.ts";
import type { PoolContext } from "../context.ts";
import type { ContactAttribute } from "../settings/sign-in-names.ts";
import type { NewCode } from "./codes.ts";
import type { Addressee, Draft } from "./message.ts";
import { isAddress } from "./names.ts";
import { sendMessage } from "./send-message.ts";

/** A code, and who it is sent to. */
export interface CodeMessage extends Addressee {
  readonly made: NewCode;
}

export const mediumOf: Readonly<Record<ContactAttribute, Message["medium"]>> = { email: "EMAIL", phone_number: "SMS" };

/**
 * Sends a code that has been stored.
 *
 * @throws `CodeDeliveryFailureException`, and what CustomMessage comes to: what was stored stays, and the code can be asked for again.
 */
export async function sendCode(context: PoolContext, { made, ...to }: CodeMessage): Promise<CodeDeliveryDetails> {
  await sendMessage(context, to, draftOf(context, to, made));
  return detailsOf(made);
}

/**
 * As {@link sendCode}, and answers before it is sent: who asks for somebody else does not learn from the time that it takes, nor from its
 * failure, whether there is anybody. A failure is an event.
 */
export function sendCodeBehind(context: PoolContext, message: CodeMessage): CodeDeliveryDetails {
  context.behind(() => sendCode(context, message));
  return detailsOf(message.made);
}

function detailsOf({ destination, record }: NewCode): CodeDeliveryDetails {
  const { attributeName } = record;
  return { attributeName, deliveryMedium: mediumOf[attributeName], destination: masked(attributeName, destination) };
}

function draftOf(context: PoolContext, { clientId, user }: Addressee, { code, destination, record }: NewCode): Draft {
  const template = context.settings.verificationMessageTemplate;
  const values = { "{####}": code };
  const medium = mediumOf[record.attributeName];
  const common = { medium, destination, values, code };
  if (medium === "SMS") return { ...common, subject: "", text: template.smsMessage };
  // A link confirms a sign-up, and nothing else.
  if (template.defaultEmailOption === "CONFIRM_WITH_LINK" && record.purpose === "signUp") {
    const query = new URLSearchParams({ client_id: clientId, user_name: user.username, confirmation_code: code });
    const link = `${context.issuer}/confirmUser?${query}`;
    return { ...common, subject: template.emailSubjectByLink, text: template.emailMessageByLink, link };
  }
  return { ...common, subject: template.emailSubject, text: template.emailMessage };
}

/** In lower case: however an address is written, where it is stored or where it is typed, it is masked alike. */
function masked(kind: ContactAttribute, address: string): string {
  return kind === "email" ? maskEmail(canonical(address)) : maskPhoneNumber(address);
}

/** A request for a code, by a name to which nothing is sent. */
interface Simulation {
  readonly operation: "forgotPassword" | "resendConfirmationCode";
  /** Folded. */
  readonly name: string;
  /** What the operation sends codes to. */
  readonly kinds: readonly ContactAttribute[];
}

/**
 * The answer for a name to which nothing is sent: the same each time the operation is asked, and what would be said if somebody had it. Who
 * types an address is shown that address; of another name nobody knows which address belongs to it.
 */
export function simulatedDelivery(context: PoolContext, simulation: Simulation): CodeDeliveryDetails {
  const { name, kinds } = simulation;
  const typed = kinds.find((kind) => isAddress(kind, name));
  const attributeName = typed ?? usualKind(context, kinds);
  const destination = typed === undefined ? drawnMask(context, attributeName, simulation) : masked(typed, name);
  return { attributeName, deliveryMedium: mediumOf[attributeName], destination };
}

function usualKind({ settings }: PoolContext, kinds: readonly ContactAttribute[]): ContactAttribute {
  const verified = kinds.filter((kind) => settings.autoVerifiedAttributes.includes(kind));
  return (verified.length > 0 ? verified : kinds).includes("email") ? "email" : "phone_number";
}

/** Drawn for each operation: who is there is sent one of the codes at most, so that the operations show two addresses. */
function drawnMask(context: PoolContext, kind: ContactAttribute, { operation, name }: Simulation): string {
  const [a = 0, b = 0, c = 0, d = 0] = mac(context.keys.fakeSalt, "delivery", operation, name);
  if (kind === "phone_number") return maskPhoneNumber(`+${String(((c << 8) | d) % 10_000).padStart(4, "0")}`);
  const letter = (byte: number): string => String.fromCharCode(97 + (byte % 26));
  return maskedEmail(letter(a), letter(b));
}

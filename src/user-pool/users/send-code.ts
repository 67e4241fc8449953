import type { CodeDeliveryDetails, Message, MessageSource } from "../../delivery/delivery.ts";
import { maskEmail, maskedEmail } from "../../delivery/masking.ts";
import { verificationEmail } from "../../delivery/templates.ts";
import { RockpoolError } from "../../errors.ts";
import { mac } from "../../seal/mac.ts";
import type { PoolContext } from "../context.ts";
import type { NewCode } from "./confirmation-code.ts";

/** Who a code is sent to, and by which operation. */
export interface CodeMessage {
  readonly source: MessageSource;
  readonly clientId: string;
  readonly username: string;
  readonly made: NewCode;
}

/**
 * Sends a code that has been stored.
 *
 * @throws `CodeDeliveryFailureException`: what was stored stays, and the code can be asked for again.
 */
export async function sendCode(context: PoolContext, { made, ...message }: CodeMessage): Promise<CodeDeliveryDetails> {
  const { code, destination } = made;
  await sendMessage(context, { ...message, destination, code, ...verificationEmail(code) });
  return { attributeName: made.record.attributeName, deliveryMedium: "EMAIL", destination: maskEmail(destination) };
}

/**
 * Hands a message to the delivery.
 *
 * @throws `CodeDeliveryFailureException`
 */
export async function sendMessage(context: PoolContext, message: Omit<Message, "userPoolId" | "medium">): Promise<void> {
  try {
    await context.delivery.send({ ...message, userPoolId: context.poolId, medium: "EMAIL" });
  } catch {
    // The sender's own error may quote the message, and with it the code: it goes no further.
    throw new RockpoolError("CodeDeliveryFailureException", "The confirmation code could not be delivered.");
  }
}

/** The answer for a name to which nothing is sent: the same each time it is asked, and of the same form. */
export function simulatedDelivery(context: PoolContext, username: string): CodeDeliveryDetails {
  const [a = 0, b = 0] = mac(context.keys.fakeSalt, "delivery", username);
  const letter = (byte: number): string => String.fromCharCode(97 + (byte % 26));
  return { attributeName: "email", deliveryMedium: "EMAIL", destination: maskedEmail(letter(a), letter(b)) };
}

import { invalidParameter } from "../codecs/schema.ts";
import type { Delivery } from "./delivery.ts";

export interface DeliveryByMediumOptions {
  readonly email: Delivery;
  readonly sms: Delivery;
}

/**
 * E-mail by one delivery, SMS by another.
 *
 * @throws `InvalidParameterException`
 */
export function deliveryByMedium({ email, sms }: DeliveryByMediumOptions): Delivery {
  for (const [name, delivery] of Object.entries({ email, sms })) {
    if (typeof delivery?.send !== "function") throw invalidParameter([name], "Member must be a delivery");
  }
  const deliveries = { EMAIL: email, SMS: sms };
  return {
    send: (message) => deliveries[message.medium].send(message),
  };
}

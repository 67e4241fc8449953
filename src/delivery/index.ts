export { type ConsoleDeliveryOptions, consoleDelivery } from "./console.ts";
export type { CodeDeliveryDetails, Delivery, Message, MessageSource } from "./delivery.ts";

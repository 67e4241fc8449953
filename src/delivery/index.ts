export type { AwsClient, AwsServiceOptions } from "./aws.ts";
export { type DeliveryByMediumOptions, deliveryByMedium } from "./by-medium.ts";
export { type ConsoleDeliveryOptions, consoleDelivery } from "./console.ts";
export type { CodeDeliveryDetails, Delivery, Message, MessageSource } from "./delivery.ts";
export { escapeHtml } from "./html.ts";
export { type SesDeliveryOptions, sesDelivery } from "./ses.ts";
export {
  type Mail,
  type MailTransport,
  type SmtpDeliveryOptions,
  type SmtpServerOptions,
  type SmtpTransportOptions,
  smtpDelivery,
} from "./smtp.ts";
export { type SnsDeliveryOptions, snsDelivery } from "./sns.ts";

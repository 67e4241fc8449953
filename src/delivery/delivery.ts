/** What is sent, in Cognito's words: the source its CustomMessage trigger would be called with. */
export type MessageSource = "CustomMessage_SignUp" | "CustomMessage_ResendCode";

/** One message to one person. It holds a code: hand it on, do not log it. */
export interface Message {
  readonly source: MessageSource;
  readonly userPoolId: string;
  readonly clientId: string;
  readonly username: string;
  readonly medium: "EMAIL" | "SMS";
  /** The full address. */
  readonly destination: string;
  readonly subject: string;
  /** The text with the code in it. */
  readonly body: string;
  readonly code: string;
}

/** Hands messages to e-mail or SMS. */
export interface Delivery {
  /** Resolves when the message was accepted for sending; a rejection becomes `CodeDeliveryFailureException`. */
  send(message: Message): Promise<void>;
}

/** Where a code went, as Cognito's `CodeDeliveryDetails`. */
export interface CodeDeliveryDetails {
  readonly attributeName: "email" | "phone_number";
  readonly deliveryMedium: "EMAIL" | "SMS";
  /** Masked: `a***@e***`. */
  readonly destination: string;
}

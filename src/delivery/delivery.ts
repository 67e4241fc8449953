/** What is sent, in Cognito's words: the source its CustomMessage trigger would be called with. */
export type MessageSource =
  | "CustomMessage_SignUp"
  | "CustomMessage_ResendCode"
  | "CustomMessage_AdminCreateUser"
  | "CustomMessage_ForgotPassword"
  | "CustomMessage_UpdateUserAttribute"
  | "CustomMessage_VerifyUserAttribute";

/** One message to one person. It holds a code: hand it on, do not log it. */
export interface Message {
  readonly source: MessageSource;
  readonly userPoolId: string;
  /** `CLIENT_ID_NOT_APPLICABLE` for a message that an administrator caused. */
  readonly clientId: string;
  readonly username: string;
  readonly medium: "EMAIL" | "SMS";
  /** The full address. */
  readonly destination: string;
  /** Empty for an SMS. */
  readonly subject: string;
  /** The text with the code in it. */
  readonly body: string;
  /** The same as HTML, in which what users write is escaped; absent for an SMS. */
  readonly html?: string | undefined;
  /** The code, or the temporary password of an invitation. */
  readonly code: string;
}

/** Hands messages to e-mail or SMS. */
export interface Delivery {
  /**
   * Resolves when the message was accepted for sending; a rejection becomes `CodeDeliveryFailureException`. Its `cause` is what was
   * rejected with only where that is a `RockpoolError`: anything else may quote the message.
   */
  send(message: Message): Promise<void>;
}

/** Where a code went, as Cognito's `CodeDeliveryDetails`. */
export interface CodeDeliveryDetails {
  readonly attributeName: "email" | "phone_number";
  readonly deliveryMedium: "EMAIL" | "SMS";
  /** Masked: `a***@e***`, `+*******1212`. */
  readonly destination: string;
}

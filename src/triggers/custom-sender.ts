import { z } from "zod";
import type { TriggerDefinition } from "./definition.ts";
import type { NoAnswer, OfUser, TriggerEvent, WithMetadata } from "./event.ts";
import type { TriggerHandler } from "./handler.ts";

interface CustomSenderRequest<T extends string> extends OfUser, WithMetadata {
  type: T;
  /** The code, or the temporary password, as it is: not encrypted as Lambda gets it. An invitation without a password has none. */
  code: string | null;
}

/** For what a message is sent. */
export type SenderOccasion =
  | "SignUp"
  | "ResendCode"
  | "ForgotPassword"
  | "UpdateUserAttribute"
  | "VerifyUserAttribute"
  | "AdminCreateUser";

/** In place of an e-mail: nothing else sends it. Nobody waits for it, and what it throws is an event. */
export type CustomEmailSenderEvent = TriggerEvent<
  `CustomEmailSender_${SenderOccasion}`,
  CustomSenderRequest<"customEmailSenderRequestV1">,
  NoAnswer
>;

/** In place of an SMS, as {@link CustomEmailSenderEvent}. */
export type CustomSMSSenderEvent = TriggerEvent<
  `CustomSMSSender_${SenderOccasion}`,
  CustomSenderRequest<"customSMSSenderRequestV1">,
  NoAnswer
>;

export type CustomEmailSenderHandler = TriggerHandler<CustomEmailSenderEvent>;
export type CustomSMSSenderHandler = TriggerHandler<CustomSMSSenderEvent>;

const definition = (shortName: string): TriggerDefinition<object> => ({ shortName, secret: "code", answer: z.object({}) });

export const customEmailSender: TriggerDefinition<object> = definition("CustomEmailSender");
export const customSMSSender: TriggerDefinition<object> = definition("CustomSMSSender");

import { z } from "zod";
import type { Answer, TriggerDefinition } from "./definition.ts";
import type { OfUser, TriggerEvent, WithMetadata } from "./event.ts";
import type { TriggerHandler } from "./handler.ts";

export interface CustomMessageRequest extends OfUser, WithMetadata {
  /** Stands for the code: each text must have it. */
  codeParameter: "{####}";
  /** Stands for the link, where one is sent in place of the code. */
  linkParameter: "{##Click Here##}";
  /** Stands for the user name, in an invitation: each text must have it. `null` in all others. */
  usernameParameter: "{username}" | null;
}

export interface CustomMessageResponse {
  /** 6 to 140 characters. `null`: as the pool's template has it. */
  smsMessage: string | null;
  /** 6 to 20000. Text, or HTML where there are tags in it. What comes from users is for the handler to escape. */
  emailMessage: string | null;
  /** 1 to 140, one line. */
  emailSubject: string | null;
}

/** Before a message is sent: says what is in it. */
export type CustomMessageEvent = TriggerEvent<
  | "CustomMessage_SignUp"
  | "CustomMessage_AdminCreateUser"
  | "CustomMessage_ResendCode"
  | "CustomMessage_ForgotPassword"
  | "CustomMessage_UpdateUserAttribute"
  | "CustomMessage_VerifyUserAttribute",
  CustomMessageRequest,
  CustomMessageResponse
>;

export type CustomMessageHandler = TriggerHandler<CustomMessageEvent>;

export const customMessage: TriggerDefinition<Answer<CustomMessageResponse>> = {
  shortName: "CustomMessage",
  answer: z.object({ smsMessage: z.string().nullish(), emailMessage: z.string().nullish(), emailSubject: z.string().nullish() }),
};

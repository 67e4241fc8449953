import { z } from "zod";
import type { TriggerDefinition } from "./definition.ts";
import type { NoAnswer, OfUser, TriggerEvent, WithMetadata } from "./event.ts";
import type { TriggerHandler } from "./handler.ts";

/** After a user was confirmed, or has chosen another password by a code. What it throws fails the call, and undoes nothing. */
export type PostConfirmationEvent = TriggerEvent<
  "PostConfirmation_ConfirmSignUp" | "PostConfirmation_ConfirmForgotPassword",
  OfUser & WithMetadata,
  NoAnswer
>;

export type PostConfirmationHandler = TriggerHandler<PostConfirmationEvent>;

export const postConfirmation: TriggerDefinition<object> = { shortName: "PostConfirmation", answer: z.object({}) };

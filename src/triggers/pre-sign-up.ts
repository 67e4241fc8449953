import { z } from "zod";
import type { Answer, TriggerDefinition } from "./definition.ts";
import type { OfUser, TriggerEvent, WithMetadata, WithValidation } from "./event.ts";
import type { TriggerHandler } from "./handler.ts";

export interface PreSignUpResponse {
  /** The user is CONFIRMED without a code. */
  autoConfirmUser: boolean;
  /** The e-mail address counts as proved. It is taken from whoever had proved it before, where it is an alias. */
  autoVerifyEmail: boolean;
  autoVerifyPhone: boolean;
}

/** Before a user is stored. A user who signs up has no `sub` yet. */
export type PreSignUpEvent = TriggerEvent<
  "PreSignUp_SignUp" | "PreSignUp_AdminCreateUser" | "PreSignUp_ExternalProvider",
  OfUser & WithValidation & WithMetadata,
  PreSignUpResponse
>;

export type PreSignUpHandler = TriggerHandler<PreSignUpEvent>;

const flag = z.boolean().nullish();

export const preSignUp: TriggerDefinition<Answer<PreSignUpResponse>> = {
  shortName: "PreSignUp",
  answer: z.object({ autoConfirmUser: flag, autoVerifyEmail: flag, autoVerifyPhone: flag }),
};

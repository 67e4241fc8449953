import { z } from "zod";
import type { Answer, TriggerDefinition } from "./definition.ts";
import type { StringMap, TriggerEvent, WithMetadata, WithValidation } from "./event.ts";
import type { TriggerHandler } from "./handler.ts";

export interface UserMigrationRequest extends WithValidation, WithMetadata {
  /** What was typed. `UserMigration_ForgotPassword` has none. */
  password: string;
}

export interface UserMigrationResponse {
  /** Attributes of the user as the pool's schema has them: without one the user does not exist. */
  userAttributes: StringMap;
  /** CONFIRMED: the password that was typed is the user's from now on, and the sign-in goes on. @default "RESET_REQUIRED" */
  finalUserStatus?: "CONFIRMED" | "RESET_REQUIRED";
  /** SUPPRESS: nothing is sent. @default an invitation, where its text speaks of no password */
  messageAction?: "SUPPRESS";
  /** @default by e-mail, or by SMS to a user who has no e-mail address */
  desiredDeliveryMediums: ("SMS" | "EMAIL")[];
  /** Whether a verified address is taken from another user who had proved it before. @default false */
  forceAliasCreation?: boolean;
  /** There are no second factors yet: it changes nothing. */
  enableSMSMFA?: boolean;
}

/**
 * A name that nobody has, with the password of an older system: the answer makes the user. What it throws says that there is nobody; a
 * client with LEGACY is told its words, unless they quote the password.
 */
export type UserMigrationEvent = TriggerEvent<
  "UserMigration_Authentication" | "UserMigration_ForgotPassword",
  UserMigrationRequest,
  UserMigrationResponse
>;

export type UserMigrationHandler = TriggerHandler<UserMigrationEvent>;

export const userMigration: TriggerDefinition<Answer<UserMigrationResponse>> = {
  shortName: "UserMigration",
  secret: "password",
  answer: z.object({
    userAttributes: z.record(z.string(), z.string()).nullish(),
    finalUserStatus: z.enum(["CONFIRMED", "RESET_REQUIRED"]).nullish(),
    messageAction: z.enum(["SUPPRESS"]).nullish(),
    desiredDeliveryMediums: z
      .array(z.enum(["SMS", "EMAIL"]))
      .max(2)
      .nullish(),
    forceAliasCreation: z.boolean().nullish(),
    enableSMSMFA: z.boolean().nullish(),
  }),
};

import { z } from "zod";
import type { TriggerDefinition } from "./definition.ts";
import type { NoAnswer, OfUser, TriggerEvent, WithMetadata } from "./event.ts";
import type { TriggerHandler } from "./handler.ts";

export interface PostAuthenticationRequest extends OfUser, WithMetadata {
  /** There are no devices yet. */
  newDeviceUsed: false;
}

/**
 * After a user has proved who they are, before there are tokens. What it throws refuses the sign-in. Where it signs the user out
 * everywhere, the session that is to come is the only one that stays; but a temporary password that is being replaced must be given again.
 */
export type PostAuthenticationEvent = TriggerEvent<"PostAuthentication_Authentication", PostAuthenticationRequest, NoAnswer>;

export type PostAuthenticationHandler = TriggerHandler<PostAuthenticationEvent>;

export const postAuthentication: TriggerDefinition<object> = { shortName: "PostAuthentication", answer: z.object({}) };

import { z } from "zod";
import type { TriggerDefinition } from "./definition.ts";
import type { NoAnswer, OfUser, TriggerEvent, WithValidation } from "./event.ts";
import type { TriggerHandler } from "./handler.ts";

export interface PreAuthenticationRequest extends OfUser, WithValidation {
  /**
   * Whether nobody has the name that was given. Only where the client hides who exists: there the trigger is called for unknown names,
   * too, and with no attributes.
   */
  userNotFound?: boolean;
}

/** Before a password is looked at: also before a wrong one. What it throws refuses the sign-in. */
export type PreAuthenticationEvent = TriggerEvent<"PreAuthentication_Authentication", PreAuthenticationRequest, NoAnswer>;

export type PreAuthenticationHandler = TriggerHandler<PreAuthenticationEvent>;

export const preAuthentication: TriggerDefinition<object> = { shortName: "PreAuthentication", answer: z.object({}) };

import { type CustomMessageEvent, customMessage } from "./custom-message.ts";
import { type CustomEmailSenderEvent, type CustomSMSSenderEvent, customEmailSender, customSMSSender } from "./custom-sender.ts";
import type { Answer, TriggerDefinition } from "./definition.ts";
import { type PostAuthenticationEvent, postAuthentication } from "./post-authentication.ts";
import { type PostConfirmationEvent, postConfirmation } from "./post-confirmation.ts";
import { type PreAuthenticationEvent, preAuthentication } from "./pre-authentication.ts";
import { type PreSignUpEvent, preSignUp } from "./pre-sign-up.ts";
import {
  type ClaimsAndScopeAnswer,
  type ClaimsAnswer,
  type PreTokenGenerationEvent,
  type PreTokenGenerationV2Event,
  type PreTokenGenerationV3Event,
  preTokenGeneration,
  preTokenGenerationV2,
} from "./pre-token-generation.ts";
import { type UserMigrationEvent, userMigration } from "./user-migration.ts";

/** The triggers that are called with one form of event. */
export interface SimpleTriggerEvents {
  preSignUp: PreSignUpEvent;
  postConfirmation: PostConfirmationEvent;
  preAuthentication: PreAuthenticationEvent;
  postAuthentication: PostAuthenticationEvent;
  userMigration: UserMigrationEvent;
  customMessage: CustomMessageEvent;
  customEmailSender: CustomEmailSenderEvent;
  customSMSSender: CustomSMSSenderEvent;
}

/** The one whose event depends on the version that the pool asks for. */
export interface TokenTriggerEvents {
  V1_0: PreTokenGenerationEvent;
  V2_0: PreTokenGenerationV2Event;
  V3_0: PreTokenGenerationV3Event;
}

export type SimpleTriggerName = keyof SimpleTriggerEvents;
export type TokenTriggerVersion = keyof TokenTriggerEvents;
export type TriggerName = SimpleTriggerName | "preTokenGeneration";

/** What a handler's answer is. */
export type TriggerAnswer<N extends SimpleTriggerName> = Answer<SimpleTriggerEvents[N]["response"]>;
export interface TokenAnswers {
  V1_0: ClaimsAnswer;
  V2_0: ClaimsAndScopeAnswer;
  V3_0: ClaimsAndScopeAnswer;
}

/** Every trigger that is called. A new one is a file beside this, and a line in each of these tables. */
export const simpleTriggers: { readonly [N in SimpleTriggerName]: TriggerDefinition<TriggerAnswer<N>> } = {
  preSignUp,
  postConfirmation,
  preAuthentication,
  postAuthentication,
  userMigration,
  customMessage,
  customEmailSender,
  customSMSSender,
};

export const tokenTriggers: { readonly [V in TokenTriggerVersion]: TriggerDefinition<TokenAnswers[V]> } = {
  V1_0: preTokenGeneration,
  V2_0: preTokenGenerationV2,
  V3_0: preTokenGenerationV2,
};

export const simpleTriggerNames: readonly SimpleTriggerName[] = Object.keys(simpleTriggers) as SimpleTriggerName[];

/**
 * What a pool stores of its triggers: the names of functions, which every process finds among those it was given. `null`: none.
 */
export type StoredTriggers = { readonly [N in SimpleTriggerName]: string | null } & {
  readonly preTokenGeneration: StoredTokenTrigger | null;
};

export interface StoredTokenTrigger {
  readonly version: TokenTriggerVersion;
  /** Its name. */
  readonly handler: string;
}

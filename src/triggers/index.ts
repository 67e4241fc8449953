export type { ClientMetadata } from "./client-metadata.ts";
export type { CustomMessageEvent, CustomMessageHandler } from "./custom-message.ts";
export type {
  CustomEmailSenderEvent,
  CustomEmailSenderHandler,
  CustomSMSSenderEvent,
  CustomSMSSenderHandler,
} from "./custom-sender.ts";
export type { StringMap, TriggerEvent } from "./event.ts";
export type { TriggerCallback, TriggerContext, TriggerHandler } from "./handler.ts";
export type {
  CreateAuthChallengeEvent,
  CreateAuthChallengeHandler,
  DefineAuthChallengeEvent,
  DefineAuthChallengeHandler,
  InboundFederationEvent,
  InboundFederationHandler,
  VerifyAuthChallengeResponseEvent,
  VerifyAuthChallengeResponseHandler,
} from "./later.ts";
export type { TriggerOption, TriggerOptions, VersionedHandler } from "./options.ts";
export type { PostAuthenticationEvent, PostAuthenticationHandler } from "./post-authentication.ts";
export type { PostConfirmationEvent, PostConfirmationHandler } from "./post-confirmation.ts";
export type { PreAuthenticationEvent, PreAuthenticationHandler } from "./pre-authentication.ts";
export type { PreSignUpEvent, PreSignUpHandler } from "./pre-sign-up.ts";
export {
  fromLambdaV3,
  type PreTokenGenerationEvent,
  type PreTokenGenerationHandler,
  type PreTokenGenerationV2Event,
  type PreTokenGenerationV2Handler,
  type PreTokenGenerationV3Event,
  type PreTokenGenerationV3Handler,
} from "./pre-token-generation.ts";
export type { UserMigrationEvent, UserMigrationHandler } from "./user-migration.ts";

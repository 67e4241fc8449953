import type { OfUser, StringMap, TriggerEvent, WithMetadata } from "./event.ts";
import type { TriggerHandler } from "./handler.ts";

/*
 * Triggers of features to come: their types are here, so that handlers can be written; nothing takes them yet.
 */

/** One question that was answered, in the order they were asked. */
export interface ChallengeResult {
  challengeName: "SRP_A" | "PASSWORD_VERIFIER" | "SMS_MFA" | "DEVICE_SRP_AUTH" | "DEVICE_PASSWORD_VERIFIER" | "ADMIN_NO_SRP_AUTH";
  challengeResult: boolean;
}

export interface CustomChallengeResult {
  challengeName: "CUSTOM_CHALLENGE";
  challengeResult: boolean;
  challengeMetadata?: string;
}

/** What a provider told. */
export interface ProviderClaims {
  // biome-ignore lint/suspicious/noExplicitAny: `unknown` would refuse the handlers of @types/aws-lambda, which know texts only
  [claim: string]: any;
}

interface CustomChallengeRequest extends OfUser, WithMetadata {
  /** Only where the client hides who exists. */
  userNotFound?: boolean;
}

export type DefineAuthChallengeEvent = TriggerEvent<
  "DefineAuthChallenge_Authentication",
  CustomChallengeRequest & { session: (ChallengeResult | CustomChallengeResult)[] },
  { challengeName: string; issueTokens: boolean; failAuthentication: boolean }
>;

export type CreateAuthChallengeEvent = TriggerEvent<
  "CreateAuthChallenge_Authentication",
  CustomChallengeRequest & { challengeName: string; session: (ChallengeResult | CustomChallengeResult)[] },
  { publicChallengeParameters: StringMap; privateChallengeParameters: StringMap; challengeMetadata: string }
>;

export type VerifyAuthChallengeResponseEvent = TriggerEvent<
  "VerifyAuthChallengeResponse_Authentication",
  CustomChallengeRequest & { privateChallengeParameters: StringMap; challengeAnswer: string },
  { answerCorrect: boolean }
>;

export type InboundFederationEvent = TriggerEvent<
  "InboundFederation_ExternalProvider",
  {
    providerName: string;
    providerType: "OIDC" | "SAML" | "Facebook" | "Google" | "SignInWithApple" | "LoginWithAmazon";
    attributes: {
      tokenResponse?: ProviderClaims;
      idToken?: ProviderClaims;
      userInfo?: ProviderClaims;
      samlResponse?: ProviderClaims;
    };
  },
  { userAttributesToMap: StringMap }
>;

export type DefineAuthChallengeHandler = TriggerHandler<DefineAuthChallengeEvent>;
export type CreateAuthChallengeHandler = TriggerHandler<CreateAuthChallengeEvent>;
export type VerifyAuthChallengeResponseHandler = TriggerHandler<VerifyAuthChallengeResponseEvent>;
export type InboundFederationHandler = TriggerHandler<InboundFederationEvent>;

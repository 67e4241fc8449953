import { z } from "zod";
import type { TriggerDefinition } from "./definition.ts";
import type { OfUser, StringMap, TriggerEvent, WithMetadata } from "./event.ts";
import type { TriggerHandler } from "./handler.ts";

/** What the groups of the user come to; in an answer, what they are to come to instead. */
export interface GroupConfiguration {
  groupsToOverride?: string[];
  iamRolesToOverride?: string[];
  preferredRole?: string;
}

/** What the ID token is to say, and of groups also the access token. */
export interface ClaimsOverrideDetails {
  claimsToAddOrOverride?: StringMap;
  claimsToSuppress?: string[];
  /** In place of the user's groups, as a whole: an empty one takes them all away. */
  groupOverrideDetails?: GroupConfiguration;
}

/** Values of claims: text, number, boolean, a list of these, or a JSON object. */
export interface ClaimMap {
  // biome-ignore lint/suspicious/noExplicitAny: `unknown` would refuse the handlers of @types/aws-lambda, which know texts only
  [claim: string]: any;
}

export interface TokenGeneration {
  claimsToAddOrOverride?: ClaimMap;
  claimsToSuppress?: string[];
}

export interface AccessTokenGeneration extends TokenGeneration {
  scopesToAdd?: string[];
  scopesToSuppress?: string[];
}

/** What both tokens are to say. */
export interface ClaimsAndScopeOverrideDetails {
  idTokenGeneration?: TokenGeneration;
  accessTokenGeneration?: AccessTokenGeneration;
  groupOverrideDetails?: GroupConfiguration;
}

interface PreTokenGenerationRequest extends OfUser, WithMetadata {
  groupConfiguration: GroupConfiguration;
}

export type TokenGenerationSource =
  | "TokenGeneration_Authentication"
  | "TokenGeneration_NewPasswordChallenge"
  | "TokenGeneration_RefreshTokens"
  | "TokenGeneration_HostedAuth"
  | "TokenGeneration_AuthenticateDevice";

/** Before tokens are signed, at each sign-in and each refresh: what it throws leaves none. */
export type PreTokenGenerationEvent = TriggerEvent<
  TokenGenerationSource,
  PreTokenGenerationRequest,
  { claimsOverrideDetails: ClaimsOverrideDetails }
>;

interface WithScopes extends PreTokenGenerationRequest {
  scopes: string[];
}

interface ClaimsAndScopeResponse {
  claimsAndScopeOverrideDetails: ClaimsAndScopeOverrideDetails;
}

export type PreTokenGenerationV2Event = TriggerEvent<TokenGenerationSource, WithScopes, ClaimsAndScopeResponse, "2">;
/** As V2_0, and for a client that signs in by itself. */
export type PreTokenGenerationV3Event = TriggerEvent<
  TokenGenerationSource | "TokenGeneration_ClientCredentials",
  WithScopes,
  ClaimsAndScopeResponse,
  "3"
>;

export type PreTokenGenerationHandler = TriggerHandler<PreTokenGenerationEvent>;
export type PreTokenGenerationV2Handler = TriggerHandler<PreTokenGenerationV2Event>;
export type PreTokenGenerationV3Handler = TriggerHandler<PreTokenGenerationV3Event>;

/**
 * A handler of `@types/aws-lambda`, whose event of V3_0 knows the source of client credentials only, and is called with all of them.
 *
 * @param handler A `PreTokenGenerationV3TriggerHandler`.
 */
export function fromLambdaV3(
  // biome-ignore lint/suspicious/noExplicitAny: that type is not ours, and the package is not needed
  handler: (event: any, context: any, callback: any) => unknown,
): PreTokenGenerationV3Handler {
  return handler as PreTokenGenerationV3Handler;
}

const names = z.array(z.string());
const scalar = z.union([z.string(), z.number(), z.boolean()]);
const claim = z.union([scalar, z.array(scalar), z.record(z.string(), z.json())]);
/** These have a form of their own in an ID token, which is made of a text as that of an attribute is. */
const texts = z.string().optional();
const seconds = z.string().regex(/^\d{1,15}$/);
const idClaims = z.object({
  email_verified: texts,
  phone_number_verified: texts,
  updated_at: seconds.optional(),
  address: texts,
});
/** RFC 6749 section 3.3: a blank would make two of one. */
const scopes = z.array(z.string().regex(/^[\x21\x23-\x5b\x5d-\x7e]+$/));

const groupConfiguration = z.object({
  groupsToOverride: names.nullish(),
  iamRolesToOverride: names.nullish(),
  preferredRole: z.string().nullish(),
});

export interface GroupAnswer {
  readonly groupsToOverride?: readonly string[] | null | undefined;
  readonly iamRolesToOverride?: readonly string[] | null | undefined;
  readonly preferredRole?: string | null | undefined;
}

export interface TokenAnswer {
  readonly claimsToAddOrOverride?: Readonly<Record<string, unknown>> | null | undefined;
  readonly claimsToSuppress?: readonly string[] | null | undefined;
  readonly scopesToAdd?: readonly string[] | null | undefined;
  readonly scopesToSuppress?: readonly string[] | null | undefined;
}

/** What a handler of V1_0 answered. */
export interface ClaimsAnswer {
  readonly claimsOverrideDetails?:
    | (TokenAnswer & {
        /** `undefined`: they stay as they are. `null`: none. */
        readonly groupOverrideDetails?: GroupAnswer | null | undefined;
      })
    | null
    | undefined;
}

/** What a handler of V2_0 or V3_0 answered. */
export interface ClaimsAndScopeAnswer {
  readonly claimsAndScopeOverrideDetails?:
    | {
        readonly idTokenGeneration?: TokenAnswer | null | undefined;
        readonly accessTokenGeneration?: TokenAnswer | null | undefined;
        readonly groupOverrideDetails?: GroupAnswer | null | undefined;
      }
    | null
    | undefined;
}

export const preTokenGeneration: TriggerDefinition<ClaimsAnswer> = {
  shortName: "PreTokenGeneration",
  answer: z.object({
    claimsOverrideDetails: z
      .object({
        claimsToAddOrOverride: idClaims.catchall(z.string()).nullish(),
        claimsToSuppress: names.nullish(),
        groupOverrideDetails: groupConfiguration.nullish(),
      })
      .nullish(),
  }),
};

export const preTokenGenerationV2: TriggerDefinition<ClaimsAndScopeAnswer> = {
  shortName: "PreTokenGeneration",
  answer: z.object({
    claimsAndScopeOverrideDetails: z
      .object({
        idTokenGeneration: z
          .object({ claimsToAddOrOverride: idClaims.catchall(claim).nullish(), claimsToSuppress: names.nullish() })
          .nullish(),
        accessTokenGeneration: z
          .object({
            claimsToAddOrOverride: z.record(z.string(), claim).nullish(),
            claimsToSuppress: names.nullish(),
            scopesToAdd: scopes.nullish(),
            scopesToSuppress: names.nullish(),
          })
          .nullish(),
        groupOverrideDetails: groupConfiguration.nullish(),
      })
      .nullish(),
  }),
};

import type { AnalyticsConfiguration } from "../../user-pool/app-clients/analytics-settings.ts";
import type { AppClientOptions, AppClientSettings } from "../../user-pool/app-clients/client-options.ts";
import { type Member, sameMembers, toAws, toOurs } from "../members.ts";
import { present } from "../operation.ts";

const secondsOf = { seconds: 1, minutes: 60, hours: 3_600, days: 86_400 } as const;

type Unit = keyof typeof secondsOf;

/** Each of Cognito's tokens: the unit it is in unless another is written, which is also the longest it is shown in. */
const validities = [
  { token: "AccessToken", ours: "accessTokenValiditySeconds", unit: "hours" },
  { token: "IdToken", ours: "idTokenValiditySeconds", unit: "hours" },
  { token: "RefreshToken", ours: "refreshTokenValiditySeconds", unit: "days" },
] as const;

type Validities = { readonly [V in (typeof validities)[number] as `${V["token"]}Validity`]?: number };

export interface ClientMembers extends Validities {
  readonly ClientName?: string;
  readonly TokenValidityUnits?: { readonly [V in (typeof validities)[number] as V["token"]]?: Unit };
  readonly AnalyticsConfiguration?: object;
  readonly ExplicitAuthFlows?: readonly string[];
  readonly RefreshTokenRotation?: { readonly Feature: "ENABLED" | "DISABLED" };
}

const members: readonly Member[] = [
  ...sameMembers({ aws: "", ours: "" }, [
    "ClientName",
    "ReadAttributes",
    "WriteAttributes",
    "ExplicitAuthFlows",
    "SupportedIdentityProviders",
    "CallbackURLs",
    "LogoutURLs",
    "DefaultRedirectURI",
    "AllowedOAuthFlows",
    "AllowedOAuthScopes",
    "AllowedOAuthFlowsUserPoolClient",
    "PreventUserExistenceErrors",
    "EnableTokenRevocation",
    "EnablePropagateAdditionalUserContextData",
  ]),
  ...sameMembers({ aws: "RefreshTokenRotation.", ours: "refreshTokenRotation." }, ["Feature", "RetryGracePeriodSeconds"]),
  {
    aws: "AuthSessionValidity",
    ours: "authSessionValiditySeconds",
    toOurs: (minutes: number) => minutes * 60,
    toAws: (seconds: number) => Math.floor(seconds / 60),
  },
];

const analytics = sameMembers({ aws: "AnalyticsConfiguration.", ours: "analyticsConfiguration." }, [
  "ApplicationArn",
  "ApplicationId",
  "ExternalId",
  "RoleArn",
  "UserDataShared",
]);

/** What AWS's API fills in where we fill in something else. A refresh token that rotates is no flow. */
function unsaid({ RefreshTokenRotation }: ClientMembers): object {
  const isRotating = RefreshTokenRotation?.Feature === "ENABLED";
  return {
    preventUserExistenceErrors: "LEGACY",
    explicitAuthFlows: [...(isRotating ? [] : ["ALLOW_REFRESH_TOKEN_AUTH"]), "ALLOW_USER_SRP_AUTH", "ALLOW_CUSTOM_AUTH"],
  };
}

/** The settings of a client as an input writes them, and AWS's defaults. */
export function clientSettingsOf(input: ClientMembers): AppClientOptions {
  const times = validities.map(({ token, ours, unit }) => {
    const written = input[`${token}Validity`];
    // Cognito takes 0 for its default.
    const seconds = written ? written * secondsOf[input.TokenValidityUnits?.[token] ?? unit] : undefined;
    return [ours, seconds];
  });
  const written = toOurs([...members, ...analytics], input);
  return { ...unsaid(input), ...present(Object.fromEntries(times)), ...written } as unknown as AppClientOptions;
}

/** Settings as members of Cognito's `UserPoolClientType`. */
export function clientMembersOf(settings: AppClientSettings): object {
  const shown = toAws([...members, ...(isConfigured(settings.analyticsConfiguration) ? analytics : [])], settings);
  const times = validities.map(({ token, ours, unit }) => ({ token, ...inUnit(settings[ours], unit) }));
  return {
    ...shown,
    ...Object.fromEntries(times.map(({ token, value }) => [`${token}Validity`, value])),
    TokenValidityUnits: Object.fromEntries(times.map(({ token, unit }) => [token, unit])),
  };
}

function isConfigured({ userDataShared: _, ...others }: AnalyticsConfiguration): boolean {
  return Object.values(others).some((member) => member !== null);
}

/** The unit that was written is not kept: the longest that gives a whole number is shown. */
function inUnit(seconds: number, longest: Unit): { readonly value: number; readonly unit: Unit } {
  const units = (Object.keys(secondsOf) as Unit[]).filter((unit) => secondsOf[unit] <= secondsOf[longest]).reverse();
  const unit = units.find((one) => seconds % secondsOf[one] === 0) ?? "seconds";
  return { value: seconds / secondsOf[unit], unit };
}

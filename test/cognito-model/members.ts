import { readFileSync } from "node:fs";

const file = new URL("../fixtures/cognito-idp-members.json", import.meta.url);

/**
 * What each request takes (cognito-idp.json of botocore 1.43.107): members of a structure by dotted path, those of the structures in a
 * list behind `[]`.
 */
export const modelMembers = JSON.parse(readFileSync(file, "utf8")) as Readonly<Record<string, readonly string[]>>;

/** A path of ours, where `*` is any attribute; or why there is none. */
export type Place = string | { readonly because: string };

/** Members that stand for themselves, or for all below them. */
export type Members = Readonly<Record<string, Place>>;

const held = { because: "it is of the pool that is held" };
const policy = (name: string): Members => ({
  [`Policies.PasswordPolicy.${name}`]: `passwordPolicy.${name.charAt(0).toLowerCase()}${name.slice(1)}`,
});

export const ofUserPools: Members = {
  PoolName: "poolName",
  ...policy("MinimumLength"),
  ...policy("RequireUppercase"),
  ...policy("RequireLowercase"),
  ...policy("RequireNumbers"),
  ...policy("RequireSymbols"),
  ...policy("PasswordHistorySize"),
  ...policy("TemporaryPasswordValidityDays"),
  "Policies.SignInPolicy.AllowedFirstAuthFactors": "signInPolicy.allowedFirstAuthFactors",
  DeletionProtection: "deletionProtection",
  "LambdaConfig.PreSignUp": "triggers.preSignUp",
  "LambdaConfig.PostConfirmation": "triggers.postConfirmation",
  "LambdaConfig.PreAuthentication": "triggers.preAuthentication",
  "LambdaConfig.PostAuthentication": "triggers.postAuthentication",
  "LambdaConfig.UserMigration": "triggers.userMigration",
  "LambdaConfig.CustomMessage": "triggers.customMessage",
  "LambdaConfig.PreTokenGenerationConfig": "triggers.preTokenGeneration",
  "LambdaConfig.PreTokenGeneration": { because: "it is an older form of `triggers.preTokenGeneration`" },
  "LambdaConfig.CustomEmailSender.LambdaArn": "triggers.customEmailSender",
  "LambdaConfig.CustomEmailSender.LambdaVersion": { because: "there is one version" },
  "LambdaConfig.CustomSMSSender.LambdaArn": "triggers.customSMSSender",
  "LambdaConfig.CustomSMSSender.LambdaVersion": { because: "there is one version" },
  "LambdaConfig.KMSKeyID": { because: "in one process a custom sender is given the code as it is" },
  "LambdaConfig.DefineAuthChallenge": { because: "there are no custom challenges yet" },
  "LambdaConfig.CreateAuthChallenge": { because: "there are no custom challenges yet" },
  "LambdaConfig.VerifyAuthChallengeResponse": { because: "there are no custom challenges yet" },
  "LambdaConfig.InboundFederation": { because: "there is no federation yet" },
  AutoVerifiedAttributes: "autoVerifiedAttributes",
  AliasAttributes: "aliasAttributes",
  UsernameAttributes: "usernameAttributes",
  SmsVerificationMessage: { because: "it is an older name of `verificationMessageTemplate.smsMessage`" },
  EmailVerificationMessage: { because: "it is an older name of `verificationMessageTemplate.emailMessage`" },
  EmailVerificationSubject: { because: "it is an older name of `verificationMessageTemplate.emailSubject`" },
  "VerificationMessageTemplate.SmsMessage": "verificationMessageTemplate.smsMessage",
  "VerificationMessageTemplate.EmailMessage": "verificationMessageTemplate.emailMessage",
  "VerificationMessageTemplate.EmailSubject": "verificationMessageTemplate.emailSubject",
  "VerificationMessageTemplate.EmailMessageByLink": "verificationMessageTemplate.emailMessageByLink",
  "VerificationMessageTemplate.EmailSubjectByLink": "verificationMessageTemplate.emailSubjectByLink",
  "VerificationMessageTemplate.DefaultEmailOption": "verificationMessageTemplate.defaultEmailOption",
  SmsAuthenticationMessage: { because: "it is the text of a second factor; there are none yet" },
  MfaConfiguration: { because: "it is about second factors; there are none yet" },
  "UserAttributeUpdateSettings.AttributesRequireVerificationBeforeUpdate":
    "userAttributeUpdateSettings.attributesRequireVerificationBeforeUpdate",
  DeviceConfiguration: { because: "there are no devices yet" },
  EmailConfiguration: { because: "`delivery` sends, which the application gives to `Rockpool.open`" },
  SmsConfiguration: { because: "`delivery` sends, which the application gives to `Rockpool.open`" },
  UserPoolTags: "userPoolTags",
  "AdminCreateUserConfig.AllowAdminCreateUserOnly": "adminCreateUserConfig.allowAdminCreateUserOnly",
  "AdminCreateUserConfig.UnusedAccountValidityDays": {
    because: "it is an older name of `passwordPolicy.temporaryPasswordValidityDays`",
  },
  "AdminCreateUserConfig.InviteMessageTemplate.SMSMessage": "adminCreateUserConfig.inviteMessageTemplate.smsMessage",
  "AdminCreateUserConfig.InviteMessageTemplate.EmailMessage": "adminCreateUserConfig.inviteMessageTemplate.emailMessage",
  "AdminCreateUserConfig.InviteMessageTemplate.EmailSubject": "adminCreateUserConfig.inviteMessageTemplate.emailSubject",
  "Schema[].Name": "schema.*",
  "Schema[].AttributeDataType": "schema.*.attributeDataType",
  "Schema[].DeveloperOnlyAttribute": "schema.*.developerOnlyAttribute",
  "Schema[].Mutable": "schema.*.mutable",
  "Schema[].Required": "schema.*.required",
  "Schema[].NumberAttributeConstraints.MinValue": "schema.*.numberAttributeConstraints.minValue",
  "Schema[].NumberAttributeConstraints.MaxValue": "schema.*.numberAttributeConstraints.maxValue",
  "Schema[].StringAttributeConstraints.MinLength": "schema.*.stringAttributeConstraints.minLength",
  "Schema[].StringAttributeConstraints.MaxLength": "schema.*.stringAttributeConstraints.maxLength",
  UserPoolAddOns: { because: "there is no threat protection yet" },
  "UsernameConfiguration.CaseSensitive": "usernameConfiguration.caseSensitive",
  "AccountRecoverySetting.RecoveryMechanisms": "accountRecoverySetting.recoveryMechanisms",
  UserPoolTier: "userPoolTier",
  KeyConfiguration: { because: "the operator gives the key: `masterKey` of `Rockpool.open`" },
  IssuerConfiguration: { because: "`issuer` is the whole of it" },
  UserPoolId: held,
};

export const ofClients: Members = {
  UserPoolId: held,
  ClientId: { because: "it is the first argument of `clients.update`" },
  ClientName: "clientName",
  GenerateSecret: "generateSecret",
  ClientSecret: { because: "it is no setting, but an option beside them, at creation only: `clientSecret`" },
  RefreshTokenValidity: "refreshTokenValiditySeconds",
  AccessTokenValidity: "accessTokenValiditySeconds",
  IdTokenValidity: "idTokenValiditySeconds",
  TokenValidityUnits: { because: "a validity is in seconds always, as its name says" },
  ReadAttributes: "readAttributes",
  WriteAttributes: "writeAttributes",
  ExplicitAuthFlows: "explicitAuthFlows",
  SupportedIdentityProviders: "supportedIdentityProviders",
  CallbackURLs: "callbackURLs",
  LogoutURLs: "logoutURLs",
  DefaultRedirectURI: "defaultRedirectURI",
  AllowedOAuthFlows: "allowedOAuthFlows",
  AllowedOAuthScopes: "allowedOAuthScopes",
  AllowedOAuthFlowsUserPoolClient: "allowedOAuthFlowsUserPoolClient",
  "AnalyticsConfiguration.ApplicationId": "analyticsConfiguration.applicationId",
  "AnalyticsConfiguration.ApplicationArn": "analyticsConfiguration.applicationArn",
  "AnalyticsConfiguration.RoleArn": "analyticsConfiguration.roleArn",
  "AnalyticsConfiguration.ExternalId": "analyticsConfiguration.externalId",
  "AnalyticsConfiguration.UserDataShared": "analyticsConfiguration.userDataShared",
  PreventUserExistenceErrors: "preventUserExistenceErrors",
  EnableTokenRevocation: "enableTokenRevocation",
  EnablePropagateAdditionalUserContextData: "enablePropagateAdditionalUserContextData",
  AuthSessionValidity: "authSessionValiditySeconds",
  "RefreshTokenRotation.Feature": "refreshTokenRotation.feature",
  "RefreshTokenRotation.RetryGracePeriodSeconds": "refreshTokenRotation.retryGracePeriodSeconds",
};

export const ofGroups: Members = {
  UserPoolId: held,
  GroupName: "groupName",
  Description: "description",
  RoleArn: "roleArn",
  Precedence: "precedence",
};

/** What Cognito has no member for. */
export const onlyOurs: readonly string[] = [
  "issuer",
  "schema.*.searchable",
  "authEventRetentionDays",
  "signingAlgorithm",
  "anyLoopbackPort",
];

export type { CodeDeliveryDetails, Delivery, Message } from "./delivery/delivery.ts";
export {
  type CodedError,
  type ErrorCode,
  type ErrorDetails,
  isRockpoolError,
  RockpoolError,
  type RockpoolErrorConstructor,
  type SettingDifference,
} from "./errors.ts";
export type { Health } from "./health.ts";
export type { CredentialIssuer, CredentialRequest, SessionCredentials } from "./identity-pool/credentials.ts";
export type { DeveloperIdentity, LookupInput, MergeInput, UnlinkDeveloperInput } from "./identity-pool/developer-identities.ts";
export type { GetDeveloperTokenInput } from "./identity-pool/developer-token.ts";
export type { DeveloperUser } from "./identity-pool/developer-user.ts";
export type { IdentityPoolDiscovery } from "./identity-pool/discovery.ts";
export type { IdentityPoolChange, NewIdentityPoolOptions } from "./identity-pool/ensure-identity-pool.ts";
export type { DeveloperIdentities } from "./identity-pool/facets/developer-identities.ts";
export type { PoolIdentities } from "./identity-pool/facets/identities.ts";
export type { IdentityPoolSettingsFacet } from "./identity-pool/facets/settings.ts";
export type { CredentialsForIdentity, GetCredentialsInput } from "./identity-pool/get-credentials-for-identity.ts";
export type { GetIdInput } from "./identity-pool/get-id.ts";
export type { GetOpenIdTokenInput, OpenIdTokenForIdentity } from "./identity-pool/get-open-id-token.ts";
export type { IdentityPool } from "./identity-pool/identity-pool.ts";
export type { IdentityPoolPage, ListIdentityPoolsInput } from "./identity-pool/list-identity-pools.ts";
export type { IdentityDescription, IdentityPage, ListIdentitiesInput, UnlinkInput } from "./identity-pool/manage-identities.ts";
export type { OpenIdTokenClaims } from "./identity-pool/open-id-token.ts";
export type { PrincipalTagMap, PrincipalTags } from "./identity-pool/principal-tags.ts";
export type {
  OpenIdConnectProvider,
  ProviderSettings,
  UserPoolProvider,
  UserPoolProviderOptions,
} from "./identity-pool/providers.ts";
export type { DefaultRoles, MappingRule, MatchType, RoleMapping, RoleSettings } from "./identity-pool/role-settings.ts";
export type {
  IdentityPoolOptions,
  IdentityPoolPatch,
  IdentityPoolSettings,
  ResettableIdentityPoolSetting,
} from "./identity-pool/settings.ts";
export type { Logins } from "./identity-pool/verify-logins.ts";
export type { ImportKeyInput } from "./keys/import-key.ts";
export type { PoolSigningKeys } from "./keys/pool-signing-keys.ts";
export type { SigningKeySummary } from "./keys/signing-key.ts";
export type { OpenIdConnectOptions } from "./open-id-connect-options.ts";
export { Rockpool } from "./rockpool.ts";
export type { RockpoolOptions } from "./rockpool-options.ts";
export type { Clock, Random } from "./runtime.ts";
export { keyFile } from "./seal/key-file.ts";
export { generateMasterKey, type KeyProvider, type MasterKeys } from "./seal/master-key.ts";
export type { EnsureOptions } from "./settings/ensure.ts";
export type { Patch } from "./settings/topic.ts";
export type { StorageAdapter } from "./storage/contract.ts";
export type { Maintenance } from "./storage/maintenance.ts";
export { type StsCredentialsOptions, stsCredentials } from "./sts-credentials.ts";
export type { AccessTokenClaims, AuthenticationMethod, IdTokenClaims } from "./tokens/claims.ts";
export type {
  EcPrivateJwk,
  EcPublicJwk,
  Jwk,
  Jwks,
  PrivateJwk,
  PublicJwk,
  RsaPrivateJwk,
  RsaPublicJwk,
  SigningAlgorithm,
} from "./tokens/jwk.ts";
export type { KeyRequest, KeySource } from "./tokens/key-source.ts";
export type { WrittenPrivateKey } from "./tokens/private-key.ts";
export { JWKS_MAX_AGE_MS, type KeyStatus } from "./tokens/rotation.ts";
export type { RemotePublicKey, Signer, SignOrder } from "./tokens/signer.ts";
export * from "./triggers/index.ts";
export type { AppClient } from "./user-pool/app-client.ts";
export type { AddedClientSecret, AddSecretInput } from "./user-pool/app-clients/add-secret.ts";
export type { AnalyticsConfiguration } from "./user-pool/app-clients/analytics-settings.ts";
export type { ExplicitAuthFlow, LegacyAuthFlow } from "./user-pool/app-clients/auth-flows.ts";
export type {
  AppClientOptions,
  AppClientPatch,
  AppClientSettings,
  ResettableAppClientSetting,
} from "./user-pool/app-clients/client-options.ts";
export type { ClientSecretDescriptor } from "./user-pool/app-clients/client-secrets.ts";
export type { ClientPage, ClientSummary, ListClientsInput } from "./user-pool/app-clients/list-clients.ts";
export type { ListResourceServersInput, ResourceServerPage } from "./user-pool/app-clients/list-resource-servers.ts";
export type { OAuthFlow } from "./user-pool/app-clients/oauth-settings.ts";
export type { ResourceServerScope } from "./user-pool/app-clients/resource-server.table.ts";
export type { ResourceServer, ResourceServerOptions, ResourceServerPatch } from "./user-pool/app-clients/resource-server.ts";
export { secretHash } from "./user-pool/app-clients/secret-hash.ts";
export type { RefreshTokenRotation } from "./user-pool/app-clients/token-settings.ts";
export type { AuthEventResponse, AuthEventType } from "./user-pool/events/event.table.ts";
export type { EventType, FailureReason, PoolEvent } from "./user-pool/events/event.ts";
export type { EventListener } from "./user-pool/events/event-bus.ts";
export type { PoolClients } from "./user-pool/facets/clients.ts";
export type { PoolGroups } from "./user-pool/facets/groups.ts";
export type { PoolResourceServers } from "./user-pool/facets/resource-servers.ts";
export type { PoolSettings } from "./user-pool/facets/settings.ts";
export type { PoolUsers } from "./user-pool/facets/users.ts";
export type { MembershipInput } from "./user-pool/groups/change-membership.ts";
export type { Group, GroupOptions, GroupPatch, GroupSettings } from "./user-pool/groups/group.ts";
export type { GroupPage } from "./user-pool/groups/list-groups.ts";
export type { GroupUsersPage } from "./user-pool/groups/list-users-in-group.ts";
export type { PageInput } from "./user-pool/groups/page.ts";
export type { AuthorizeInput } from "./user-pool/oauth/authorization-request.ts";
export type { AuthorizeResult } from "./user-pool/oauth/authorize.ts";
export type { ClientCredentialsInput, MachineTokens } from "./user-pool/oauth/client-credentials.ts";
export type { DiscoveryDocument, OAuthEndpoints } from "./user-pool/oauth/discovery.ts";
export type { ExchangeCodeInput, GrantedTokens } from "./user-pool/oauth/exchange-code.ts";
export type { AuthorizationErrorCode, AuthorizationRefusal } from "./user-pool/oauth/oauth-error.ts";
export type { RefreshGrantInput } from "./user-pool/oauth/refresh-grant.ts";
export type { RevokeGrantInput } from "./user-pool/oauth/revoke-grant.ts";
export type { UserInfo } from "./user-pool/oauth/user-info.ts";
export type { ExportUsersOptions } from "./user-pool/portability/export-users.ts";
export type { ExportedPasswords } from "./user-pool/portability/exported-passwords.ts";
export type { ExportedIdentity, ExportedUser } from "./user-pool/portability/exported-user.ts";
export type { ImportResult, ImportUsersOptions, RefusedUser } from "./user-pool/portability/import-users.ts";
export type { EncryptionJwk } from "./user-pool/portability/password-seal.ts";
export type { Tokens } from "./user-pool/sessions/issue-tokens.ts";
export type { RefreshedGrant, RefreshedTokens, RefreshInput } from "./user-pool/sessions/refresh.ts";
export type { RevokeInput } from "./user-pool/sessions/revoke.ts";
export type { SignedGrant, SignedTokens } from "./user-pool/sessions/sign-tokens.ts";
export type { AdminCreateUserConfig } from "./user-pool/settings/admin-create-user.ts";
export type {
  AttributeDataType,
  AttributeDefinition,
  AttributeSchema,
  NumberAttributeConstraints,
  StringAttributeConstraints,
} from "./user-pool/settings/attribute-schema.ts";
export type { ListUserPoolsInput, UserPoolPage, UserPoolSummary } from "./user-pool/settings/list-user-pools.ts";
export type { InviteMessageTemplate, VerificationMessageTemplate } from "./user-pool/settings/messages.ts";
export type { Tags } from "./user-pool/settings/metadata.ts";
export type { PasswordPolicy } from "./user-pool/settings/password-policy.ts";
export type {
  ResettableUserPoolSetting,
  UserPoolOptions,
  UserPoolPatch,
  UserPoolSettings,
} from "./user-pool/settings/pool-options.ts";
export type { AccountRecoverySetting, RecoveryMechanism } from "./user-pool/settings/recovery.ts";
export type { AliasAttribute, ContactAttribute, UsernameConfiguration } from "./user-pool/settings/sign-in-names.ts";
export type { FirstAuthFactor, SignInPolicy } from "./user-pool/settings/sign-in-policy.ts";
export type { UserAttributeUpdateSettings } from "./user-pool/settings/verification.ts";
export type { ChallengeName } from "./user-pool/sign-in/challenge.table.ts";
export type { ChallengeBase, ChallengeReference } from "./user-pool/sign-in/challenge.ts";
export type { Challenge, ChallengeAnswers } from "./user-pool/sign-in/challenges/index.ts";
export type { NewPasswordAnswer, NewPasswordRequired } from "./user-pool/sign-in/challenges/new-password-required.ts";
export type { InitiateAuthFlow, InitiateAuthInput, InitiateAuthResult } from "./user-pool/sign-in/initiate-auth.ts";
export type { AnswerTo } from "./user-pool/sign-in/respond.ts";
export { type Refreshed, type SignedIn, type SignInResult, tokensOrThrow } from "./user-pool/sign-in/result.ts";
export type { SignInInput } from "./user-pool/sign-in/sign-in.ts";
export type { OwnAttributes, SignedInUser } from "./user-pool/signed-in-user.ts";
export type { UserPool, VerifyOptions } from "./user-pool/user-pool.ts";
export type { Attributes } from "./user-pool/users/attributes.ts";
export type { ChangePasswordInput } from "./user-pool/users/change-password.ts";
export type { ConfirmForgotPasswordInput } from "./user-pool/users/confirm-forgot-password.ts";
export type { ConfirmSignUpInput } from "./user-pool/users/confirm-sign-up.ts";
export type { CreateUserInput } from "./user-pool/users/create-user.ts";
export type { ForgotPasswordInput } from "./user-pool/users/forgot-password.ts";
export type { LinkProviderInput, ProviderUser } from "./user-pool/users/link-provider.ts";
export type { AuthEvent, AuthEventPage, ListAuthEventsInput } from "./user-pool/users/list-auth-events.ts";
export type { ListUsersInput, UserPage } from "./user-pool/users/list-users.ts";
export type { OwnProfile } from "./user-pool/users/own-profile.ts";
export type { PasswordHashing } from "./user-pool/users/password-hasher.ts";
export type { ResendConfirmationCodeInput } from "./user-pool/users/resend-confirmation-code.ts";
export type { SetPasswordInput } from "./user-pool/users/set-password.ts";
export type { SignUpInput, SignUpResult } from "./user-pool/users/sign-up.ts";
export type { DeleteAttributesInput, UpdateAttributesInput } from "./user-pool/users/update-attributes.ts";
export type { UserStatus } from "./user-pool/users/user.table.ts";
export type { UserProfile } from "./user-pool/users/user-profile.ts";
export type { VerifyAttributeInput } from "./user-pool/users/verify-attribute.ts";

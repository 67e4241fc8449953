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
export { type Health, Rockpool } from "./rockpool.ts";
export type { RockpoolOptions } from "./rockpool-options.ts";
export type { Clock, Random } from "./runtime.ts";
export { keyFile } from "./seal/key-file.ts";
export { generateMasterKey, type KeyProvider, type MasterKeys } from "./seal/master-key.ts";
export type { StorageAdapter } from "./storage/contract.ts";
export type { Maintenance } from "./storage/maintenance.ts";
export type { AccessTokenClaims, IdTokenClaims } from "./tokens/claims.ts";
export type { KeySource } from "./tokens/key-source.ts";
export type { Jwks } from "./tokens/keyset.ts";
export type { AppClient } from "./user-pool/app-client.ts";
export type { ExplicitAuthFlow } from "./user-pool/app-clients/auth-flows.ts";
export type { AppClientOptions, AppClientSettings, ResettableAppClientSetting } from "./user-pool/app-clients/client-options.ts";
export { secretHash } from "./user-pool/app-clients/secret-hash.ts";
export type { PoolClients } from "./user-pool/facets/clients.ts";
export type { PoolUsers } from "./user-pool/facets/users.ts";
export type { EnsureOptions } from "./user-pool/settings/ensure.ts";
export type { PasswordPolicy, PasswordPolicyOptions } from "./user-pool/settings/password-policy.ts";
export type { ResettableUserPoolSetting, UserPoolOptions, UserPoolSettings } from "./user-pool/settings/pool-options.ts";
export type { ChallengeName } from "./user-pool/sign-in/challenge.table.ts";
export type { ChallengeBase, ChallengeReference } from "./user-pool/sign-in/challenge.ts";
export type { Challenge, ChallengeAnswers } from "./user-pool/sign-in/challenges/index.ts";
export type { NewPasswordAnswer, NewPasswordRequired } from "./user-pool/sign-in/challenges/new-password-required.ts";
export type { InitiateAuthInput } from "./user-pool/sign-in/initiate-auth.ts";
export type { Tokens } from "./user-pool/sign-in/issue-tokens.ts";
export type { AnswerTo } from "./user-pool/sign-in/respond.ts";
export { type SignedIn, type SignInResult, tokensOrThrow } from "./user-pool/sign-in/result.ts";
export type { SignInInput } from "./user-pool/sign-in/sign-in.ts";
export type { UserPool, VerifyOptions } from "./user-pool/user-pool.ts";
export type { Attributes } from "./user-pool/users/attributes.ts";
export type { ConfirmSignUpInput } from "./user-pool/users/confirm-sign-up.ts";
export type { CreateUserInput } from "./user-pool/users/create-user.ts";
export type { PasswordHashing } from "./user-pool/users/password-hasher.ts";
export type { ResendConfirmationCodeInput } from "./user-pool/users/resend-confirmation-code.ts";
export type { SetPasswordInput } from "./user-pool/users/set-password.ts";
export type { SignUpInput, SignUpResult } from "./user-pool/users/sign-up.ts";
export type { UserStatus } from "./user-pool/users/user.table.ts";
export type { UserProfile } from "./user-pool/users/user-profile.ts";

import type { CodeDeliveryDetails } from "../delivery/delivery.ts";
import { datesOf, type SettingDates } from "../settings/ensure.ts";
import type { AppClientRecord } from "./app-clients/client.table.ts";
import type { AppClientSettings } from "./app-clients/client-options.ts";
import type { PoolContext } from "./context.ts";
import type { AuthorizeInput } from "./oauth/authorization-request.ts";
import { type AuthorizeResult, authorize } from "./oauth/authorize.ts";
import { type ClientCredentialsInput, clientCredentials, type MachineTokens } from "./oauth/client-credentials.ts";
import { type ExchangeCodeInput, exchangeCode, type GrantedTokens } from "./oauth/exchange-code.ts";
import { type RefreshGrantInput, refreshGrant } from "./oauth/refresh-grant.ts";
import { type RevokeGrantInput, revokeGrant } from "./oauth/revoke-grant.ts";
import { type UserInfo, userInfo } from "./oauth/user-info.ts";
import { clientContext, operateAs, type PoolServices } from "./services.ts";
import { type RefreshedGrant, type RefreshedTokens, type RefreshInput, refresh } from "./sessions/refresh.ts";
import { type RevokeInput, revoke } from "./sessions/revoke.ts";
import type { ChallengeReference } from "./sign-in/challenge.ts";
import type { Challenge } from "./sign-in/challenges/index.ts";
import { type InitiateAuthFlow, type InitiateAuthInput, type InitiateAuthResult, initiateAuth } from "./sign-in/initiate-auth.ts";
import { type AnswerTo, respond } from "./sign-in/respond.ts";
import type { SignInResult } from "./sign-in/result.ts";
import { type SignInInput, signIn } from "./sign-in/sign-in.ts";
import { SignedInUser } from "./signed-in-user.ts";
import { type ConfirmForgotPasswordInput, confirmForgotPassword } from "./users/confirm-forgot-password.ts";
import { type ConfirmSignUpInput, confirmSignUp } from "./users/confirm-sign-up.ts";
import { type ForgotPasswordInput, forgotPassword } from "./users/forgot-password.ts";
import { type ResendConfirmationCodeInput, resendConfirmationCode } from "./users/resend-confirmation-code.ts";
import { type SignUpInput, type SignUpResult, signUp } from "./users/sign-up.ts";

type UseCase<I, R> = (context: PoolContext, client: AppClientRecord, input: I) => Promise<R>;

/** An application that signs people up and in: what it may do for those who are not signed in yet. */
export class AppClient {
  readonly clientId: string;
  readonly userPoolId: string;
  readonly #services: PoolServices;

  /** @internal Ask a pool for its clients. */
  constructor(services: PoolServices, poolId: string, clientId: string) {
    this.clientId = clientId;
    this.userPoolId = poolId;
    this.#services = services;
  }

  /** The settings as they are now (Cognito's `DescribeUserPoolClient`, without the secret). */
  async settings(): Promise<AppClientSettings> {
    const { client } = await clientContext(this.#services, this.userPoolId, this.clientId);
    return structuredClone(client.settings);
  }

  /** What Cognito's `DescribeUserPoolClient` says beside settings and secret. */
  async dates(): Promise<SettingDates> {
    const { client } = await clientContext(this.#services, this.userPoolId, this.clientId);
    return datesOf(client);
  }

  /** The secret, for whoever sets the application up: the first where there are two; `null` for a public client. */
  async clientSecret(): Promise<string | null> {
    const { client } = await clientContext(this.#services, this.userPoolId, this.clientId);
    return client.secrets[0]?.secret ?? null;
  }

  /**
   * Cognito's `SignUp`: makes a user, UNCONFIRMED, and sends the code that confirms them.
   *
   * @throws `InvalidParameterException`, `InvalidPasswordException`, `NotAuthorizedException` (secret hash, protected
   *   attribute), `UsernameExistsException`: nothing was stored. `CodeDeliveryFailureException`: the user is stored.
   */
  signUp(input: SignUpInput): Promise<SignUpResult> {
    return this.#run("SignUp", signUp, input);
  }

  /**
   * Cognito's `ConfirmSignUp`: confirms a user by the code that was sent, and verifies the address it was sent to.
   *
   * @throws `CodeMismatchException`, also for a name nobody has; after 15 in an hour `LimitExceededException`.
   *   `ExpiredCodeException`, and `NotAuthorizedException` for a user who is confirmed already: the code was right.
   */
  confirmSignUp(input: ConfirmSignUpInput): Promise<void> {
    return this.#run("ConfirmSignUp", confirmSignUp, input);
  }

  /**
   * Cognito's `ResendConfirmationCode`: sends a new code, which replaces the one before. For a name nobody has, and a user who
   * needs no code, nothing is sent and the answer has the same form.
   *
   * @throws `LimitExceededException` after five in an hour, `CodeDeliveryFailureException`, `InvalidParameterException`.
   */
  resendConfirmationCode(input: ResendConfirmationCodeInput): Promise<CodeDeliveryDetails> {
    return this.#run("ResendConfirmationCode", resendConfirmationCode, input);
  }

  /**
   * Cognito's `ForgotPassword`: sends a code by which the user can choose another password. For a name nobody has, and a user who
   * cannot recover, nothing is sent and the answer has the same form.
   *
   * @throws `LimitExceededException` after five in an hour, `CodeDeliveryFailureException`, `NotAuthorizedException`.
   */
  forgotPassword(input: ForgotPasswordInput): Promise<CodeDeliveryDetails> {
    return this.#run("ForgotPassword", forgotPassword, input);
  }

  /**
   * Cognito's `ConfirmForgotPassword`: sets another password by the code that was sent. It ends all sessions, and a lock.
   *
   * @throws `CodeMismatchException`, also for a name nobody has; after 15 in an hour `LimitExceededException`.
   *   `ExpiredCodeException`, `InvalidPasswordException`, `PasswordHistoryPolicyViolationException`.
   */
  confirmForgotPassword(input: ConfirmForgotPasswordInput): Promise<void> {
    return this.#run("ConfirmForgotPassword", confirmForgotPassword, input);
  }

  /**
   * The user of an access token that this client was given, to act for themselves. Each call asks whether the session goes on.
   *
   * @throws `NotAuthorizedException`: expired, revoked, of another client, or no access token.
   */
  async user(accessToken: string): Promise<SignedInUser> {
    const user = this.bearer(accessToken);
    await user.get();
    return user;
  }

  /** @internal Whoever a token is of, before anything is asked: for a face, of which each call asks once. */
  bearer(accessToken: string): SignedInUser {
    return new SignedInUser({ services: this.#services, poolId: this.userPoolId, clientId: this.clientId, accessToken });
  }

  /**
   * Cognito's `InitiateAuth`: begins a sign-in by one of the flows the client allows, or goes on with one by its refresh token.
   *
   * @throws `NotAuthorizedException`: wrong or unknown, which is the same answer; locked after five failures in a row;
   *   disabled; the temporary password has expired. `UserNotConfirmedException`: right, but not confirmed.
   *   `InvalidParameterException`: flow or parameters.
   */
  initiateAuth<F extends InitiateAuthFlow>(input: InitiateAuthInput<F>): Promise<InitiateAuthResult<F>> {
    return this.#operate("InitiateAuth", (context, client) => initiateAuth(context, client, input));
  }

  /** {@link AppClient.initiateAuth} with USER_PASSWORD_AUTH. */
  signIn(input: SignInInput): Promise<SignInResult> {
    return this.#run("InitiateAuth", signIn, input);
  }

  /**
   * Cognito's `RespondToAuthChallenge`: answers what a sign-in asked, and comes to the next question or to tokens. Ask which
   * challenge it is first (`result.challengeName`): the answer is typed by it.
   *
   * @throws `NotAuthorizedException`: the session is unknown, used, expired or of somebody else; disabled.
   *   `InvalidParameterException`, `InvalidPasswordException`: the answer is not of its form, and can be given again.
   */
  respond<C extends Challenge>(challenge: Pick<C, keyof ChallengeReference>, answer: AnswerTo<C>): Promise<SignInResult> {
    return this.#operate("RespondToAuthChallenge", (context, client) => respond(context, client, challenge, answer));
  }

  /**
   * Cognito's `GetTokensFromRefreshToken`: new tokens, with the user's attributes and groups as they are now. Where the client's refresh
   * tokens rotate, use the new one from now on; the old one used again ends the session, after the grace.
   *
   * @throws `NotAuthorizedException`: no refresh token of this client, expired, revoked, signed out. `RefreshTokenReuseException`.
   */
  refresh(input: RefreshInput): Promise<RefreshedTokens> {
    return this.#run("GetTokensFromRefreshToken", refresh, input);
  }

  /**
   * Cognito's `RevokeToken`: ends the sign-in that a refresh token is of. Its access tokens are refused where it is asked online
   * (`pool.isRevoked`); elsewhere they are good until they expire. A token that is unknown is no error (RFC 7009 section 2.2).
   *
   * @throws `UnauthorizedException`: another client's, or a wrong secret. `UnsupportedOperationException`,
   *   `UnsupportedTokenTypeException`
   */
  revoke(input: RevokeInput): Promise<void> {
    return this.#run("RevokeToken", revoke, input);
  }

  /**
   * Judges an authorization request of OAuth 2.0, and grants it in the name of who signed in by this client. Ask `outcome`: where to
   * send the browser, or that somebody is to sign in first. Without an access token it is judged only: do so before a page is shown.
   *
   * @throws `redirect_mismatch`, `unauthorized_client`, `invalid_request`: show it, and send the browser nowhere (RFC 6749 section
   *   4.1.2.1). `InvalidParameterException`, `UnsupportedOperationException`
   */
  authorize(input: AuthorizeInput): Promise<AuthorizeResult> {
    return this.#run("Authorize", authorize, input);
  }

  /**
   * Exchanges an authorization code for tokens. It is for one try. Used twice, the session of the first use is ended.
   *
   * @throws `invalid_client`, `unauthorized_client`, `invalid_request`, `invalid_grant` (RFC 6749 section 5.2)
   */
  exchangeCode(input: ExchangeCodeInput): Promise<GrantedTokens> {
    return this.#run("ExchangeCode", exchangeCode, input);
  }

  /**
   * {@link AppClient.refresh} in the words of OAuth (RFC 6749 section 6), and also for what was granted without `openid`.
   *
   * @throws `invalid_client`, `invalid_request`, `invalid_scope`, `invalid_grant`
   */
  refreshGrant(input: RefreshGrantInput): Promise<RefreshedGrant> {
    return this.#run("GetTokensFromRefreshToken", refreshGrant, input);
  }

  /**
   * {@link AppClient.revoke} in the words of OAuth (RFC 7009).
   *
   * @throws `invalid_client`, `invalid_request`, `unsupported_token_type`
   */
  revokeGrant(input: RevokeGrantInput): Promise<void> {
    return this.#run("RevokeToken", revokeGrant, input);
  }

  /**
   * An access token for the client itself (RFC 6749 section 4.4, Cognito's `GetClientToken`).
   *
   * @throws `invalid_client`, `unauthorized_client`, `invalid_scope`
   */
  clientCredentials(input: ClientCredentialsInput): Promise<MachineTokens> {
    return this.#run("GetClientToken", clientCredentials, input);
  }

  /**
   * Tells about the user of an access token of this client, as far as its scope goes (OpenID Connect Core section 5.3).
   *
   * @throws `invalid_token`; `insufficient_scope`: without `openid`.
   */
  userInfo(accessToken: string): Promise<UserInfo> {
    return this.#run("UserInfo", userInfo, accessToken);
  }

  #run<I, R>(operation: string, useCase: UseCase<I, R>, input: I): Promise<R> {
    return this.#operate(operation, (context, client) => useCase(context, client, input));
  }

  #operate<R>(operation: string, work: (context: PoolContext, client: AppClientRecord) => Promise<R>): Promise<R> {
    return operateAs(this.#services, { poolId: this.userPoolId, clientId: this.clientId }, operation, work);
  }
}

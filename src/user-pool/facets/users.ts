import { z } from "zod";
import { asData, parse } from "../../codecs/schema.ts";
import type { CodeDeliveryDetails } from "../../delivery/delivery.ts";
import type { PassedOn } from "../../triggers/client-metadata.ts";
import type { PoolContext } from "../context.ts";
import { type ExportUsersOptions, exportUsers } from "../portability/export-users.ts";
import type { ExportedUser } from "../portability/exported-user.ts";
import { type ImportResult, type ImportUsersOptions, importUsers } from "../portability/import-users.ts";
import { operate, operateAs, type PoolServices, poolContext } from "../services.ts";
import type { ChallengeReference } from "../sign-in/challenge.ts";
import type { Challenge } from "../sign-in/challenges/index.ts";
import { type AdminInitiateAuthInput, adminInitiateAuth } from "../sign-in/initiate-auth.ts";
import { type AnswerTo, respond } from "../sign-in/respond.ts";
import type { Refreshed, SignInResult } from "../sign-in/result.ts";
import { confirmUser } from "../users/confirm-user.ts";
import { type CreateUserInput, createUser } from "../users/create-user.ts";
import { deleteUser } from "../users/delete-user.ts";
import { disableProvider, type LinkProviderInput, linkProvider, type ProviderUser } from "../users/link-provider.ts";
import { type AuthEventPage, type ListAuthEventsInput, listAuthEvents } from "../users/list-auth-events.ts";
import { type ListUsersInput, listUsers, type UserPage } from "../users/list-users.ts";
import { resetPassword } from "../users/reset-password.ts";
import { disableUser, enableUser } from "../users/set-enabled.ts";
import { type SetPasswordInput, setPassword } from "../users/set-password.ts";
import { signOutEverywhere } from "../users/sign-out-everywhere.ts";
import {
  type DeleteAttributesInput,
  deleteAttributes,
  type UpdateAttributesInput,
  updateAttributes,
} from "../users/update-attributes.ts";
import { getUser, type UserProfile } from "../users/user-profile.ts";
import { usernameSchema } from "../users/username.ts";

/** What an administrator does with a pool's users. */
export class PoolUsers {
  readonly #services: PoolServices;
  readonly #poolId: string;

  /** @internal */
  constructor(services: PoolServices, poolId: string) {
    this.#services = services;
    this.#poolId = poolId;
  }

  /**
   * Cognito's `AdminCreateUser`: makes a user with a temporary password, to be replaced at the first sign-in, and sends an
   * invitation by e-mail.
   *
   * @throws `InvalidParameterException`, `InvalidPasswordException`, `UsernameExistsException`: nothing was stored.
   *   `CodeDeliveryFailureException`: the user is stored.
   */
  async create(input: CreateUserInput): Promise<UserProfile> {
    return this.#operate("AdminCreateUser", (context) => createUser(context, input));
  }

  /**
   * Cognito's `AdminSetUserPassword`, which ends all sessions here: a temporary password, to be replaced at the next sign-in,
   * or with `permanent: true` the user's own.
   *
   * @throws `InvalidParameterException`, `InvalidPasswordException`, `UserNotFoundException`
   */
  async setPassword(input: SetPasswordInput): Promise<void> {
    return this.#operate("AdminSetUserPassword", (context) => setPassword(context, input));
  }

  /**
   * Cognito's `AdminResetUserPassword`: the user must choose another password, by a code that is sent to a verified address; all
   * sessions end.
   *
   * @throws `UserNotFoundException`, `NotAuthorizedException` (not in this status), `InvalidParameterException` (no verified
   *   address): nothing was changed. `CodeDeliveryFailureException`: the password is reset; reset it again.
   */
  resetPassword(username: string, options: PassedOn = {}): Promise<CodeDeliveryDetails> {
    return this.#named("AdminResetUserPassword", (context, name) => resetPassword(context, name, options), username);
  }

  /**
   * Cognito's `AdminUpdateUserAttributes`: an empty value takes an attribute away; an address may be given as verified.
   *
   * @throws `UserNotFoundException`, `InvalidParameterException`, `AliasExistsException`: nothing was changed.
   *   `CodeDeliveryFailureException`: the attributes are changed.
   */
  async updateAttributes(input: UpdateAttributesInput): Promise<void> {
    return this.#operate("AdminUpdateUserAttributes", (context) => updateAttributes(context, input));
  }

  /** Cognito's `AdminDeleteUserAttributes`. @throws `UserNotFoundException`, `InvalidParameterException` */
  async deleteAttributes(input: DeleteAttributesInput): Promise<void> {
    return this.#operate("AdminDeleteUserAttributes", (context) => deleteAttributes(context, input));
  }

  /**
   * Cognito's `AdminLinkProviderForUser`: who comes from that provider is this user.
   *
   * @throws `UserNotFoundException`; `LimitExceededException`: five are linked; `AliasExistsException`: linked to somebody else.
   */
  async linkProvider(input: LinkProviderInput): Promise<void> {
    return this.#operate("AdminLinkProviderForUser", (context) => linkProvider(context, input));
  }

  /**
   * Cognito's `AdminDisableProviderForUser`. The provider `Cognito` is the user's own password: it is taken away, and all sessions end.
   *
   * @throws `UserNotFoundException`: nobody is linked to that identity, or has that user name.
   */
  async disableProvider(input: ProviderUser): Promise<void> {
    return this.#operate("AdminDisableProviderForUser", (context) => disableProvider(context, input));
  }

  /** Cognito's `AdminGetUser`. @throws `UserNotFoundException` */
  get(username: string): Promise<UserProfile> {
    return this.#named("AdminGetUser", getUser, username);
  }

  /**
   * Cognito's `ListUsers`: one page of the users, all or those of a filter, which is by one attribute. What was stored before is seen.
   *
   * @throws `InvalidParameterException`
   */
  async list(input: ListUsersInput = {}): Promise<UserPage> {
    return this.#operate("ListUsers", (context) => listUsers(context, input));
  }

  /**
   * Cognito's `AdminListUserAuthEvents`: one page of what happened to a user, the newest first.
   *
   * @throws `UserNotFoundException`, `InvalidParameterException`
   */
  async listAuthEvents(input: ListAuthEventsInput): Promise<AuthEventPage> {
    return this.#operate("AdminListUserAuthEvents", (context) => listAuthEvents(context, input));
  }

  /**
   * Cognito's `AdminConfirmSignUp`: confirms without a code, verifies nothing.
   *
   * @throws `UserNotFoundException`, `NotAuthorizedException`
   */
  confirm(username: string, options: PassedOn = {}): Promise<void> {
    return this.#named("AdminConfirmSignUp", (context, name) => confirmUser(context, name, options), username);
  }

  /** Cognito's `AdminDisableUser`: ends all sessions for good; twice is once. @throws `UserNotFoundException` */
  disable(username: string): Promise<void> {
    return this.#named("AdminDisableUser", disableUser, username);
  }

  /** Cognito's `AdminEnableUser`: what was ended stays ended. @throws `UserNotFoundException` */
  enable(username: string): Promise<void> {
    return this.#named("AdminEnableUser", enableUser, username);
  }

  /** Cognito's `AdminUserGlobalSignOut`: ends all sessions and open challenges for good. @throws `UserNotFoundException` */
  signOutEverywhere(username: string): Promise<void> {
    return this.#named("AdminUserGlobalSignOut", signOutEverywhere, username);
  }

  /**
   * Cognito's `AdminDeleteUser`: the user and all sessions are gone at once; what is left behind is deleted by `maintain`.
   *
   * @throws `UserNotFoundException`
   */
  delete(username: string): Promise<void> {
    return this.#named("AdminDeleteUser", deleteUser, username);
  }

  /**
   * Every user, one after the other, as plain JSON with the hash of the password: to move to another pool, another storage or
   * another product. Sessions stay behind. Keep it as safe as a password file, or give a public key to seal the hashes to.
   *
   * @throws `InvalidParameterException`: the key is none.
   */
  async *export(options: ExportUsersOptions = {}): AsyncGenerator<ExportedUser, void, undefined> {
    yield* exportUsers(await poolContext(this.#services, this.#poolId), options);
  }

  /**
   * Cognito's `AdminInitiateAuth`: begins a sign-in for a user, by a flow that only a server of yours may use, or goes on with one.
   *
   * @throws as `client.initiateAuth`; `ResourceNotFoundException`: no such client.
   */
  async initiateAuth(input: AdminInitiateAuthInput): Promise<SignInResult | Refreshed> {
    const { clientId } = asData([], () => ({ clientId: parse(z.string().min(1).max(128), input?.clientId, "clientId") }));
    return operateAs(this.#services, { poolId: this.#poolId, clientId }, "AdminInitiateAuth", (context, client) =>
      adminInitiateAuth(context, client, input),
    );
  }

  /**
   * Cognito's `AdminRespondToAuthChallenge`: answers what a sign-in asked.
   *
   * @throws as `client.respond`; `ResourceNotFoundException`: no such client.
   */
  async respond<C extends Challenge>(
    clientId: string,
    challenge: Pick<C, keyof ChallengeReference>,
    answer: AnswerTo<C>,
  ): Promise<SignInResult> {
    const checked = parse(z.string().min(1).max(128), clientId, "clientId");
    return operateAs(
      this.#services,
      { poolId: this.#poolId, clientId: checked },
      "AdminRespondToAuthChallenge",
      (context, client) => respond(context, client, challenge, answer),
    );
  }

  /**
   * Makes users as they were exported; each keeps sub and password. Who cannot be taken is told of, and holds nobody up; who is there
   * already, just as written, stays.
   *
   * @param options Sealed passwords need the private key.
   * @throws `InvalidParameterException`: not a list, or no key. `StorageUnavailableException`; `MissingPeerException`: a hash is by bcrypt, and
   *   `@node-rs/bcrypt` is not installed. Begin again; what was imported stays.
   */
  async import(
    records: Iterable<ExportedUser> | AsyncIterable<ExportedUser>,
    options: ImportUsersOptions = {},
  ): Promise<ImportResult> {
    return importUsers(await poolContext(this.#services, this.#poolId), records, options);
  }

  #operate<R>(operation: string, useCase: (context: PoolContext) => Promise<R>): Promise<R> {
    return operate(this.#services, this.#poolId, operation, useCase);
  }

  async #named<R>(
    operation: string,
    useCase: (context: PoolContext, username: string) => Promise<R>,
    username: string,
  ): Promise<R> {
    const checked = parse(usernameSchema, username, "username");
    return this.#operate(operation, (context) => useCase(context, checked));
  }
}

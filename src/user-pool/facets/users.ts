import { parse } from "../../codecs/schema.ts";
import type { CodeDeliveryDetails } from "../../delivery/delivery.ts";
import type { PoolContext } from "../context.ts";
import { exportUsers } from "../portability/export-users.ts";
import type { ExportedUser } from "../portability/exported-user.ts";
import { type ImportResult, importUsers } from "../portability/import-users.ts";
import { type PoolServices, poolContext } from "../services.ts";
import { confirmUser } from "../users/confirm-user.ts";
import { type CreateUserInput, createUser } from "../users/create-user.ts";
import { deleteUser } from "../users/delete-user.ts";
import { disableProvider, type LinkProviderInput, linkProvider, type ProviderUser } from "../users/link-provider.ts";
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
    return createUser(await poolContext(this.#services, this.#poolId), input);
  }

  /**
   * Cognito's `AdminSetUserPassword`, which ends all sessions here: a temporary password, to be replaced at the next sign-in,
   * or with `permanent: true` the user's own.
   *
   * @throws `InvalidParameterException`, `InvalidPasswordException`, `UserNotFoundException`
   */
  async setPassword(input: SetPasswordInput): Promise<void> {
    return setPassword(await poolContext(this.#services, this.#poolId), input);
  }

  /**
   * Cognito's `AdminResetUserPassword`: the user must choose another password, by a code that is sent to a verified address; all
   * sessions end.
   *
   * @throws `UserNotFoundException`, `NotAuthorizedException` (not in this status), `InvalidParameterException` (no verified
   *   address): nothing was changed. `CodeDeliveryFailureException`: the password is reset; reset it again.
   */
  resetPassword(username: string): Promise<CodeDeliveryDetails> {
    return this.#run(resetPassword, username);
  }

  /**
   * Cognito's `AdminUpdateUserAttributes`: an empty value takes an attribute away; an address may be given as verified.
   *
   * @throws `UserNotFoundException`, `InvalidParameterException`, `AliasExistsException`: nothing was changed.
   *   `CodeDeliveryFailureException`: the attributes are changed.
   */
  async updateAttributes(input: UpdateAttributesInput): Promise<void> {
    return updateAttributes(await poolContext(this.#services, this.#poolId), input);
  }

  /** Cognito's `AdminDeleteUserAttributes`. @throws `UserNotFoundException`, `InvalidParameterException` */
  async deleteAttributes(input: DeleteAttributesInput): Promise<void> {
    return deleteAttributes(await poolContext(this.#services, this.#poolId), input);
  }

  /**
   * Cognito's `AdminLinkProviderForUser`: who comes from that provider is this user.
   *
   * @throws `UserNotFoundException`; `LimitExceededException`: five are linked; `AliasExistsException`: linked to somebody else.
   */
  async linkProvider(input: LinkProviderInput): Promise<void> {
    return linkProvider(await poolContext(this.#services, this.#poolId), input);
  }

  /** Cognito's `AdminDisableProviderForUser`. @throws `UserNotFoundException`: nobody is linked to that identity. */
  async disableProvider(input: ProviderUser): Promise<void> {
    return disableProvider(await poolContext(this.#services, this.#poolId), input);
  }

  /** Cognito's `AdminGetUser`. @throws `UserNotFoundException` */
  get(username: string): Promise<UserProfile> {
    return this.#run(getUser, username);
  }

  /**
   * Cognito's `ListUsers`: one page of the users, all or those of a filter, which is by one attribute. What was stored before is seen.
   *
   * @throws `InvalidParameterException`
   */
  async list(input: ListUsersInput = {}): Promise<UserPage> {
    return listUsers(await poolContext(this.#services, this.#poolId), input);
  }

  /** Cognito's `AdminConfirmSignUp`: confirms without a code, verifies nothing. @throws `UserNotFoundException`, `NotAuthorizedException` */
  confirm(username: string): Promise<void> {
    return this.#run(confirmUser, username);
  }

  /** Cognito's `AdminDisableUser`: ends all sessions for good; twice is once. @throws `UserNotFoundException` */
  disable(username: string): Promise<void> {
    return this.#run(disableUser, username);
  }

  /** Cognito's `AdminEnableUser`: what was ended stays ended. @throws `UserNotFoundException` */
  enable(username: string): Promise<void> {
    return this.#run(enableUser, username);
  }

  /** Cognito's `AdminUserGlobalSignOut`: ends all sessions and open challenges for good. @throws `UserNotFoundException` */
  signOutEverywhere(username: string): Promise<void> {
    return this.#run(signOutEverywhere, username);
  }

  /**
   * Cognito's `AdminDeleteUser`: the user and all sessions are gone at once; what is left behind is deleted by `maintain`.
   *
   * @throws `UserNotFoundException`
   */
  delete(username: string): Promise<void> {
    return this.#run(deleteUser, username);
  }

  /**
   * Every user, one after the other, as plain JSON with the hash of the password: to move to another pool, another storage or
   * another product. Sessions stay behind. Keep it as safe as a password file.
   */
  async *export(): AsyncGenerator<ExportedUser, void, undefined> {
    yield* exportUsers(await poolContext(this.#services, this.#poolId));
  }

  /**
   * Makes users as they were exported; each keeps sub and password. Who cannot be taken is told of, and holds nobody up; who is there
   * already, just as written, stays.
   *
   * @throws `InvalidParameterException`: not a list. `StorageUnavailableException`: begin again; what was imported stays.
   */
  async import(records: Iterable<ExportedUser> | AsyncIterable<ExportedUser>): Promise<ImportResult> {
    return importUsers(await poolContext(this.#services, this.#poolId), records);
  }

  async #run<R>(useCase: (context: PoolContext, username: string) => Promise<R>, username: string): Promise<R> {
    const checked = parse(usernameSchema, username, "username");
    return useCase(await poolContext(this.#services, this.#poolId), checked);
  }
}

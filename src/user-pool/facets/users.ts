import { parse } from "../../codecs/schema.ts";
import type { PoolContext } from "../context.ts";
import { type PoolServices, poolContext } from "../services.ts";
import { confirmUser } from "../users/confirm-user.ts";
import { type CreateUserInput, createUser } from "../users/create-user.ts";
import { deleteUser } from "../users/delete-user.ts";
import { disableUser, enableUser } from "../users/set-enabled.ts";
import { type SetPasswordInput, setPassword } from "../users/set-password.ts";
import { signOutEverywhere } from "../users/sign-out-everywhere.ts";
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

  /** Cognito's `AdminGetUser`. @throws `UserNotFoundException` */
  get(username: string): Promise<UserProfile> {
    return this.#run(getUser, username);
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

  async #run<R>(useCase: (context: PoolContext, username: string) => Promise<R>, username: string): Promise<R> {
    const checked = parse(usernameSchema, username, "username");
    return useCase(await poolContext(this.#services, this.#poolId), checked);
  }
}

import { parse } from "../../codecs/schema.ts";
import type { PoolContext } from "../context.ts";
import { type PoolServices, poolContext } from "../services.ts";
import { confirmUser } from "../users/confirm-user.ts";
import { disableUser, enableUser } from "../users/set-enabled.ts";
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

  async #run<R>(useCase: (context: PoolContext, username: string) => Promise<R>, username: string): Promise<R> {
    const checked = parse(usernameSchema, username, "username");
    return useCase(await poolContext(this.#services, this.#poolId), checked);
  }
}

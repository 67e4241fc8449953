import type { CodeDeliveryDetails } from "../delivery/delivery.ts";
import type { PassedOn } from "../triggers/client-metadata.ts";
import type { PoolContext } from "./context.ts";
import { operateAs, type PoolServices } from "./services.ts";
import { sessionOfToken } from "./sessions/session-of-token.ts";
import type { ContactAttribute } from "./settings/sign-in-names.ts";
import type { Actor } from "./users/actor.ts";
import type { Attributes } from "./users/attributes.ts";
import { type ChangePasswordInput, changePassword } from "./users/change-password.ts";
import { deleteSelf } from "./users/delete-user.ts";
import { type OwnProfile, ownProfile } from "./users/own-profile.ts";
import { signOutSelf } from "./users/sign-out-everywhere.ts";
import { deleteOwnAttributes, updateOwnAttributes } from "./users/update-own-attributes.ts";
import { sendAttributeCode, type VerifyAttributeInput, verifyAttribute } from "./users/verify-attribute.ts";

/** Which client and token somebody acts by. */
interface Bearer {
  readonly services: PoolServices;
  readonly poolId: string;
  readonly clientId: string;
  readonly accessToken: string;
}

type UseCase<I, R> = (context: PoolContext, actor: Actor, input: I) => Promise<R>;

/**
 * A user who acts for themselves, by an access token: what any of the calls may do ends with the session. Each of them throws
 * `NotAuthorizedException` when the token has expired, or the session was ended meanwhile.
 */
export class SignedInUser {
  readonly attributes: OwnAttributes;
  readonly #bearer: Bearer;

  /** @internal Ask a client for the user of a token. */
  constructor(bearer: Bearer) {
    this.#bearer = bearer;
    this.attributes = new OwnAttributes(bearer);
  }

  /** Cognito's `GetUser`: name and readable attributes. */
  get(): Promise<OwnProfile> {
    return run(this.#bearer, "GetUser", ownProfile, undefined);
  }

  /**
   * Cognito's `ChangePassword`. It ends all other sessions, which Cognito does not.
   *
   * @throws `NotAuthorizedException`: the previous password is wrong; after five in an hour `LimitExceededException`.
   *   `InvalidPasswordException`, `PasswordHistoryPolicyViolationException`.
   */
  changePassword(input: ChangePasswordInput): Promise<void> {
    return run(this.#bearer, "ChangePassword", changePassword, input);
  }

  /** Cognito's `GlobalSignOut`: ends all sessions of the user, this one too, and open challenges, for good. */
  signOutEverywhere(): Promise<void> {
    return run(this.#bearer, "GlobalSignOut", signOutSelf, undefined);
  }

  /** Cognito's `DeleteUser`: the user and all sessions are gone at once; what is left behind is deleted by `maintain`. */
  delete(): Promise<void> {
    return run(this.#bearer, "DeleteUser", deleteSelf, undefined);
  }
}

/** The attributes of a user who acts for themselves, as far as the client may write them. */
export class OwnAttributes {
  readonly #bearer: Bearer;

  /** @internal */
  constructor(bearer: Bearer) {
    this.#bearer = bearer;
  }

  /**
   * Cognito's `UpdateUserAttributes`: an empty value takes an attribute away. A new address that the pool verifies gets a code;
   * where it must be proved first, the address of before stays until then.
   *
   * @returns Where codes went.
   * @throws `InvalidParameterException`, `NotAuthorizedException`, `AliasExistsException`, `LimitExceededException`: nothing was
   *   changed. `CodeDeliveryFailureException`: the attributes are changed.
   */
  update(attributes: Attributes, options?: PassedOn): Promise<readonly CodeDeliveryDetails[]> {
    return run(this.#bearer, "UpdateUserAttributes", updateOwnAttributes, { attributes, options });
  }

  /** Cognito's `DeleteUserAttributes`. @throws `InvalidParameterException`: required, fixed, or not in the schema. */
  delete(attributeNames: readonly string[]): Promise<void> {
    return run(this.#bearer, "DeleteUserAttributes", deleteOwnAttributes, attributeNames);
  }

  /**
   * Cognito's `GetUserAttributeVerificationCode`: sends a code to the address that waits to be proved, or to the one there is.
   *
   * @throws `LimitExceededException` after five in an hour; `InvalidParameterException`: there is no such address.
   */
  sendVerificationCode(attributeName: ContactAttribute, options?: PassedOn): Promise<CodeDeliveryDetails> {
    return run(this.#bearer, "GetUserAttributeVerificationCode", sendAttributeCode, { attributeName, options });
  }

  /**
   * Cognito's `VerifyUserAttribute`: proves an address by the code that was sent there.
   *
   * @throws `CodeMismatchException`; after 15 in an hour `LimitExceededException`. `ExpiredCodeException`, `AliasExistsException`.
   */
  verify(input: VerifyAttributeInput): Promise<void> {
    return run(this.#bearer, "VerifyUserAttribute", verifyAttribute, input);
  }
}

function run<I, R>(
  { services, poolId, clientId, accessToken }: Bearer,
  operation: string,
  useCase: UseCase<I, R>,
  input: I,
): Promise<R> {
  return operateAs(services, { poolId, clientId }, operation, async (context, client) =>
    useCase(context, await sessionOfToken(context, client, accessToken), input),
  );
}

import { type IdentityPoolServices, operate } from "../context.ts";
import {
  deleteIdentity,
  describeIdentity,
  type IdentityDescription,
  type IdentityPage,
  type ListIdentitiesInput,
  listIdentities,
  type UnlinkInput,
  unlinkIdentity,
} from "../manage-identities.ts";

/** The identities of a pool. */
export class PoolIdentities {
  readonly #services: IdentityPoolServices;
  readonly #poolId: string;

  /** @internal */
  constructor(services: IdentityPoolServices, poolId: string) {
    this.#services = services;
    this.#poolId = poolId;
  }

  /** What is known of an identity (Cognito's `DescribeIdentity`). @throws `InvalidParameterException`, `ResourceNotFoundException` */
  describe(identityId: string): Promise<IdentityDescription> {
    return operate(this.#services, this.#poolId, "DescribeIdentity", (context) => describeIdentity(context, identityId));
  }

  /** One page of the identities, in the order of their ids (Cognito's `ListIdentities`). @throws `InvalidParameterException` */
  list(input: ListIdentitiesInput = {}): Promise<IdentityPage> {
    return operate(this.#services, this.#poolId, "ListIdentities", (context) => listIdentities(context, input));
  }

  /**
   * Deletes an identity (one of Cognito's `DeleteIdentities`). Its id is never used again: who comes with one of its logins is somebody new.
   * Credentials that were given before stay good until they expire.
   *
   * @throws `InvalidParameterException`, `ResourceNotFoundException`
   */
  delete(identityId: string): Promise<void> {
    return operate(this.#services, this.#poolId, "DeleteIdentities", (context) => deleteIdentity(context, identityId));
  }

  /**
   * Takes logins away, for whoever has one of them (Cognito's `UnlinkIdentity`). Who comes with one of those later is somebody new;
   * an identity without logins cannot be reached any more.
   *
   * @throws `InvalidParameterException`, `NotAuthorizedException`, `ResourceNotFoundException`; `ResourceConflictException`: two users of one
   *   provider; `ExternalServiceException`
   */
  unlink(input: UnlinkInput): Promise<void> {
    return operate(this.#services, this.#poolId, "UnlinkIdentity", (context) => unlinkIdentity(context, input));
  }
}

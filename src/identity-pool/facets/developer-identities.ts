import { type IdentityPoolServices, operate } from "../context.ts";
import {
  type DeveloperIdentity,
  type LookupInput,
  lookupDeveloperIdentity,
  type MergeInput,
  mergeDeveloperIdentities,
  type UnlinkDeveloperInput,
  unlinkDeveloperIdentity,
} from "../developer-identities.ts";
import { type GetDeveloperTokenInput, getDeveloperToken } from "../developer-token.ts";
import type { OpenIdTokenForIdentity } from "../get-open-id-token.ts";

/**
 * Users whom a backend of your own signs in, and knows by an id of its own: for backends, which have signed them in before. The pool must have
 * a `developerProviderName`.
 */
export class DeveloperIdentities {
  readonly #services: IdentityPoolServices;
  readonly #poolId: string;

  /** @internal */
  constructor(services: IdentityPoolServices, poolId: string) {
    this.#services = services;
    this.#poolId = poolId;
  }

  /**
   * A token for one of your users, who becomes an identity where they are none yet (Cognito's `GetOpenIdTokenForDeveloperIdentity`). With it
   * the user's client asks for credentials: `getCredentialsForIdentity({ identityId, logins: { "cognito-identity.amazonaws.com": token } })`.
   * With an `identityId` of a guest, the guest becomes the user; of anybody else, one of the logins must be theirs already.
   *
   * @throws `InvalidParameterException`, also where the pool has no such developer provider; `NotAuthorizedException`: a token is not good, or
   *   the identity is not theirs; `DeveloperUserAlreadyRegisteredException`: the user is another identity than this `identityId`;
   *   `ResourceConflictException`: two users of one public provider; `ResourceNotFoundException`
   */
  getOpenIdToken(input: GetDeveloperTokenInput): Promise<OpenIdTokenForIdentity> {
    return operate(this.#services, this.#poolId, "GetOpenIdTokenForDeveloperIdentity", (context) =>
      getDeveloperToken(context, input),
    );
  }

  /**
   * The identity of a user of yours, and all ids you know it by (Cognito's `LookupDeveloperIdentity`).
   *
   * @throws `InvalidParameterException`, `ResourceNotFoundException`; `ResourceConflictException`: the two do not belong together.
   */
  lookup(input: LookupInput): Promise<DeveloperIdentity> {
    return operate(this.#services, this.#poolId, "LookupDeveloperIdentity", (context) => lookupDeveloperIdentity(context, input));
  }

  /**
   * Makes two users of yours one (Cognito's `MergeDeveloperIdentities`): what the one logs in by goes to the other, and the identity that is
   * left is disabled. Who asks by its id, with a login of the other, is answered with the other's.
   *
   * @throws `InvalidParameterException`; `ResourceNotFoundException`: one of them is not known; `ResourceConflictException`: both have users of
   *   one public provider, or more than 20 logins together.
   */
  merge(input: MergeInput): Promise<{ readonly identityId: string }> {
    return operate(this.#services, this.#poolId, "MergeDeveloperIdentities", (context) =>
      mergeDeveloperIdentities(context, input),
    );
  }

  /**
   * Takes an id of yours away from an identity (Cognito's `UnlinkDeveloperIdentity`): who comes by it later is somebody new. Tokens that were
   * given for it before give no credentials any more.
   *
   * @throws `InvalidParameterException`, `ResourceNotFoundException`; `ResourceConflictException`: the user is another identity.
   */
  unlink(input: UnlinkDeveloperInput): Promise<void> {
    return operate(this.#services, this.#poolId, "UnlinkDeveloperIdentity", (context) => unlinkDeveloperIdentity(context, input));
  }
}

import type { PoolSigningKeys } from "../keys/pool-signing-keys.ts";
import type { Jwks } from "../tokens/jwk.ts";
import { type IdentityPoolServices, operate } from "./context.ts";
import { deleteIdentityPool } from "./delete-identity-pool.ts";
import { discovery, type IdentityPoolDiscovery } from "./discovery.ts";
import { DeveloperIdentities } from "./facets/developer-identities.ts";
import { PoolIdentities } from "./facets/identities.ts";
import { identityPoolKeys } from "./facets/keys.ts";
import { IdentityPoolSettingsFacet } from "./facets/settings.ts";
import {
  type CredentialsForIdentity,
  type ExplainRoleInput,
  explainRoleOf,
  type GetCredentialsInput,
  getCredentialsForIdentity,
} from "./get-credentials-for-identity.ts";
import { type GetIdInput, getId } from "./get-id.ts";
import { type GetOpenIdTokenInput, getOpenIdToken, type OpenIdTokenForIdentity } from "./get-open-id-token.ts";
import { type ReadCredentialsInput, readOwnCredentials } from "./read-credentials.ts";
import type { ReadSession } from "./session-token.ts";

/** Who comes from where, as one identity; and the role and credentials each of them gets. */
export class IdentityPool {
  /** `REGION:UUID`. */
  readonly identityPoolId: string;
  readonly identities: PoolIdentities;
  readonly developerIdentities: DeveloperIdentities;
  readonly settings: IdentityPoolSettingsFacet;
  /** Those of its OpenID tokens: none until the first is wanted. */
  readonly keys: PoolSigningKeys;
  readonly #services: IdentityPoolServices;

  /** @internal Ask a `Rockpool` for its identity pools. */
  constructor(services: IdentityPoolServices, identityPoolId: string) {
    this.identityPoolId = identityPoolId;
    this.identities = new PoolIdentities(services, identityPoolId);
    this.developerIdentities = new DeveloperIdentities(services, identityPoolId);
    this.keys = identityPoolKeys(services, identityPoolId);
    this.settings = new IdentityPoolSettingsFacet(services, identityPoolId);
    this.#services = services;
  }

  /**
   * The identity of these logins (Cognito's `GetId`): made for logins that nobody has come with; where they are of several identities, those
   * become one. Without a login, a new guest each time: the client is to keep its id.
   *
   * @throws `InvalidParameterException`; `NotAuthorizedException`: a token is not good, or there are no guests;
   *   `ResourceConflictException`: two users of one provider; `ExternalServiceException`: an issuer could not be asked for its keys.
   */
  getId(input: GetIdInput = {}): Promise<{ readonly identityId: string }> {
    return operate(this.#services, this.identityPoolId, "GetId", (context) => getId(context, input));
  }

  /**
   * Credentials for an hour, of the role that the pool has for whoever logs in so, or for a guest (Cognito's `GetCredentialsForIdentity`,
   * the enhanced flow). Logins that are not of the identity yet are linked to it; where they are of another, the two become one. A guest
   * that logs in keeps its id, unless the login has one already.
   *
   * @throws `InvalidParameterException`; `NotAuthorizedException`: a token is not good, the identity is not theirs, or there is no role for
   *   them; `InvalidIdentityPoolConfigurationException`: the pool lacks the role; `ResourceNotFoundException`;
   *   `ResourceConflictException`: two users of one provider; `ExternalServiceException`: an issuer could not be asked for its keys.
   */
  getCredentialsForIdentity(input: GetCredentialsInput): Promise<CredentialsForIdentity> {
    return operate(this.#services, this.identityPoolId, "GetCredentialsForIdentity", (context) =>
      getCredentialsForIdentity(context, input),
    );
  }

  /**
   * A token of the identity for ten minutes, by which whoever trusts the pool gives credentials, as STS does (Cognito's `GetOpenIdToken`, the
   * classic flow): the one who asks chooses the role among those that trust the pool. Identities are found, linked and merged as by
   * {@link IdentityPool.getCredentialsForIdentity}.
   *
   * @throws `InvalidParameterException`, also where the pool does not `allowClassicFlow`; `NotAuthorizedException`,
   *   `ResourceNotFoundException`, `ResourceConflictException`, `ExternalServiceException`; `SignerUnavailableException`, or what a `keySource` of your own comes to.
   */
  getOpenIdToken(input: GetOpenIdTokenInput): Promise<OpenIdTokenForIdentity> {
    return operate(this.#services, this.identityPoolId, "GetOpenIdToken", (context) => getOpenIdToken(context, input));
  }

  /** The `iss` of the pool's OpenID tokens. @throws `ResourceNotFoundException` */
  issuer(): Promise<string> {
    return operate(this.#services, this.identityPoolId, "GetIssuer", async ({ issuer }) => issuer);
  }

  /**
   * The public keys of the pool's OpenID tokens (RFC 7517 section 5), to be served at `issuer()` + `/.well-known/jwks.json`. Where there are no
   * keys yet, they are made.
   *
   * @throws `ResourceNotFoundException`; `SignerUnavailableException`, or what a `keySource` of your own comes to.
   */
  jwks(): Promise<Jwks> {
    return operate(this.#services, this.identityPoolId, "GetJwks", async ({ keyset }) => (await keyset()).jwks());
  }

  /**
   * What `issuer()` + `/.well-known/openid-configuration` is to serve (OpenID Connect Discovery 1.0 section 3).
   *
   * @throws `ResourceNotFoundException`; `SignerUnavailableException`, or what a `keySource` of your own comes to.
   */
  discovery(): Promise<IdentityPoolDiscovery> {
    return operate(this.#services, this.identityPoolId, "GetDiscovery", discovery);
  }

  /**
   * Why these logins, or a guest, get the role that they get, rule by rule: sentences for an administrator, which quote claims. Changes
   * nothing.
   *
   * @throws `InvalidParameterException`; `NotAuthorizedException`: a token is not good; `ResourceConflictException`: two users of one provider;
   *   `ExternalServiceException`
   */
  explainRole(input: ExplainRoleInput = {}): Promise<readonly string[]> {
    return operate(this.#services, this.identityPoolId, "ExplainRole", (context) => explainRoleOf(context, input));
  }

  /**
   * Opens the session token of credentials that this pool gave: whose they are, their role and tags, and what their requests are signed
   * with. That its bearer may act is proved by a signature of that secret only.
   *
   * @throws `UnrecognizedClientException`: changed, or of another pool or key id. `ExpiredTokenException`
   */
  readCredentials(input: ReadCredentialsInput): Promise<ReadSession> {
    return operate(this.#services, this.identityPoolId, "ReadCredentials", (context) => readOwnCredentials(context, input));
  }

  /**
   * Cognito's `DeleteIdentityPool`: the pool is gone at once; its identities are deleted by `maintain`. Credentials that it gave before can be
   * read by nobody any more; those of another `credentialIssuer` stay good until they expire.
   *
   * @throws `ResourceNotFoundException`
   */
  delete(): Promise<void> {
    return operate(this.#services, this.identityPoolId, "DeleteIdentityPool", ({ store, poolId }) =>
      deleteIdentityPool(store, poolId),
    );
  }
}

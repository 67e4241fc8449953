import { invalidParameter } from "../codecs/schema.ts";
import type { PoolSigningKeys } from "../keys/pool-signing-keys.ts";
import type { AccessTokenClaims, IdTokenClaims } from "../tokens/claims.ts";
import type { Jwks } from "../tokens/jwk.ts";
import type { Keyset } from "../tokens/keyset.ts";
import type { ClaimsOf, TokenUse } from "../tokens/verify.ts";
import { PoolClients } from "./facets/clients.ts";
import { PoolGroups } from "./facets/groups.ts";
import { userPoolKeys } from "./facets/keys.ts";
import { PoolResourceServers } from "./facets/resource-servers.ts";
import { PoolSettings } from "./facets/settings.ts";
import { PoolUsers } from "./facets/users.ts";
import { type DiscoveryDocument, discovery, type OAuthEndpoints } from "./oauth/discovery.ts";
import { type PoolServices, poolContext } from "./services.ts";
import { isRevoked } from "./sessions/is-revoked.ts";
import { deleteUserPool } from "./settings/delete-user-pool.ts";

/** What a token must be. To skip a check is to write `null`: a member that is left out does not compile. */
export interface VerifyOptions<U extends TokenUse | null> {
  readonly tokenUse: U;
  /** The client, or one of the clients, that the token was issued to. */
  readonly clientId: string | readonly string[] | null;
}

/** A directory of users, its applications, and the tokens it signs: what an administrator holds. */
export class UserPool {
  readonly userPoolId: string;
  readonly users: PoolUsers;
  readonly clients: PoolClients;
  readonly groups: PoolGroups;
  readonly resourceServers: PoolResourceServers;
  readonly settings: PoolSettings;
  readonly keys: PoolSigningKeys;
  readonly #services: PoolServices;

  /** @internal Ask a `Rockpool` for its pools. */
  constructor(services: PoolServices, userPoolId: string) {
    this.userPoolId = userPoolId;
    this.users = new PoolUsers(services, userPoolId);
    this.clients = new PoolClients(services, userPoolId);
    this.groups = new PoolGroups(services, userPoolId);
    this.resourceServers = new PoolResourceServers(services, userPoolId);
    this.settings = new PoolSettings(services, userPoolId);
    this.keys = userPoolKeys(services, userPoolId);
    this.#services = services;
  }

  /**
   * The public keys of the pool's tokens, as `<issuer>/.well-known/jwks.json` serves them (RFC 7517 section 5): also of keys that do
   * not sign yet, or no longer. To be kept for {@link JWKS_MAX_AGE_MS} at most: a new key signs when it has been here for longer.
   */
  async jwks(): Promise<Jwks> {
    return (await this.#keyset()).jwks();
  }

  /** What tokens of this pool say as `iss`: its setting `issuer`, or the `baseUrl` of `Rockpool.open` and the pool's id. */
  async issuer(): Promise<string> {
    return (await poolContext(this.#services, this.userPoolId)).issuer;
  }

  /**
   * What `<issuer>/.well-known/openid-configuration` serves (OpenID Connect Discovery 1.0 section 3): issuer, keys and what the pool can
   * do, and of endpoints those that you serve.
   *
   * @param endpoints Where yours are; none are there by themselves.
   * @throws `InvalidParameterException`
   */
  async discovery(endpoints: OAuthEndpoints = {}): Promise<DiscoveryDocument> {
    return discovery(await poolContext(this.#services, this.userPoolId), endpoints);
  }

  /**
   * Verifies a token of this pool by its signature and claims, without asking whether it was revoked.
   *
   * @returns The claims, typed by `tokenUse`.
   * @throws `NotAuthorizedException`: expired, from elsewhere, of another use or client, or not a token at all.
   */
  async verify<U extends TokenUse | null>(token: string, options: VerifyOptions<U>): Promise<ClaimsOf<U>> {
    const { tokenUse, clientId } = checkVerifyOptions(options);
    return (await poolContext(this.#services, this.userPoolId)).verifyToken(token, { tokenUse, clientId });
  }

  /**
   * Whether the session of a token was ended before its time: revoked, signed out, the user disabled or deleted, another password
   * set. {@link UserPool.verify} does not ask; an API that must know at once does, by one read of the storage.
   *
   * @param claims Those that `verify` gave.
   * @throws `InvalidParameterException`, `StorageUnavailableException`
   */
  async isRevoked(claims: AccessTokenClaims | IdTokenClaims): Promise<boolean> {
    return isRevoked(await poolContext(this.#services, this.userPoolId), claims);
  }

  /**
   * Cognito's `DeleteUserPool`: the pool is gone at once, with its users and every token; what is left behind is deleted by
   * `maintain`.
   *
   * @throws `InvalidParameterException`: `deletionProtection` is ACTIVE. `ResourceNotFoundException`
   */
  async delete(): Promise<void> {
    try {
      await deleteUserPool(this.#services.store, this.userPoolId);
    } finally {
      // Also when the answer was lost: then it may have been done.
      this.#services.settings.forget(this.userPoolId);
      this.#services.groups.forget(this.userPoolId);
    }
  }

  async #keyset(): Promise<Keyset> {
    return (await poolContext(this.#services, this.userPoolId)).keyset();
  }
}

/** Callers without types must spell out what they skip, too. This is every request's path: no schema, no copies. */
function checkVerifyOptions<U extends TokenUse | null>(options: VerifyOptions<U>): VerifyOptions<U> {
  const { tokenUse, clientId }: { tokenUse: unknown; clientId: unknown } = options ?? {};
  if (tokenUse !== "access" && tokenUse !== "id" && tokenUse !== null) {
    throw invalidParameter(["tokenUse"], "Member must be 'access', 'id' or null");
  }
  const isList = Array.isArray(clientId) && clientId.every((one) => typeof one === "string");
  if (typeof clientId !== "string" && clientId !== null && !isList) {
    throw invalidParameter(["clientId"], "Member must be a client id, a list of them, or null");
  }
  return options;
}

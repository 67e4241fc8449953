import { RockpoolError } from "../errors.ts";
import { poolKeys } from "../seal/pool-secret.ts";
import type { Store } from "../storage/store.ts";
import type { KeyMaker } from "../tokens/key-maker.ts";
import type { Keyset } from "../tokens/keyset.ts";
import type { Trace } from "../tracing.ts";
import { type CredentialIssuer, ownCredentials } from "./credentials.ts";
import { type IdentityPoolRecord, identityPoolNotFound, identityPools } from "./identity-pool.table.ts";
import { identityKeyOwner } from "./key-owner.ts";
import type { IdentityKeysets } from "./keysets.ts";
import type { LoginVerifier } from "./login-verifier.ts";
import { type CredentialKey, credentialKey } from "./session-token.ts";
import { defaultIdentityPoolSettings, type IdentityPoolSettings, mergeIdentityPool } from "./settings.ts";

/** What the composition root gives to the identity pools of one `Rockpool`. */
export interface IdentityPoolServices {
  readonly store: Store;
  readonly logins: LoginVerifier;
  readonly trace: Trace;
  /** Issuers of pools that name none begin with it. No slash at the end. */
  readonly baseUrl: string;
  readonly keyMaker: KeyMaker;
  readonly keysets: IdentityKeysets;
  /** Gives the credentials of every pool; `null`: the pools give their own. */
  readonly credentialIssuer: CredentialIssuer | null;
}

/** What every use case of an identity pool takes: its settings as they are now, and the means to work. */
export interface IdentityPoolContext {
  readonly poolId: string;
  readonly settings: IdentityPoolSettings;
  readonly credentials: CredentialIssuer;
  /** What credentials are made with, and read by. */
  readonly credentialKey: CredentialKey;
  readonly store: Store;
  readonly logins: LoginVerifier;
  /** The `iss` of the pool's OpenID tokens. */
  readonly issuer: string;
  readonly keyMaker: KeyMaker;
  /** The keys that sign OpenID tokens: made, where there are none. @throws what making a key does */
  keyset(): Promise<Keyset>;
}

/** One operation on an identity pool, in a span of Cognito's name of it. @throws `ResourceNotFoundException`, and what the work throws */
export function operate<R>(
  services: IdentityPoolServices,
  poolId: string,
  operation: string,
  work: (context: IdentityPoolContext) => Promise<R>,
): Promise<R> {
  const ids = { "rockpool.identity_pool_id": poolId };
  return services.trace(operation, ids, async () => work(await identityPoolContext(services, poolId)));
}

/** @throws `ResourceNotFoundException` */
export async function identityPoolContext(services: IdentityPoolServices, poolId: string): Promise<IdentityPoolContext> {
  const { store, logins, baseUrl, keyMaker, keysets, credentialIssuer } = services;
  const [pool] = await store.read([identityPools.key({ poolId })]);
  if (pool === undefined) throw identityPoolNotFound(poolId);
  const settings = complete(pool.value);
  const key = credentialKey(poolKeys(pool.value.secret).credential);
  return {
    poolId,
    settings,
    credentials: credentialIssuer ?? ownCredentials(key, store.runtime),
    credentialKey: key,
    store,
    logins,
    issuer: settings.issuer ?? `${baseUrl}/${poolId}`,
    keyMaker,
    keyset: () => keysets.of(identityKeyOwner({ poolId, store, keyMaker })),
  };
}

/** Settings that were stored before some member was known, with that member's default. */
function complete({ settings }: Pick<IdentityPoolRecord, "settings">): IdentityPoolSettings {
  return mergeIdentityPool({ ...defaultIdentityPoolSettings, identityPoolName: settings.identityPoolName }, settings);
}

export function notAuthorized(message: string): RockpoolError {
  return new RockpoolError("NotAuthorizedException", message);
}

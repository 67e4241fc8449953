import { invalidParameter } from "../codecs/schema.ts";
import { isRockpoolError } from "../errors.ts";
import type { Jwks } from "../tokens/jwk.ts";
import { type VerificationKey, verificationKeys } from "../tokens/verification-keys.ts";
import type { GuardKeys } from "./guard-keys.ts";
import { keysOfJwkSet } from "./jwks.ts";
import { KeyCache } from "./key-cache.ts";

/** Whoever has a JWK Set: a `UserPool` of this process is one. */
export interface JwksSource {
  jwks(): Promise<Jwks>;
}

const MAX_KEYS = 32;
/** As old as a pool's settings may be: the pool keeps its keys itself. */
const POOL_MAX_AGE_MS = 5_000;
const POOL_COOLDOWN_MS = 30_000;
const POOL_TIMEOUT_MS = 5_000;
const DAY_MS = 86_400_000;

/**
 * Keys that are given and never change.
 *
 * @throws `InvalidParameterException` for what is no JWK Set, or has no key that tokens can be verified with (RSA of 2048 bits or
 *   more with `alg: "RS256"`, P-256 with `alg: "ES256"`, both with `use: "sig"` and a `kid`), or two of one `kid`.
 */
export function staticKeys(jwks: Jwks): GuardKeys {
  const keys = verificationKeys(checkedKeys(jwks));
  return { current: () => keys, newer: () => keys };
}

function checkedKeys(jwks: unknown): readonly VerificationKey[] {
  let complaint = "it has no key that tokens can be verified with";
  try {
    const keys = keysOfJwkSet(jwks, MAX_KEYS);
    if (keys.length > 0) return keys;
  } catch (error) {
    complaint = error instanceof Error ? error.message : String(error);
  }
  throw invalidParameter(["jwks"], `Member must be a JWK Set: ${complaint}`);
}

/** The keys of a pool of this process, as they are, or were at most {@link POOL_MAX_AGE_MS} ago. */
export function poolKeys(pool: JwksSource): GuardKeys {
  return new KeyCache({
    subject: "the user pool",
    maxAgeMs: POOL_MAX_AGE_MS,
    maxStaleMs: DAY_MS,
    cooldownMs: POOL_COOLDOWN_MS,
    timeoutMs: POOL_TIMEOUT_MS,
    load: async () => keysOfJwkSet(await jwksOf(pool), MAX_KEYS),
  });
}

/** A pool that was deleted has no keys: what it signed is refused at once. */
async function jwksOf(pool: JwksSource): Promise<Jwks> {
  try {
    return await pool.jwks();
  } catch (error) {
    if (isRockpoolError(error, "ResourceNotFoundException")) return { keys: [] };
    throw error;
  }
}

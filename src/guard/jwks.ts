import { createPublicKey, type JsonWebKey, type KeyObject } from "node:crypto";
import type { SigningAlgorithm } from "../tokens/jwk.ts";
import type { VerificationKey } from "../tokens/verification-keys.ts";

const MIN_MODULUS_BITS = 2048;
/** More than anyone uses; a check takes the longer, the larger the key. */
const MAX_MODULUS_BITS = 8192;

/**
 * The keys of a JWK Set (RFC 7517 section 5) that tokens are verified with: RSA keys of 2048 bits or more for RS256, and P-256
 * keys for ES256, which say so (`alg`), are for signatures (`use: "sig"`), and have a `kid`. Others are left out: a set may
 * hold keys for other purposes.
 *
 * @throws Error for what is no such set, has more than `maxKeys` keys, or the same `kid` twice.
 */
export function keysOfJwkSet(value: unknown, maxKeys: number): readonly VerificationKey[] {
  const list: unknown = isObject(value) ? value["keys"] : undefined;
  if (!Array.isArray(list)) throw new Error("it is no JWK Set");
  if (list.length > maxKeys) throw new Error(`it has more than ${maxKeys} keys`);
  const keys = list.flatMap((jwk: unknown) => keyOf(jwk) ?? []);
  // Which of two would be meant is left to chance otherwise.
  if (new Set(keys.map(({ kid }) => kid)).size < keys.length) throw new Error("it has two keys of one kid");
  return keys;
}

function keyOf(jwk: unknown): VerificationKey | undefined {
  if (!isObject(jwk)) return undefined;
  const { kty, alg, use, kid } = jwk;
  if (use !== "sig" || typeof kid !== "string" || kid === "") return undefined;
  if (kty === "RSA" && alg === "RS256") return keyWith(kid, alg, jwk);
  if (kty === "EC" && alg === "ES256" && jwk["crv"] === "P-256") return keyWith(kid, alg, jwk);
  return undefined;
}

/** The public half, also of a key that was published with its private one. */
function keyWith(kid: string, alg: SigningAlgorithm, jwk: JsonWebKey): VerificationKey | undefined {
  try {
    const publicKey = createPublicKey({ key: jwk, format: "jwk" });
    return isStrong(publicKey) ? { use: null, kid, alg, publicKey } : undefined;
  } catch {
    return undefined;
  }
}

/** With the exponent 1 anybody's text is its own signature. */
function isStrong({ asymmetricKeyDetails: { modulusLength, publicExponent } = {} }: KeyObject): boolean {
  if (modulusLength === undefined) return true; // on the one curve there is
  return modulusLength >= MIN_MODULUS_BITS && modulusLength <= MAX_MODULUS_BITS && (publicExponent ?? 0n) >= 3n;
}

function isObject(value: unknown): value is { readonly [member: string]: unknown } {
  return typeof value === "object" && value !== null;
}

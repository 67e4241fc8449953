import { createPublicKey, type JsonWebKey } from "node:crypto";
import type { JSONWebKeySet, JWK } from "jose";

/** More than any issuer has at a time. */
const MAX_KEYS = 100;
/** More than anyone uses; a check takes the longer, the larger the key. Of fewer than 2048 bits, jose uses none. */
const MAX_MODULUS_BITS = 8_192;

/** An issuer has published that it has no key to sign with. */
export class NoKeyLeft extends Error {}

/**
 * The keys of an issuer's JWK Set (RFC 7517 section 5) that signatures can be verified with: public, asymmetric, and for signatures where
 * they say what for. Others are left out: a set may hold keys for other purposes.
 *
 * @throws {NoKeyLeft} for a set without such a key. Error for what is no such set, or has more than 100 keys.
 */
export function signatureKeys({ keys }: Readonly<Record<string, unknown>>): JSONWebKeySet {
  if (!Array.isArray(keys)) throw new Error("the answer is no JWK Set");
  if (keys.length > MAX_KEYS) throw new Error(`the set has more than ${MAX_KEYS} keys`);
  const usable = keys.flatMap((jwk: unknown) => publicHalf(jwk) ?? []);
  if (usable.length === 0) throw new NoKeyLeft("the set has no key that signatures can be verified with");
  return { keys: usable };
}

/** Rebuilt of what the key is: nothing else that stands in the set is believed. */
function publicHalf(jwk: unknown): JWK | undefined {
  if (typeof jwk !== "object" || jwk === null) return undefined;
  const { kid, alg, use = "sig", key_ops: operations = ["verify"] } = jwk as { readonly [member: string]: unknown };
  const isForSignatures = use === "sig" && Array.isArray(operations) && operations.includes("verify");
  if (!isForSignatures || !isTextOrAbsent(kid) || !isTextOrAbsent(alg)) return undefined;
  const key = publicKeyOf(jwk);
  return key && { ...key, use: "sig", ...(kid === undefined ? {} : { kid }), ...(alg === undefined ? {} : { alg }) };
}

function isTextOrAbsent(value: unknown): value is string | undefined {
  return value === undefined || typeof value === "string";
}

/** A symmetric key is none, and with the exponent 1 anybody's text is its own signature. */
function publicKeyOf(jwk: object): (JWK & { readonly kty: "RSA" | "EC" | "OKP" }) | undefined {
  try {
    const key = createPublicKey({ key: jwk as JsonWebKey, format: "jwk" });
    const { modulusLength = 0, publicExponent = 3n } = key.asymmetricKeyDetails ?? {};
    if (modulusLength > MAX_MODULUS_BITS || publicExponent < 3n) return undefined;
    return key.export({ format: "jwk" }) as JWK & { readonly kty: "RSA" | "EC" | "OKP" };
  } catch {
    return undefined;
  }
}

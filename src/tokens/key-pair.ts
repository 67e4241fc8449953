import { createPrivateKey, createPublicKey, createSign, createVerify, type KeyObject } from "node:crypto";
import type { PrivateJwk, PublicJwk, SigningAlgorithm } from "./jwk.ts";

/** RFC 7518 section 3.3; and what makes a keyset no larger than a record may be. */
const MODULUS_BITS = { min: 2048, max: 4096 };
/** FIPS 186-5 section A.1.1. */
const MIN_PUBLIC_EXPONENT = 65_537n;

/** What may sign tokens, for messages. */
export const signingKeysAre: string = `RSA of ${MODULUS_BITS.min} to ${MODULUS_BITS.max} bits, or P-256`;

export function privateKeyOf(jwk: PrivateJwk): KeyObject {
  return createPrivateKey({ key: { ...jwk }, format: "jwk" });
}

export function publicKeyOf(jwk: PublicJwk): KeyObject {
  return createPublicKey({ key: { ...jwk }, format: "jwk" });
}

/** By which algorithm a key signs, private or public; `undefined`: by none, because it is of another kind or too weak. */
export function algorithmOf(key: KeyObject): SigningAlgorithm | undefined {
  const { modulusLength = 0, publicExponent = 0n, namedCurve } = key.asymmetricKeyDetails ?? {};
  if (key.asymmetricKeyType === "ec") return namedCurve === "prime256v1" ? "ES256" : undefined;
  if (key.asymmetricKeyType !== "rsa") return undefined;
  const isStrong = modulusLength >= MODULUS_BITS.min && modulusLength <= MODULUS_BITS.max;
  return isStrong && publicExponent >= MIN_PUBLIC_EXPONENT ? "RS256" : undefined;
}

/** The members that make a public key, also of one that is private. */
export function publicMembers(jwk: PublicJwk): PublicJwk {
  const { kty } = jwk;
  return kty === "RSA" ? { kty, n: jwk.n, e: jwk.e } : { kty, crv: jwk.crv, x: jwk.x, y: jwk.y };
}

/** The members that make the key, and no others, of whatever was read. */
export function privateJwkOf(key: KeyObject): PrivateJwk {
  return key.export({ format: "jwk" }) as unknown as PrivateJwk;
}

export function publicJwkOf(key: KeyObject): PublicJwk {
  return key.export({ format: "jwk" }) as unknown as PublicJwk;
}

/** Whether the private half makes what the public half takes: a JWK can be put together of two keys. */
export function isPair(privateKey: KeyObject): boolean {
  try {
    const signature = createSign("SHA256").update("rockpool").sign(privateKey);
    return createVerify("SHA256").update("rockpool").verify(createPublicKey(privateKey), signature);
  } catch {
    return false;
  }
}

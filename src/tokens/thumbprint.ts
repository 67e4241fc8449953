import { createHash } from "node:crypto";
import type { PublicJwk } from "./jwk.ts";

/**
 * The SHA-256 thumbprint of a public key (RFC 7638 section 3), in base64 with padding: 44 characters, which is the form of
 * Cognito's key ids.
 */
export function thumbprint(key: PublicJwk): string {
  // The members that RFC 7638 section 3.2 asks for, in the order of their names.
  const { kty } = key;
  const members = kty === "RSA" ? { e: key.e, kty, n: key.n } : { crv: key.crv, kty, x: key.x, y: key.y };
  return createHash("sha256").update(JSON.stringify(members)).digest("base64");
}

import { createSecretKey, hkdfSync, type KeyObject } from "node:crypto";

/**
 * HKDF-SHA-256 (RFC 5869): what comes out under one label tells nothing about another label, nor about the secret.
 * Without salt, because every secret here is 256 evenly random bits (section 3.1).
 */
export function deriveBytes(secret: KeyObject, label: string, length: number): Buffer {
  return Buffer.from(hkdfSync("sha256", secret, "", label, length));
}

/** A 256-bit key for one purpose. */
export function deriveKey(secret: KeyObject, label: string): KeyObject {
  return createSecretKey(deriveBytes(secret, label, 32));
}

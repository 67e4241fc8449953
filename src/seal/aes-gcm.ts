import { createCipheriv, createDecipheriv, type KeyObject } from "node:crypto";

const ALGORITHM = "aes-256-gcm";
/** Random, so one key should seal no more than 2^32 texts (NIST SP 800-38D section 8.3). */
export const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** AES-256-GCM. @returns nonce, ciphertext and tag, in this order */
export function encrypt(key: KeyObject, nonce: Uint8Array, associatedData: Uint8Array, plaintext: string): Buffer {
  const cipher = createCipheriv(ALGORITHM, key, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(associatedData);
  return Buffer.concat([nonce, cipher.update(plaintext, "utf8"), cipher.final(), cipher.getAuthTag()]);
}

/** What {@link encrypt} was given; `undefined` when a byte, the key or the associated data is another. */
export function decrypt(key: KeyObject, associatedData: Uint8Array, sealed: Uint8Array): string | undefined {
  if (sealed.length < NONCE_BYTES + TAG_BYTES) return undefined;
  const decipher = createDecipheriv(ALGORITHM, key, sealed.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
  decipher.setAAD(associatedData);
  decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
  const plaintext = decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES));
  try {
    return Buffer.concat([plaintext, decipher.final()]).toString("utf8");
  } catch {
    return undefined;
  }
}

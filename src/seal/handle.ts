import { createHash } from "node:crypto";
import type { Random } from "../runtime.ts";
import { decrypt, encrypt, NONCE_BYTES } from "./aes-gcm.ts";
import { decodeBase64url } from "./base64url.ts";
import { deriveKey } from "./derive.ts";
import { newSecretText, parseSecretText } from "./secret-text.ts";

/** What somebody is handed to come back with: 256 random bits, of which a storage holds the hash only. */
export interface Handle {
  /** The prefix of its kind and 43 characters. */
  readonly text: string;
  /** SHA-256, base64url: the name of the record. Nobody finds a handle of 256 bits by trying. */
  readonly hash: string;
  /** Seals what goes with the handle: only who brings the handle can open it. */
  seal(plaintext: string): string;
  /** @throws an `Error` when it was not sealed by this handle. */
  open(sealed: string): string;
}

export function newHandle(prefix: string, random: Random): Handle {
  const handle = parseHandle(prefix, newSecretText(prefix, random), random);
  if (handle === undefined) throw new Error("a new handle is one");
  return handle;
}

/** `undefined` for whatever {@link newHandle} could not have made under this prefix. */
export function parseHandle(prefix: string, text: string, random: Random): Handle | undefined {
  const secret = parseSecretText(prefix, text);
  if (secret === undefined) return undefined;
  const key = deriveKey(secret, `rockpool handle v1: ${prefix}`);
  const hash = createHash("sha256").update(text).digest("base64url");
  const associatedData = Buffer.from(hash);
  return {
    text,
    hash,
    seal: (plaintext) => encrypt(key, random(NONCE_BYTES), associatedData, plaintext).toString("base64url"),
    open(sealed) {
      const plaintext = decrypt(key, associatedData, decodeBase64url(sealed) ?? Buffer.alloc(0));
      if (plaintext === undefined) throw new Error("what goes with a handle does not open by it");
      return plaintext;
    },
  };
}

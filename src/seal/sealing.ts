import type { KeyObject } from "node:crypto";
import { RockpoolError } from "../errors.ts";
import type { Random } from "../runtime.ts";
import { decrypt, encrypt, NONCE_BYTES } from "./aes-gcm.ts";
import { decodeBase64url } from "./base64url.ts";
import { deriveBytes, deriveKey } from "./derive.ts";
import type { Keyring, Place } from "./keyring.ts";
import { type MasterKeys, parseMasterKey } from "./master-key.ts";

/** Enough that two keys of a ring never share an id: 12 characters of base64url. */
const KEY_ID_BYTES = 9;

/** `rps1.<key id>.<base64url of nonce, ciphertext and tag>` */
const sealedText = /^rps1\.([\w-]{12})\.([\w-]+)$/;

/**
 * Seals with AES-256-GCM. The place and the key id are associated data: they are authenticated, not stored.
 * The keys stay inside: the ring prints as its key id.
 *
 * @throws `MasterKeyException` for a malformed key.
 */
export function createKeyring({ current, previous }: MasterKeys, random: Random): Keyring {
  const currentKey = sealingKey(current);
  const keys = new Map([currentKey, ...previous.map(sealingKey)].map(({ id, key }) => [id, key]));

  return {
    currentKeyId: currentKey.id,
    hasPrevious: previous.length > 0,

    seal(place, plaintext) {
      const body = encrypt(currentKey.key, random(NONCE_BYTES), associatedData(place, currentKey.id), plaintext);
      return `rps1.${currentKey.id}.${body.toString("base64url")}`;
    },

    open(place, sealed) {
      const [, keyId, text] = sealedText.exec(sealed) ?? [];
      const body = text === undefined ? undefined : decodeBase64url(text);
      if (keyId === undefined || body === undefined) throw broken(place, "is not a sealed text");
      const key = keys.get(keyId);
      if (key === undefined) {
        throw broken(place, `needs the master key ${keyId}, which is not among those given: ${[...keys.keys()].join(", ")}`);
      }
      const plaintext = decrypt(key, associatedData(place, keyId), body);
      if (plaintext === undefined) throw broken(place, "does not open: it was changed, or moved here from another place");
      return plaintext;
    },

    isSealedWithCurrent: (sealed) => sealed.startsWith(`rps1.${currentKey.id}.`),
  };
}

/** The master key itself encrypts nothing: the key that seals and the id that is public derive from it apart. */
function sealingKey(masterKey: string): { readonly id: string; readonly key: KeyObject } {
  const secret = parseMasterKey(masterKey);
  return {
    id: deriveBytes(secret, "rockpool master key id v1", KEY_ID_BYTES).toString("base64url"),
    key: deriveKey(secret, "rockpool sealing key v1"),
  };
}

/** JSON, because no two places have the same. */
function associatedData({ poolId, table, key, cell }: Place, keyId: string): Buffer {
  return Buffer.from(JSON.stringify([poolId, table, key, cell, keyId]));
}

/** Names the column, not the record: keys hold names of people. */
function broken({ table, cell }: Place, what: string): RockpoolError {
  return new RockpoolError("SealBrokenException", `The sealed cell ${table}.${cell} ${what}.`);
}

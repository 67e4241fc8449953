import { createCipheriv, createDecipheriv, type KeyObject } from "node:crypto";
import { RockpoolError } from "../errors.ts";
import type { Random } from "../runtime.ts";
import { decodeBase64url } from "./base64url.ts";
import { deriveBytes, deriveKey } from "./derive.ts";
import type { Keyring, Place } from "./keyring.ts";
import { type MasterKeys, parseMasterKey } from "./master-key.ts";

const ALGORITHM = "aes-256-gcm";
/** Random, so one master key should seal no more than 2^32 cells (NIST SP 800-38D section 8.3). */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
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

    seal(place, plaintext) {
      const nonce = random(NONCE_BYTES);
      const cipher = createCipheriv(ALGORITHM, currentKey.key, nonce, { authTagLength: TAG_BYTES });
      cipher.setAAD(associatedData(place, currentKey.id));
      const body = Buffer.concat([nonce, cipher.update(plaintext, "utf8"), cipher.final(), cipher.getAuthTag()]);
      return `rps1.${currentKey.id}.${body.toString("base64url")}`;
    },

    open(place, sealed) {
      const [, keyId = "", text = ""] = sealedText.exec(sealed) ?? [];
      const body = decodeBase64url(text);
      if (body === undefined || body.length < NONCE_BYTES + TAG_BYTES) throw broken(place, "is not a sealed text");
      const key = keys.get(keyId);
      if (key === undefined) {
        throw broken(place, `needs the master key ${keyId}, which is not among those given: ${[...keys.keys()].join(", ")}`);
      }
      const decipher = createDecipheriv(ALGORITHM, key, body.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
      decipher.setAAD(associatedData(place, keyId));
      decipher.setAuthTag(body.subarray(-TAG_BYTES));
      const plaintext = decipher.update(body.subarray(NONCE_BYTES, -TAG_BYTES));
      try {
        return Buffer.concat([plaintext, decipher.final()]).toString("utf8");
      } catch {
        throw broken(place, "does not open: it was changed, or moved here from another place");
      }
    },
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

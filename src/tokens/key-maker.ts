import type { KeyObject } from "node:crypto";
import { invalidParameter } from "../codecs/schema.ts";
import type { PrivateJwk } from "./jwk.ts";
import { remoteJws } from "./jws.ts";
import { algorithmOf, isPair, privateJwkOf, privateKeyOf, publicKeyOf, signingKeysAre } from "./key-pair.ts";
import type { KeyRequest, KeySource } from "./key-source.ts";
import { type KeyMaterial, type KeysByUse, type LocalKey, publicHalf } from "./keyset.table.ts";
import { type Signer, signerUnavailable } from "./signer.ts";
import { thumbprint } from "./thumbprint.ts";

/** Makes the keys of pools, where this process is told to have them made. */
export interface KeyMaker {
  /** Whether what this process would make is held as safely as this key: after a key of a signer comes another of a signer's. */
  canFollow(key: KeyMaterial | undefined): boolean;
  /**
   * @param known The keys that the pool has: none of them is given again.
   * @throws `InvalidParameterException`: the source gave something else than a new key of the kind that was asked for.
   *   `SignerUnavailableException`. Whatever the source rejects with.
   */
  make(request: KeyRequest, known: KeysByUse): Promise<KeyMaterial>;
  /** What is wrong when a key is given twice. */
  sameKey(): Error;
}

/** A source of published keys begins with the same ones in every process: it is asked again for so long. */
const MAX_TRIES = 10;

/** @param signer Keeps the new keys; `null`: they come from the source, and are kept here. */
export function createKeyMaker(keySource: KeySource, signer: Signer | null): KeyMaker {
  return signer === null ? localKeyMaker(keySource) : remoteKeyMaker(signer);
}

/** Whether a pool has this key, under whatever id, or has given this id to another. */
export function isKnown(known: KeysByUse, { kid, ...key }: KeyMaterial): boolean {
  const named = thumbprint(publicHalf({ kid, ...key }));
  return [...known.id, ...known.access].some((one) => one.kid === kid || thumbprint(publicHalf(one)) === named);
}

/** A key that is kept here. @param kid @default its thumbprint */
export function localKey(privateKey: KeyObject, kid?: string): (KeyMaterial & LocalKey) | undefined {
  const key = untriedKey(privateKey, kid);
  return key !== undefined && isPair(privateKey) ? key : undefined;
}

function untriedKey(privateKey: KeyObject, kid?: string): (KeyMaterial & LocalKey) | undefined {
  const alg = algorithmOf(privateKey);
  if (alg === undefined) return undefined;
  const privateJwk = privateJwkOf(privateKey);
  return { kid: kid ?? thumbprint(privateJwk), alg, privateJwk };
}

function localKeyMaker(keySource: KeySource): KeyMaker {
  const sameKey = (): Error => invalidParameter(["keySource"], "Member must give a new key each time");
  return {
    canFollow: (key) => key === undefined || "privateJwk" in key,
    sameKey,
    async make(request, known) {
      for (let tries = 0; tries < MAX_TRIES; tries += 1) {
        const key = readKey(await keySource.generate(request), keySource);
        if (key?.alg !== request.alg) {
          throw invalidParameter(["keySource"], `Member must give private keys for ${request.alg} (keys are ${signingKeysAre})`);
        }
        if (!isKnown(known, key)) return key;
      }
      throw sameKey();
    },
  };
}

/** Only the members that make the key are kept, and its id is computed: a source may add what it likes. */
function readKey(jwk: PrivateJwk, { forTestsOnly }: KeySource): KeyMaterial | undefined {
  try {
    // To sign and to verify once takes a third of the time in which a test makes its pool, and what those keys sign proves nothing.
    return (forTestsOnly ? untriedKey : localKey)(privateKeyOf(jwk));
  } catch {
    // What node:crypto says may show a member.
    return undefined;
  }
}

function remoteKeyMaker(signer: Signer): KeyMaker {
  const sameKey = (): Error => signerUnavailable("gave a key that is in use already");
  return {
    canFollow: () => true,
    sameKey,
    async make(request, known) {
      const { keyId, publicKey: publicJwk } = await signer.createKey(request);
      const key: KeyMaterial = { kid: thumbprint(publicJwk), alg: request.alg, keyId, publicJwk };
      if (isKnown(known, key)) throw sameKey();
      // A key that cannot sign is found out now, and not when its turn comes. What is signed can be taken for no token.
      const { kid, alg } = key;
      const sign = remoteJws({ use: request.tokenUse, kid, alg, publicKey: publicKeyOf(publicJwk) }, keyId, signer);
      await sign(Buffer.from("rockpool"));
      return key;
    },
  };
}

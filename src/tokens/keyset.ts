import { createPublicKey, type KeyObject } from "node:crypto";
import type { TokenUse } from "./claims.ts";
import type { Jwks, SigningAlgorithm } from "./jwk.ts";
import { type JwsMaker, localJws, remoteJws } from "./jws.ts";
import { privateKeyOf, publicKeyOf } from "./key-pair.ts";
import { type KeysByUse, type SigningKeyRecord, tokenUses } from "./keyset.table.ts";
import { signingKeyOf } from "./rotation.ts";
import type { Signer } from "./signer.ts";
import { jwkOf, type VerificationKey, type VerificationKeys, verificationKeys } from "./verification-keys.ts";

/** Signs, and does not show by which private key. */
export interface SigningKey<U extends TokenUse = TokenUse> {
  readonly use: U;
  readonly kid: string;
  readonly alg: SigningAlgorithm;
  readonly sign: JwsMaker;
}

/** A pool's keys, ready to be used. Holds private keys: it prints as functions. */
export interface Keyset extends VerificationKeys {
  /** The key whose turn it is. @param now ms since the epoch */
  signingKey<U extends TokenUse>(use: U, now: number): SigningKey<U>;
  /** The public halves of all keys, also of those that do not sign yet or no longer. Each call gives an object of its own. */
  jwks(): Jwks;
}

/**
 * Computes the public halves, once.
 *
 * @param signer Signs for the keys that are not here; with `null` those keys verify only.
 */
export function parseKeyset(keys: KeysByUse, signer: Signer | null): Keyset {
  const parsed = {
    id: keys.id.map((record) => parseKey("id", record, signer)),
    access: keys.access.map((record) => parseKey("access", record, signer)),
  };
  const verification = tokenUses.flatMap((use) => parsed[use].map(({ verificationKey }) => verificationKey));
  const jwks = verification.map(jwkOf);

  return {
    signingKey<U extends TokenUse>(use: U, now: number) {
      const key = signingKeyOf(parsed[use], now);
      if (key === undefined) throw new Error(`a keyset was stored without a key for ${use} tokens`);
      return key.signingKey as SigningKey<U>;
    },
    ...verificationKeys(verification),
    jwks: () => ({ keys: jwks.map((jwk) => ({ ...jwk })) }),
  };
}

interface ParsedKey {
  readonly signsFrom: number;
  readonly signingKey: SigningKey;
  readonly verificationKey: VerificationKey;
}

function parseKey(use: TokenUse, record: SigningKeyRecord, signer: Signer | null): ParsedKey {
  const { kid, alg, signsFrom } = record;
  const ready = (publicKey: KeyObject, jws: (key: VerificationKey) => JwsMaker): ParsedKey => {
    const verificationKey = { use, kid, alg, publicKey };
    return { signsFrom, signingKey: { use, kid, alg, sign: jws(verificationKey) }, verificationKey };
  };
  if ("keyId" in record) return ready(publicKeyOf(record.publicJwk), (key) => remoteJws(key, record.keyId, signer));
  const privateKey = privateKeyOf(record.privateJwk);
  return ready(createPublicKey(privateKey), (key) => localJws(key, privateKey));
}

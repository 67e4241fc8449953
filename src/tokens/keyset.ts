import { createPrivateKey, createPublicKey, type KeyObject } from "node:crypto";
import { invalidParameter } from "../codecs/schema.ts";
import { attempt } from "../storage/attempt.ts";
import type { Store } from "../storage/store.ts";
import type { TokenUse } from "./claims.ts";
import type { Jwks, RsaPrivateJwk } from "./jwk.ts";
import type { KeySource } from "./key-source.ts";
import { type KeysetRecord, keysets, type SigningKeyRecord } from "./keyset.table.ts";
import { createSigner, type Signer } from "./signer.ts";
import { thumbprint } from "./thumbprint.ts";
import { jwkOf, type VerificationKey, type VerificationKeys, verificationKeys } from "./verification-keys.ts";

/** Signs, and does not show by which private key. */
export interface SigningKey<U extends TokenUse = TokenUse> {
  readonly use: U;
  readonly kid: string;
  readonly alg: "RS256";
  readonly sign: Signer;
}

/** A pool's keys, ready to be used. Holds private keys: it prints as functions. */
export interface Keyset extends VerificationKeys {
  signingKey<U extends TokenUse>(use: U): SigningKey<U>;
  /** The public halves. Each call gives an object of its own. */
  jwks(): Jwks;
}

/** What a source must give (RFC 7518 section 3.3). */
const MIN_MODULUS_BITS = 2048;

/**
 * Makes the keys of a pool that has none. When several processes do it at the same time, the first to commit is the one whose
 * keys all of them use.
 *
 * @throws `InvalidParameterException` when the source gives something else than new RSA keys of at least 2048 bits. Whatever
 *   the source rejects with.
 */
export async function createKeyset(store: Store, keySource: KeySource, poolId: string): Promise<Keyset> {
  const record = await attempt<KeysetRecord>(store, async ({ read, once }) => {
    const [existing] = await read([keysets.key({ poolId })]);
    if (existing !== undefined) return { result: existing.value };
    // What is made rests on nothing that was read: it is never made again.
    const keys = await once("keys", null, () => generateKeys(keySource, store.runtime.clock()), sameKey);
    const created: KeysetRecord = { poolId, keys };
    return { commit: [keysets.create(created)], result: created };
  });
  return parseKeyset(record);
}

/** Computes the public halves, once. */
export function parseKeyset(record: KeysetRecord): Keyset {
  const keys = record.keys.map(({ use, kid, alg, privateJwk }) => ({ use, kid, alg, privateKey: privateKeyOf(privateJwk) }));
  const signing = keys.map(({ privateKey, ...key }): SigningKey => ({ ...key, sign: createSigner(key, privateKey) }));
  const verification = keys.map(
    ({ privateKey, ...key }): VerificationKey => ({ ...key, publicKey: createPublicKey(privateKey) }),
  );
  const jwks = verification.map(jwkOf);

  return {
    signingKey<U extends TokenUse>(use: U) {
      const key = signing.find((one) => one.use === use);
      if (key === undefined) throw new Error(`a keyset was stored without a key for ${use} tokens`);
      return key as SigningKey<U>;
    },
    ...verificationKeys(verification),
    jwks: () => ({ keys: jwks.map((jwk) => ({ ...jwk })) }),
  };
}

async function generateKeys(keySource: KeySource, createdAt: number): Promise<readonly SigningKeyRecord[]> {
  const [id, access] = await Promise.all([keySource.generate(), keySource.generate()]);
  const keys = [generated("id", id, createdAt), generated("access", access, createdAt)] as const;
  if (keys[0].kid === keys[1].kid) throw sameKey();
  return keys;
}

/** Only the members that make the key are kept, and its id is computed: a source may add what it likes. */
function generated(use: TokenUse, jwk: RsaPrivateJwk, createdAt: number): SigningKeyRecord {
  const privateKey = checkedKey(jwk);
  const privateJwk = privateKey.export({ format: "jwk" }) as RsaPrivateJwk;
  return { use, kid: thumbprint(privateJwk), alg: "RS256", privateJwk, createdAt };
}

function checkedKey(jwk: RsaPrivateJwk): KeyObject {
  let key: KeyObject | undefined;
  try {
    key = privateKeyOf(jwk);
  } catch {
    // What node:crypto says may show a member.
  }
  const bits = key?.asymmetricKeyType === "rsa" ? (key.asymmetricKeyDetails?.modulusLength ?? 0) : 0;
  if (key === undefined || bits < MIN_MODULUS_BITS) {
    throw invalidParameter(["keySource"], `Member must give RSA private keys of at least ${MIN_MODULUS_BITS} bits`);
  }
  return key;
}

function sameKey(): Error {
  return invalidParameter(["keySource"], "Member must give a new key each time");
}

function privateKeyOf(jwk: RsaPrivateJwk): KeyObject {
  return createPrivateKey({ key: { ...jwk }, format: "jwk" });
}

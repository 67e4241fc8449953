import { createPrivateKey, createPublicKey, type KeyObject } from "node:crypto";
import { invalidParameter } from "../codecs/schema.ts";
import { attempt } from "../storage/attempt.ts";
import type { Store } from "../storage/store.ts";
import type { TokenUse } from "./claims.ts";
import { headerSegment } from "./header.ts";
import type { KeySource, PrivateJwk } from "./key-source.ts";
import { type KeysetRecord, keysets, type SigningKeyRecord } from "./keyset.table.ts";
import { createSigner, type Signer } from "./signer.ts";
import { thumbprint } from "./thumbprint.ts";

/** A public key as a JWK Set has it (RFC 7517 section 4): these members and no others. */
export type Jwk = {
  readonly alg: "RS256";
  readonly e: string;
  readonly kid: string;
  readonly kty: "RSA";
  readonly n: string;
  readonly use: "sig";
};

/** A JWK Set (RFC 7517 section 5). A type alias and writable, so that the verifiers of others take it as it is. */
export type Jwks = { keys: Jwk[] };

/** Signs, and does not show by which private key. */
export interface SigningKey<U extends TokenUse = TokenUse> {
  readonly use: U;
  readonly kid: string;
  readonly alg: "RS256";
  readonly sign: Signer;
}

export interface VerificationKey {
  /** A key speaks for tokens of one use only. */
  readonly use: TokenUse;
  readonly kid: string;
  readonly alg: "RS256";
  readonly publicKey: KeyObject;
}

/** A pool's keys, ready to be used. Holds private keys: it prints as functions. */
export interface Keyset {
  signingKey<U extends TokenUse>(use: U): SigningKey<U>;
  /** `undefined`: no key of this set, or one that was made after it was read. */
  verificationKey(kid: string): VerificationKey | undefined;
  /**
   * The key of a token of ours by the whole first segment, which is always the same for one key: such a header needs no
   * parsing. `undefined` says nothing: others may write the same header in another way.
   */
  verificationKeyOfHeader(segment: string): VerificationKey | undefined;
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
  const byKid = new Map(verification.map((key) => [key.kid, key]));
  const byHeader = new Map(verification.map((key) => [headerSegment(key), key]));
  const jwks = verification.map(jwkOf);

  return {
    signingKey<U extends TokenUse>(use: U) {
      const key = signing.find((one) => one.use === use);
      if (key === undefined) throw new Error(`a keyset was stored without a key for ${use} tokens`);
      return key as SigningKey<U>;
    },
    verificationKey: (kid) => byKid.get(kid),
    verificationKeyOfHeader: (segment) => byHeader.get(segment),
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
function generated(use: TokenUse, jwk: PrivateJwk, createdAt: number): SigningKeyRecord {
  const privateKey = checkedKey(jwk);
  const privateJwk = privateKey.export({ format: "jwk" }) as PrivateJwk;
  return { use, kid: thumbprint(privateJwk), alg: "RS256", privateJwk, createdAt };
}

function checkedKey(jwk: PrivateJwk): KeyObject {
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

function privateKeyOf(jwk: PrivateJwk): KeyObject {
  return createPrivateKey({ key: { ...jwk }, format: "jwk" });
}

function jwkOf({ kid, alg, publicKey }: VerificationKey): Jwk {
  const { e = "", n = "" } = publicKey.export({ format: "jwk" });
  return { alg, e, kid, kty: "RSA", n, use: "sig" };
}

import { setTimeout as sleep } from "node:timers/promises";
import { RockpoolError } from "../errors.ts";
import type { PublicJwk, SigningAlgorithm } from "./jwk.ts";
import { algorithmOf, publicJwkOf, publicKeyOf, signingKeysAre } from "./key-pair.ts";
import type { KeyRequest } from "./key-source.ts";

/**
 * Keeps signing keys where they never leave it, and signs with them: a key management service, an HSM, another process. Each call
 * has ten seconds; what it throws is the `cause` of a `SignerUnavailableException`.
 */
export interface Signer {
  /** Makes a key that was never given before: for RS256 RSA of 2048 to 4096 bits, for ES256 P-256. */
  createKey(request: KeyRequest): Promise<RemotePublicKey>;
  /**
   * Signs the bytes by which a token is signed (RFC 7515 section 5.1).
   *
   * @returns The bytes of a JWS signature: for RS256 RSASSA-PKCS1-v1_5 over SHA-256 (RFC 7518 section 3.3); for ES256 r and s side
   *   by side, 64 bytes (section 3.4). A service that answers in DER, as AWS KMS does for ECDSA, must be converted.
   */
  sign(order: SignOrder): Promise<Uint8Array>;
}

export interface RemotePublicKey {
  /** What the signer calls the key, an ARN for example: 1 to 2048 characters. It is sealed with the public key. */
  readonly keyId: string;
  readonly publicKey: PublicJwk;
}

export interface SignOrder {
  readonly keyId: string;
  readonly alg: SigningAlgorithm;
  /** Can be longer than a service takes at once (4096 bytes for AWS KMS): then hash it, and sign the digest. */
  readonly data: Uint8Array;
}

const TIMEOUT_MS = 10_000;
const MAX_KEY_ID_LENGTH = 2048;

export function signerUnavailable(what: string, options?: ErrorOptions): RockpoolError {
  return new RockpoolError("SignerUnavailableException", `The signer ${what}.`, {}, options);
}

/** A signer of which nothing is believed: each call is bounded in time, and each answer has the form that it should have. */
export function boundedSigner(signer: Signer, timeoutMs: number = TIMEOUT_MS): Signer {
  return {
    async createKey(request) {
      const { keyId, publicKey } = Object(await bounded(() => signer.createKey(request), "makes no key", timeoutMs));
      const isName = typeof keyId === "string" && keyId.length > 0 && keyId.length <= MAX_KEY_ID_LENGTH;
      if (!isName) throw signerUnavailable("gave a key without a name");
      return { keyId, publicKey: checkedKey(publicKey, request.alg) };
    },
    async sign(order) {
      const signature: unknown = await bounded(() => signer.sign(order), "does not sign", timeoutMs);
      if (!(signature instanceof Uint8Array)) throw signerUnavailable("gave a signature that is not made of bytes");
      return signature;
    },
  };
}

/** Of a key only the members that make it. */
function checkedKey(publicKey: PublicJwk, alg: SigningAlgorithm): PublicJwk {
  let key: ReturnType<typeof publicKeyOf> | undefined;
  try {
    key = publicKeyOf(publicKey);
  } catch (cause) {
    throw signerUnavailable("gave something that is no public key", { cause });
  }
  if (algorithmOf(key) !== alg) throw signerUnavailable(`gave a key that is none for ${alg} (keys are ${signingKeysAre})`);
  return publicJwkOf(key);
}

async function bounded<T>(work: () => Promise<T>, what: string, timeoutMs: number): Promise<T> {
  const answered = new AbortController();
  const late = sleep(timeoutMs, undefined, { signal: answered.signal }).then(() => {
    throw signerUnavailable(`${what}: it has not answered in ${timeoutMs} ms`);
  });
  try {
    const answer = (async () => work())().catch((cause: unknown) => {
      throw signerUnavailable(what, { cause });
    });
    return await Promise.race([answer, late]);
  } finally {
    late.catch(() => {});
    answered.abort();
  }
}

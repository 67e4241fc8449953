import type { TokenUse } from "../tokens/claims.ts";
import type { PrivateJwk, SigningAlgorithm } from "../tokens/jwk.ts";
import type { KeyRequest, KeySource } from "../tokens/key-source.ts";
import { thumbprint } from "../tokens/thumbprint.ts";
import type { UserPool } from "../user-pool/user-pool.ts";

/** A private key by the id that a pool publishes it under. */
export interface RecordedKey {
  readonly kid: string;
  readonly alg: SigningAlgorithm;
  readonly privateJwk: PrivateJwk;
}

export interface RecordedKeys extends KeySource {
  /**
   * A key by which everyone takes the pool's tokens of this use.
   *
   * @throws an `Error` where the pool has none that was made here.
   */
  publishedKey(pool: UserPool, tokenUse: TokenUse): Promise<RecordedKey>;
}

/** A source that remembers what another one gave: a pool shows nobody its private keys, and a forger needs one. */
export function recordedKeys(source: KeySource): RecordedKeys {
  const given: { readonly request: KeyRequest; readonly privateJwk: PrivateJwk }[] = [];
  return {
    forTestsOnly: source.forTestsOnly,
    async generate(request) {
      const privateJwk = await source.generate(request);
      given.push({ request, privateJwk });
      return privateJwk;
    },
    async publishedKey(pool, tokenUse) {
      const published = new Set((await pool.jwks()).keys.map(({ kid }) => kid));
      const keys = given
        .filter(({ request }) => request.poolId === pool.userPoolId && request.tokenUse === tokenUse)
        .map(({ request: { alg }, privateJwk }): RecordedKey => ({ kid: thumbprint(privateJwk), alg, privateJwk }));
      const key = keys.find(({ kid }) => published.has(kid));
      if (key === undefined)
        throw new Error("a token is forged with a key that this test pool made: a signer or another process made its keys");
      return key;
    },
  };
}

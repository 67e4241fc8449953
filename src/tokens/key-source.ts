import { generateKeyPair } from "node:crypto";
import { promisify } from "node:util";
import type { TokenUse } from "./claims.ts";
import type { PrivateJwk, SigningAlgorithm } from "./jwk.ts";
import { privateJwkOf } from "./key-pair.ts";

/** For what a new key is asked. */
export interface KeyRequest {
  /** A user pool, or an identity pool, which signs ID tokens only. */
  readonly poolId: string;
  readonly tokenUse: TokenUse;
  readonly alg: SigningAlgorithm;
}

/** Where signing keys come from. */
export interface KeySource {
  /** `true`: keys that are published with the library, so that what they sign proves nothing. Durable storage refuses them. */
  readonly forTestsOnly: boolean;
  /** A key that was never given before: for RS256 RSA of 2048 to 4096 bits (RFC 7518 section 3.3), for ES256 P-256. */
  generate(request: KeyRequest): Promise<PrivateJwk>;
}

/** New keys, made outside the main thread: RSA of 2048 bits takes 50 to 400 ms, P-256 less than one. */
export const systemKeySource: KeySource = {
  forTestsOnly: false,
  async generate({ alg }) {
    const make = promisify(generateKeyPair);
    const { privateKey } =
      alg === "RS256" ? await make("rsa", { modulusLength: 2048 }) : await make("ec", { namedCurve: "P-256" });
    return privateJwkOf(privateKey);
  },
};

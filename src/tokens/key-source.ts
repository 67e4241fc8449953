import { generateKeyPair } from "node:crypto";
import { promisify } from "node:util";
import type { RsaPrivateJwk } from "./jwk.ts";

/** Where signing keys come from. */
export interface KeySource {
  /** `true`: keys that are published with the library, so that what they sign proves nothing. Durable storage refuses them. */
  readonly forTestsOnly: boolean;
  /** A key of at least 2048 bits that was never given before (RFC 7518 section 3.3). */
  generate(): Promise<RsaPrivateJwk>;
}

/** New RSA keys of 2048 bits, made outside the main thread: one takes 50 to 400 ms. */
export const systemKeySource: KeySource = {
  forTestsOnly: false,
  async generate() {
    const { privateKey } = await promisify(generateKeyPair)("rsa", { modulusLength: 2048 });
    return privateKey.export({ format: "jwk" }) as RsaPrivateJwk;
  },
};

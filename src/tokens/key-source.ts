import { generateKeyPair } from "node:crypto";
import { promisify } from "node:util";

/** An RSA private key as a JSON Web Key (RFC 7518 section 6.3). */
export interface PrivateJwk {
  readonly kty: "RSA";
  readonly n: string;
  readonly e: string;
  readonly d: string;
  readonly p: string;
  readonly q: string;
  readonly dp: string;
  readonly dq: string;
  readonly qi: string;
}

/** Where signing keys come from. */
export interface KeySource {
  /** `true`: keys that are published with the library, so that what they sign proves nothing. Durable storage refuses them. */
  readonly forTestsOnly: boolean;
  /** A key of at least 2048 bits that was never given before (RFC 7518 section 3.3). */
  generate(): Promise<PrivateJwk>;
}

/** New RSA keys of 2048 bits, made outside the main thread: one takes 50 to 400 ms. */
export const systemKeySource: KeySource = {
  forTestsOnly: false,
  async generate() {
    const { privateKey } = await promisify(generateKeyPair)("rsa", { modulusLength: 2048 });
    return privateKey.export({ format: "jwk" }) as PrivateJwk;
  },
};

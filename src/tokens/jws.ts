import type { KeyObject } from "node:crypto";
import { headerSegment, type KeyName, protectedHeader } from "./header.ts";
import { type Signer, signerUnavailable } from "./signer.ts";
import { isSigned, type VerificationKey } from "./verification-keys.ts";

/** Makes a compact JWS of a payload (RFC 7515 section 7.1). */
export type JwsMaker = (payload: Uint8Array) => Promise<string>;

/** Signs with a key that never leaves it. */
export function localJws(key: KeyName, privateKey: KeyObject): JwsMaker {
  // Loaded at first use, so that importing the library stays cheap; and once, because under the loader hooks of tracers and
  // test runners each `import()` costs as much as a signature.
  let jose: Promise<typeof import("jose")> | undefined;
  return async (payload) => {
    jose ??= import("jose");
    const { CompactSign } = await jose;
    return new CompactSign(payload).setProtectedHeader(protectedHeader(key)).sign(privateKey);
  };
}

/**
 * Has a signer sign, and verifies what it gives: a token that nobody would take is worth less than an error, and to verify is
 * nothing beside the way to a signer.
 */
export function remoteJws(key: VerificationKey, keyId: string, signer: Signer | null): JwsMaker {
  const { alg } = key;
  const header = headerSegment(key);
  return async (payload) => {
    if (signer === null) throw signerUnavailable("that holds the key was not given to Rockpool.open");
    const signed = `${header}.${Buffer.from(payload).toString("base64url")}`;
    const signature = Buffer.from(await signer.sign({ keyId, alg, data: Buffer.from(signed) }));
    if (!isSigned(key, signed, signature)) throw signerUnavailable("gave a signature that is not by the key");
    return `${signed}.${signature.toString("base64url")}`;
  };
}

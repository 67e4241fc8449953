import type { KeyObject } from "node:crypto";
import { type KeyName, protectedHeader } from "./header.ts";

/** Makes a compact JWS of a payload (RFC 7515 section 7.1). */
export type Signer = (payload: Uint8Array) => Promise<string>;

/** Signs with a key that never leaves it. */
export function createSigner(key: KeyName, privateKey: KeyObject): Signer {
  // Loaded at first use, so that importing the library stays cheap; and once, because under the loader hooks of tracers and
  // test runners each `import()` costs as much as a signature.
  let jose: Promise<typeof import("jose")> | undefined;
  return async (payload) => {
    jose ??= import("jose");
    const { CompactSign } = await jose;
    return new CompactSign(payload).setProtectedHeader(protectedHeader(key)).sign(privateKey);
  };
}

import { createVerify, type KeyObject } from "node:crypto";
import type { TokenUse } from "./claims.ts";
import { headerSegment, parseHeader } from "./header.ts";
import type { Jwk, SigningAlgorithm } from "./jwk.ts";

/** What a signature is checked with. */
export interface VerificationKey {
  /** A key of ours speaks for tokens of one use only; `null`: its JWK Set does not say which. */
  readonly use: TokenUse | null;
  readonly kid: string;
  readonly alg: SigningAlgorithm;
  readonly publicKey: KeyObject;
}

/** Keys by their names. */
export interface VerificationKeys {
  /** `undefined`: none of these, or one that was made after they were read. */
  verificationKey(kid: string): VerificationKey | undefined;
  /**
   * The key of a token of ours by the whole first segment, which is always the same for one key: such a header needs no
   * parsing. `undefined` says nothing: others may write the same header in another way.
   */
  verificationKeyOfHeader(segment: string): VerificationKey | undefined;
}

export function verificationKeys(keys: readonly VerificationKey[]): VerificationKeys {
  const byKid = new Map(keys.map((key) => [key.kid, key]));
  const byHeader = new Map(keys.map((key) => [headerSegment(key), key]));
  return {
    verificationKey: (kid) => byKid.get(kid),
    verificationKeyOfHeader: (segment) => byHeader.get(segment),
  };
}

/** Longer ones are no headers of tokens, and are not read. */
const MAX_HEADER_LENGTH = 4096;

/** Whether a token says that it was signed by a key which is not among these: it may have been made since they were read. */
export function namesUnknownKey(keys: VerificationKeys, token: unknown): boolean {
  if (typeof token !== "string") return false;
  const length = token.indexOf(".");
  if (length < 0 || length > MAX_HEADER_LENGTH) return false;
  const name = parseHeader(token.slice(0, length));
  return name !== undefined && keys.verificationKey(name.kid) === undefined;
}

/** Whether the text was signed with the key. Synchronous, because it takes microseconds. */
export function isSigned({ alg, publicKey }: VerificationKey, signed: string, signature: Buffer): boolean {
  // Faster than the one-shot `verify`, which takes no text.
  const check = createVerify("SHA256").update(signed);
  // RFC 7518 section 3.4: r and s side by side. Of another length, node:crypto throws.
  if (alg === "ES256") return signature.length === 64 && check.verify({ key: publicKey, dsaEncoding: "ieee-p1363" }, signature);
  return check.verify(publicKey, signature);
}

/** The public half as it is published. */
export function jwkOf({ kid, alg, publicKey }: VerificationKey): Jwk {
  const { e = "", n = "", x = "", y = "" } = publicKey.export({ format: "jwk" });
  return alg === "RS256" ? { alg, e, kid, kty: "RSA", n, use: "sig" } : { alg, crv: "P-256", kid, kty: "EC", use: "sig", x, y };
}

import { createHmac, type KeyObject, timingSafeEqual } from "node:crypto";

/** HMAC-SHA-256 over the parts. Where one part ends and the next begins is part of what is authenticated. */
export function mac(key: KeyObject, ...parts: readonly string[]): Buffer {
  return createHmac("sha256", key).update(JSON.stringify(parts)).digest();
}

/** Whether two texts are the same, in a time that tells their length at most. */
export function sameText(a: string, b: string): boolean {
  // Not UTF-8, which writes all lone surrogates as the same three bytes.
  const left = Buffer.from(a, "utf16le");
  const right = Buffer.from(b, "utf16le");
  return left.length === right.length && timingSafeEqual(left, right);
}

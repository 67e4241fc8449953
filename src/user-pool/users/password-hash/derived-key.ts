import { timingSafeEqual } from "node:crypto";
import { bytesOf } from "./phc-base64.ts";

/** The two texts at the end of a PHC string, as bytes. */
export interface DerivedKey {
  readonly salt: Buffer;
  readonly key: Buffer;
}

/** A key of fewer bytes would be had by too many passwords, one of more only costs; and so with salts. */
const LEAST = { salt: 4, key: 16 } as const;
const MOST = 64;

/** What {@link derivedKeyOf} takes, as part of a constraint. */
export const derivedKeySizes: string = `a salt of ${LEAST.salt} to ${MOST} bytes, and a hash of ${LEAST.key} to ${MOST}`;

/** `undefined`: one of them is malformed, too short or too long. */
export function derivedKeyOf(salt: string, hash: string): DerivedKey | undefined {
  const [saltBytes, key] = [bytesOf(salt), bytesOf(hash)];
  if (saltBytes === undefined || saltBytes.length < LEAST.salt || saltBytes.length > MOST) return undefined;
  if (key === undefined || key.length < LEAST.key || key.length > MOST) return undefined;
  return { salt: saltBytes, key };
}

/** In constant time. */
export function isSameKey(one: Buffer, other: Buffer): boolean {
  return one.length === other.length && timingSafeEqual(one, other);
}

import type { SigningAlgorithm } from "./jwk.ts";
import type { SigningKeyRecord } from "./keyset.table.ts";

/*
 * When a key signs, and when it goes: functions of what is stored and of the time, so that processes agree without talking.
 */

const HOUR_MS = 3_600_000;

/** How long a JWK Set of ours may be kept by whoever read it: what its `Cache-Control` may say, in ms. */
export const JWKS_MAX_AGE_MS: number = HOUR_MS;
/** The longest that a process may remember keys before it reads them again: the highest `settingsMaxAgeSeconds`. */
export const MAX_SETTINGS_AGE_MS: number = HOUR_MS;
/** The longest that an access or ID token is good: the highest `accessTokenValiditySeconds`. */
export const MAX_TOKEN_VALIDITY_MS: number = 24 * HOUR_MS;
/** How far the clocks of two processes may be apart: twice as far as each may be from the storage's. */
export const CLOCK_DIFFERENCE_MS: number = 60_000;

/**
 * How long a new key is published before it signs: as long as a process may serve the keys it remembers, and then a verifier
 * keep what it was served. By the highest ages, not those of the process that happens to rotate: another may have others.
 */
export const PUBLICATION_MS: number = MAX_SETTINGS_AGE_MS + JWKS_MAX_AGE_MS + CLOCK_DIFFERENCE_MS;
/** How long a key is kept when another signs: until the last token is dead that a process signed which did not know yet. */
export const RETIREMENT_MS: number = MAX_TOKEN_VALIDITY_MS + MAX_SETTINGS_AGE_MS + CLOCK_DIFFERENCE_MS;
/** For tokens of one use: what fits in a record, and what a verifier may be asked to read. */
export const MAX_KEYS = 10;

type Turn = Pick<SigningKeyRecord, "signsFrom">;

/** What a key does: it is known and waits for its turn, signs, or is kept for the tokens that it signed. */
export type KeyStatus = "published" | "signing" | "retiring";

/** The key that signs: the last whose turn has come; by a clock that is behind all of them, the first. */
export function signingKeyOf<K extends Turn>(keys: readonly K[], now: number): K | undefined {
  return keys.findLast(({ signsFrom }) => signsFrom <= now) ?? keys[0];
}

export function statusOf<K extends Turn>(keys: readonly K[], key: K, now: number): KeyStatus {
  const signing = signingKeyOf(keys, now);
  if (key === signing) return "signing";
  return signing === undefined || keys.indexOf(key) > keys.indexOf(signing) ? "published" : "retiring";
}

/** With one key more, in the order in which they sign; of two that begin at once, the later one signs. */
export function withKey<K extends Turn>(keys: readonly K[], key: K): readonly K[] {
  const before = keys.filter(({ signsFrom }) => signsFrom <= key.signsFrom);
  return [...before, key, ...keys.slice(before.length)];
}

/** Without those that no living token was signed by: whose successor has signed for {@link RETIREMENT_MS}. */
export function withoutEnded<K extends Turn>(keys: readonly K[], now: number): readonly K[] {
  const firstKept = keys.findIndex((_, position) => {
    const successor = keys[position + 1];
    return successor === undefined || now < successor.signsFrom + RETIREMENT_MS;
  });
  return firstKept > 0 ? keys.slice(firstKept) : keys;
}

/** The key that waits for its turn already, of the kind that is wanted: whoever rotates now need not make another. */
export function nextKey(keys: readonly SigningKeyRecord[], alg: SigningAlgorithm, now: number): SigningKeyRecord | undefined {
  const newest = keys.at(-1);
  return newest !== undefined && newest.signsFrom > now && newest.alg === alg ? newest : undefined;
}

/** Whether a schedule asks for another key: the newest one is too old, or of another kind than is wanted. */
export function isDue(
  keys: readonly SigningKeyRecord[],
  { alg, maxAgeMs, now }: { readonly alg: SigningAlgorithm; readonly maxAgeMs: number; readonly now: number },
): boolean {
  const newest = keys.at(-1);
  if (newest === undefined || keys.length >= MAX_KEYS) return false;
  return newest.alg !== alg || now >= newest.createdAt + maxAgeMs;
}

import type { KeyObject } from "node:crypto";
import type { Random } from "../runtime.ts";
import { deriveKey } from "./derive.ts";
import { newSecretText, parseSecretText } from "./secret-text.ts";

const PREFIX = "rpps_";

/** What a pool's keys are for. A name is part of the derivation: renaming one changes the key. */
const purposes = [
  /** MAC of short codes: without the key, a stolen table gives no code by trying them all. */
  "code",
  /** MAC inside refresh tokens: what a storage holds does not make one. */
  "refresh",
  /** Answers for users who do not exist: the same each time, and not to be told from real ones. */
  "fakeSalt",
  /** Names under which the tries on unknown users are counted: a table of counters gives away no name. */
  "subject",
  /** Seals the tokens that lists are continued with: what comes back is what was handed out. */
  "pageToken",
  /** Makes the credentials that an identity pool gives, and reads them: another one for each pool. */
  "credential",
] as const;

/** A pool's keys, one for each purpose: none is computed from another. They print as nothing. */
export type PoolKeys = { readonly [P in (typeof purposes)[number]]: KeyObject };

/** The 256 random bits from which a pool's keys derive, made once for each pool and stored sealed. */
export function newPoolSecret(random: Random): string {
  return newSecretText(PREFIX, random);
}

/** Derives each key when it is first used, and once. */
export function poolKeys(poolSecret: string): PoolKeys {
  const secret = parseSecretText(PREFIX, poolSecret);
  if (secret === undefined) throw new Error("a pool's secret was opened but is not one");
  const keys = {};
  for (const purpose of purposes) {
    let key: KeyObject | undefined;
    const get = (): KeyObject => {
      key ??= deriveKey(secret, `rockpool pool key v1: ${purpose}`);
      return key;
    };
    Object.defineProperty(keys, purpose, { get, enumerable: true });
  }
  return keys as PoolKeys;
}

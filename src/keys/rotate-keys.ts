import { nextKey, PUBLICATION_MS } from "../tokens/rotation.ts";
import { changeKeys, withNewKeys } from "./change-keys.ts";
import type { KeyOwner } from "./key-owner.ts";
import { type SigningKeySummary, summariesOf } from "./signing-key.ts";

/**
 * Makes the next key of each use and publishes it. Where one waits for its turn already, it stays the next: to rotate in several
 * processes at once, or once more, makes no other.
 *
 * @returns The next keys.
 * @throws `LimitExceededException`; what {@link changeKeys} throws.
 */
export async function rotateKeys(owner: KeyOwner): Promise<readonly SigningKeySummary[]> {
  const keys = await changeKeys(owner, async ({ keys: before, alg, now, make }) => {
    const lacking = owner.uses.filter((use) => nextKey(before[use], alg, now) === undefined);
    if (lacking.length === 0) return null;
    return withNewKeys(before, await make(lacking), { createdAt: now, signsFrom: now + PUBLICATION_MS });
  });
  const newest = owner.uses.map((use) => keys[use].at(-1)?.kid);
  return summariesOf(keys, owner.store.runtime.clock()).filter(({ kid }) => newest.includes(kid));
}

import { tokenUses } from "../../tokens/keyset.table.ts";
import { nextKey, PUBLICATION_MS } from "../../tokens/rotation.ts";
import type { PoolContext } from "../context.ts";
import { changeKeys, withNewKeys } from "./change-keys.ts";
import { type SigningKeySummary, summariesOf } from "./signing-key.ts";

/**
 * Makes the next key of each use and publishes it. Where one waits for its turn already, it stays the next: to rotate in several
 * processes at once, or once more, makes no other.
 *
 * @returns The next keys.
 * @throws `LimitExceededException`; what {@link changeKeys} throws.
 */
export async function rotateKeys(context: PoolContext): Promise<readonly SigningKeySummary[]> {
  const keys = await changeKeys(context, async ({ keys: before, alg, now, make }) => {
    const lacking = tokenUses.filter((use) => nextKey(before[use], alg, now) === undefined);
    if (lacking.length === 0) return null;
    return withNewKeys(before, await make(lacking), { createdAt: now, signsFrom: now + PUBLICATION_MS });
  });
  const newest = tokenUses.map((use) => keys[use].at(-1)?.kid);
  return summariesOf(keys, context.store.runtime.clock()).filter(({ kid }) => newest.includes(kid));
}

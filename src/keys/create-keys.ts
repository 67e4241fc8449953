import type { KeysByUse } from "../tokens/keyset.table.ts";
import { changeKeys, withNewKeys } from "./change-keys.ts";
import type { KeyOwner } from "./key-owner.ts";

/**
 * Makes the first keys of a pool, which sign at once. When several processes do it at the same time, the first to commit is the
 * one whose keys all of them use.
 *
 * @throws What {@link changeKeys} throws.
 */
export function createKeys(owner: KeyOwner): Promise<KeysByUse> {
  return changeKeys(owner, async ({ keys, now, make }) => {
    const missing = owner.uses.filter((use) => keys[use].length === 0);
    if (missing.length === 0) return null;
    return withNewKeys(keys, await make(missing), { createdAt: now, signsFrom: now });
  });
}

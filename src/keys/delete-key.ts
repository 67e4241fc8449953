import type { SigningKeyRecord } from "../tokens/keyset.table.ts";
import { signingKeyOf, withoutEnded } from "../tokens/rotation.ts";
import { changeKeys } from "./change-keys.ts";
import type { KeyOwner } from "./key-owner.ts";
import { noSuchKey } from "./signing-key.ts";

/**
 * Takes a key away that somebody else may have: whatever it signed is refused. Where it was the one that signs, its predecessor
 * signs again, which everyone knows; else the next one, before its turn; where there is neither, a new key is made, and signs at
 * once.
 *
 * @throws `ResourceNotFoundException`: no such key, or pool. What {@link changeKeys} throws.
 */
export async function deleteKey(owner: KeyOwner, kid: string): Promise<void> {
  await changeKeys(owner, async ({ keys, now, make }) => {
    const use = owner.uses.find((one) => keys[one].some((key) => key.kid === kid));
    if (use === undefined) throw noSuchKey(kid);
    // A predecessor whose time was over is not brought back: nobody knows it any more.
    const rest = withoutEnded(keys[use], now).filter((key) => key.kid !== kid);
    if (rest.length > 0) return { [use]: withOneThatSigns(rest, now) };
    const { [use]: key } = await make([use]);
    return { [use]: key === undefined ? [] : [{ ...key, createdAt: now, signsFrom: now }] };
  });
}

function withOneThatSigns(keys: readonly SigningKeyRecord[], now: number): readonly SigningKeyRecord[] {
  const first = signingKeyOf(keys, now);
  return keys.map((key) => (key === first && key.signsFrom > now ? { ...key, signsFrom: now } : key));
}

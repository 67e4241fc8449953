import { RockpoolError } from "../errors.ts";
import type { Step } from "../storage/attempt.ts";
import type { Entry, Found } from "../storage/table.ts";
import type { TokenUse } from "../tokens/claims.ts";
import type { SigningAlgorithm } from "../tokens/jwk.ts";
import { isKnown } from "../tokens/key-maker.ts";
import { type KeyMaterial, type KeysByUse, type KeysetRecord, keysets, tokenUses } from "../tokens/keyset.table.ts";
import { MAX_KEYS, withKey, withoutEnded } from "../tokens/rotation.ts";
import { signerUnavailable } from "../tokens/signer.ts";
import type { AddedKey, KeyOwner } from "./key-owner.ts";

/** Keys that are new to a pool. */
export type NewKeys = Partial<Readonly<Record<TokenUse, KeyMaterial>>>;

/** What a change of a pool's keys is decided from. */
export interface KeyChange {
  readonly keys: KeysByUse;
  /** By which new keys of the pool are to sign. */
  readonly alg: SigningAlgorithm;
  /** Ms since the epoch. */
  readonly now: number;
  /**
   * Makes a key for each use, at most once however often the change is decided.
   *
   * @throws `SignerUnavailableException`, also when the keys are at a signer that this process was not given; what `KeyMaker` throws.
   */
  make(uses: readonly TokenUse[]): Promise<NewKeys>;
}

/**
 * The one way to change the keys of a pool: one plan, that names both records and the pool, so that no key is there twice and
 * none is left by a pool that is gone. Keys whose time is over go with it.
 *
 * @param decide The keys as they are to be, of uses that change; `null`: nothing is to be written.
 * @returns All keys, as they are then.
 * @throws `ResourceNotFoundException`; whatever `decide` throws, and what making a key does.
 */
export async function changeKeys(
  owner: KeyOwner,
  decide: (change: KeyChange) => Promise<Partial<KeysByUse> | null> | Partial<KeysByUse> | null,
): Promise<KeysByUse> {
  const { poolId, store } = owner;
  return owner.attempt(async ({ read, once }) => {
    const [pool, id, access] = await read([
      owner.record,
      keysets.key({ poolId, use: "id" }),
      keysets.key({ poolId, use: "access" }),
    ]);
    if (pool === undefined) throw owner.notFound();
    const before: KeysByUse = { id: id?.value.keys ?? [], access: access?.value.keys ?? [] };
    const now = store.runtime.clock();
    const alg = owner.algorithmOf(pool.value);
    const make = (uses: readonly TokenUse[]): Promise<NewKeys> => makeKeys(owner, once, { uses, alg, known: before });
    const changed = await decide({ keys: before, alg, now, make });
    if (changed === null) return { result: before };
    const after: KeysByUse = {
      id: withoutEnded(changed.id ?? before.id, now),
      access: withoutEnded(changed.access ?? before.access, now),
    };
    const entries = [...entriesOf(poolId, "id", id, after), ...entriesOf(poolId, "access", access, after)];
    return { commit: [pool.check(), ...entries], result: after, added: addedTo(before, after) };
  });
}

/** Each key that is new. */
function addedTo(before: KeysByUse, after: KeysByUse): readonly AddedKey[] {
  return tokenUses.flatMap((tokenUse) => {
    const known = new Set(before[tokenUse].map(({ kid }) => kid));
    return after[tokenUse].filter(({ kid }) => !known.has(kid)).map((key) => ({ tokenUse, key }));
  });
}

/** Each use with its new key. @throws `LimitExceededException`: there are as many as there may be. */
export function withNewKeys(
  keys: KeysByUse,
  made: NewKeys,
  times: { readonly createdAt: number; readonly signsFrom: number },
): Partial<KeysByUse> {
  const entries = tokenUses.flatMap((use) => {
    const key = made[use];
    if (key === undefined) return [];
    const living = withoutEnded(keys[use], times.createdAt);
    if (living.length >= MAX_KEYS) throw tooManyKeys();
    return [[use, withKey(living, { ...key, ...times })]];
  });
  return Object.fromEntries(entries);
}

async function makeKeys(
  { poolId, keyMaker }: KeyOwner,
  once: Step["once"],
  order: { readonly uses: readonly TokenUse[]; readonly alg: SigningAlgorithm; readonly known: KeysByUse },
): Promise<NewKeys> {
  const { uses, alg, known } = order;
  const { sameKey } = keyMaker;
  // A key that is held here is no successor to one that never leaves a signer: whoever wants that imports one.
  if (!uses.every((use) => keyMaker.canFollow(known[use].at(-1)))) {
    throw signerUnavailable("that holds the pool's keys was not given to Rockpool.open");
  }
  const made = await Promise.all(
    // What is made rests on nothing that was read but the kind that is wanted: it is never made again.
    uses.map((use) => once(`${use} ${alg}`, null, () => keyMaker.make({ poolId, tokenUse: use, alg }, known), sameKey)),
  );
  // One may have come by another way since it was made, or be given for both uses.
  if (made.some((key) => isKnown(known, key)) || new Set(made.map(({ kid }) => kid)).size < made.length) throw sameKey();
  return Object.fromEntries(uses.map((use, position) => [use, made[position]]));
}

function entriesOf(poolId: string, use: TokenUse, record: Found<KeysetRecord> | undefined, after: KeysByUse): readonly Entry[] {
  const keys = after[use];
  if (record === undefined) return keys.length === 0 ? [] : [keysets.create({ poolId, use, keys })];
  return [keys === record.value.keys ? record.check() : record.put({ keys })];
}

function tooManyKeys(): RockpoolError {
  const message = `A pool has at most ${MAX_KEYS} keys for tokens of one use: delete one first.`;
  return new RockpoolError("LimitExceededException", message, { retryAfterSeconds: null });
}

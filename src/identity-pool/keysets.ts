import { createKeys } from "../keys/create-keys.ts";
import type { KeyOwner } from "../keys/key-owner.ts";
import type { Store } from "../storage/store.ts";
import { type KeysByUse, keysets, type SigningKeyRecord } from "../tokens/keyset.table.ts";
import type { Keyset } from "../tokens/keyset.ts";
import { OPEN_ID_TOKEN } from "./key-owner.ts";

interface Means {
  readonly store: Store;
  parseKeyset(keys: KeysByUse): Keyset;
  /** Of each name one at a time: who comes meanwhile waits for the same. */
  once<T>(name: string, work: () => Promise<T>): Promise<T>;
}

/**
 * The keys of identity pools. Most pools sign nothing: a pool's first key is made when it is needed. The record is read each time, and
 * parsed when it has changed.
 */
export class IdentityKeysets {
  readonly #means: Means;
  readonly #parsed = new Map<string, { readonly version: string; readonly keyset: Keyset }>();

  constructor(means: Means) {
    this.#means = means;
  }

  /** @throws `ResourceNotFoundException`; what making a key does. */
  async of(owner: KeyOwner): Promise<Keyset> {
    const { store, once } = this.#means;
    const { poolId } = owner;
    const [found] = await store.read([keysets.key({ poolId, use: OPEN_ID_TOKEN })]);
    if (found === undefined) return once(poolId, async () => this.#parse((await createKeys(owner)).id));
    const before = this.#parsed.get(poolId);
    if (before?.version === found.version) return before.keyset;
    const keyset = this.#parse(found.value.keys);
    this.#parsed.set(poolId, { version: found.version, keyset });
    return keyset;
  }

  #parse(id: readonly SigningKeyRecord[]): Keyset {
    return this.#means.parseKeyset({ id, access: [] });
  }
}

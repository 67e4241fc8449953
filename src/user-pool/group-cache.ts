import type { Store } from "../storage/store.ts";
import { type GroupRecord, type GroupReference, groups } from "./groups/group.table.ts";

interface Kept {
  /** `null`: it is gone, and never comes back under this id. */
  readonly group: GroupRecord | null;
  readonly at: number;
}

/**
 * Groups, kept for as long as settings are, because every sign-in of a member needs them. They are kept by their ids, which only
 * the record of a user gives: so a group that was made elsewhere a moment ago, under whatever name, is never missed.
 */
export class GroupCache {
  readonly #store: Store;
  readonly #maxAgeMs: number;
  readonly #kept = new Map<string, Map<string, Kept>>();
  #drops = 0;

  constructor(store: Store, maxAgeMs: number) {
    this.#store = store;
    this.#maxAgeMs = maxAgeMs;
  }

  /** The groups of these that are there, in one read of the storage for all that are not kept. */
  async living(poolId: string, references: readonly GroupReference[]): Promise<readonly GroupRecord[]> {
    const now = this.#store.runtime.clock();
    const kept = this.#kept.get(poolId);
    const known = new Map<string, GroupRecord | null>();
    const unknown: GroupReference[] = [];
    for (const reference of references) {
      const one = kept?.get(reference.groupId);
      const age = one === undefined ? Number.POSITIVE_INFINITY : now - one.at;
      // A clock that was set back makes nothing young again.
      if (one !== undefined && age >= 0 && age < this.#maxAgeMs) known.set(reference.groupId, one.group);
      else unknown.push(reference);
    }
    if (unknown.length > 0) {
      for (const [groupId, group] of await this.#read(poolId, unknown, now)) known.set(groupId, group);
    }
    return references.flatMap(({ groupId }) => known.get(groupId) ?? []);
  }

  /** Drops what is kept of a pool, also what is just being read. */
  forget(poolId: string): void {
    this.#drops += 1;
    this.#kept.delete(poolId);
  }

  async #read(
    poolId: string,
    references: readonly GroupReference[],
    at: number,
  ): Promise<readonly (readonly [groupId: string, group: GroupRecord | null])[]> {
    const drops = this.#drops;
    const found = await this.#store.read(references.map(({ groupName }) => groups.key({ poolId, groupName })));
    const read = references.map(({ groupId }, position) => {
      const group = found[position]?.value;
      return [groupId, group?.groupId === groupId ? group : null] as const;
    });
    if (this.#maxAgeMs > 0 && drops === this.#drops) {
      const kept = this.#kept.get(poolId) ?? new Map<string, Kept>();
      for (const [groupId, group] of read) kept.set(groupId, { group, at });
      this.#kept.set(poolId, kept);
    }
    return read;
  }
}

import { newPlanId } from "../codecs/ids.ts";
import type { Json, JsonObject } from "../codecs/json.ts";
import type { Runtime } from "../runtime.ts";
import type { Keyring, Place } from "../seal/keyring.ts";
import type { CommitResult, EntryRange, Key, PlanEntry, StorageAdapter, StoredRecord } from "./contract.ts";
import { LocalQueue } from "./local-queue.ts";
import { columnName, type Entry, type Found, type Indexed, indexEntry, type Reader, type Ref } from "./table.ts";

/** What was found under each reference, in order. */
export type FoundAll<T extends readonly Ref<unknown>[]> = {
  readonly [I in keyof T]: T[I] extends Ref<infer R> ? Found<R> | undefined : never;
};

export interface FoundPage<R> {
  /** May be fewer than the limit, or none, while a cursor remains. */
  readonly records: readonly Found<R>[];
  /** `null`: nothing follows. */
  readonly cursor: string | null;
}

export interface PageOptions {
  /** 1 to 1000. */
  readonly limit: number;
  /** What the page before gave; `null` for the first. */
  readonly cursor: string | null;
}

/** Some dozens of plans of a quick storage; of a slow one, few are worth a longer wait. */
const PATIENCE_MS = 250;

/**
 * Typed records over an adapter: seals cells on the way down and opens them on the way up, so that an adapter sees
 * ciphertext only. Use cases read here and write with `attempt`.
 */
export class Store {
  readonly adapter: StorageAdapter;
  readonly runtime: Runtime;
  readonly keyring: Keyring;
  /** Where those wait who try again. */
  readonly retries: LocalQueue;

  constructor(adapter: StorageAdapter, keyring: Keyring, runtime: Runtime, retries: LocalQueue = new LocalQueue(PATIENCE_MS)) {
    this.adapter = adapter;
    this.runtime = runtime;
    this.keyring = keyring;
    this.retries = retries;
  }

  /** One snapshot over all references. */
  async read<const T extends readonly Ref<unknown>[]>(refs: T): Promise<FoundAll<T>> {
    const stored = await this.adapter.get(refs.map(({ table, key }) => ({ table, key })));
    const found = refs.map((ref, position) => {
      const record = stored[position];
      return record === undefined ? undefined : this.#revive(ref.reader, record);
    });
    return found as unknown as FoundAll<T>;
  }

  /** Records in key order, under the first parts of a key; with none of them, the whole table. */
  async scan<R>(table: Reader<R>, keyPrefix: Key, page: PageOptions): Promise<FoundPage<R>> {
    const { name } = table.definition;
    const { records, cursor } = await this.adapter.query({ table: name, index: "primary", range: { keyPrefix }, ...page });
    return { records: records.map((record) => this.#revive(table, record)), cursor };
  }

  /** Those records of a {@link scan} that hold a cell which another key than the current sealed: a put seals it again. */
  async scanStale<R>(table: Reader<R>, page: PageOptions): Promise<FoundPage<R>> {
    const { name } = table.definition;
    const { records, cursor } = await this.adapter.query({ table: name, index: "primary", range: { keyPrefix: [] }, ...page });
    const isStale = ({ value }: StoredRecord): boolean =>
      table.sealed.some((cell) => !this.keyring.isSealedWithCurrent(String(value[cell])));
    return { records: records.filter(isStale).map((record) => this.#revive(table, record)), cursor };
  }

  /** Records of a pool whose indexed value equals, or begins with, a text: compared whole, however long it is. */
  async find<R, I extends string>(
    table: Indexed<R, I>,
    index: NoInfer<I>,
    range: EntryRange,
    page: PageOptions,
  ): Promise<FoundPage<R>> {
    const { name } = table.definition;
    const bounded: EntryRange =
      "equals" in range
        ? { poolId: range.poolId, equals: indexEntry(range.equals) }
        : { poolId: range.poolId, startsWith: indexEntry(range.startsWith) };
    const answer = await this.adapter.query({ table: name, index: columnName(index), range: bounded, ...page });
    const matches = (value: string | null): boolean =>
      "equals" in range ? value === range.equals : value?.startsWith(range.startsWith) === true;
    const records = answer.records
      .map((record) => this.#revive(table, record))
      .filter(({ value }) => matches(table.indexed(index, value)));
    return { records, cursor: answer.cursor };
  }

  /** Commits one plan. Use cases call `attempt`, which decides again after a conflict. */
  commit(entries: readonly Entry[]): Promise<CommitResult> {
    const id = newPlanId(this.runtime.random);
    return this.adapter.commit({ id, entries: entries.map((entry) => this.#seal(entry)) });
  }

  #seal(entry: Entry): PlanEntry {
    if (entry.kind !== "put") return entry;
    const { members, sealed, ...rest } = entry;
    // Also `null`: a cell that could be emptied in the database would be a client without its secret.
    const ciphertext = sealed.map((cell) => {
      const place = placeOf(entry.table, entry.key, cell);
      return [cell, this.keyring.seal(place, JSON.stringify(members[cell]))];
    });
    return { ...rest, value: { ...members, ...Object.fromEntries(ciphertext) } };
  }

  #revive<R>(reader: Reader<R>, stored: StoredRecord): Found<R> {
    const opened: Record<string, Json> = {};
    for (const cell of reader.sealed) {
      // A cell that is not text was not sealed by us: it does not open, as any other forgery.
      const plaintext = this.keyring.open(placeOf(stored.table, stored.key, cell), String(stored.value[cell]));
      opened[cell] = JSON.parse(plaintext) as Json;
    }
    const members: JsonObject = { ...stored.value, ...opened };
    return reader.revive(stored, members);
  }
}

function placeOf(table: string, key: Key, cell: string): Place {
  return { poolId: key[0] ?? "", table, key, cell };
}

import type { JsonObject } from "../../codecs/json.ts";
import type { Key, RecordRef, StoredRecord } from "../contract.ts";
import type { CheckedPut } from "../limits.ts";
import { SortedMap } from "./sorted-map.ts";

/** A record as memory keeps it: its value as JSON text, so that no caller holds what is stored. */
interface Row {
  readonly key: Key;
  readonly version: string;
  readonly expiresAt: number | null;
  readonly json: string;
  readonly indexEntries: Readonly<Record<string, string>>;
}

type Standing = readonly [order: SortedMap<Row>, place: string];

/** U+0000 is in no key and no entry, and below all that is: ending each part with it keeps tuples apart and in order. */
export function joined(parts: readonly string[]): string {
  return parts.map((part) => `${part}\0`).join("");
}

/** The parts again. */
export function parted(place: string): readonly string[] {
  return place.split("\0").slice(0, -1);
}

/** One table: its rows by key, and one order for each index, for the keys themselves and for expiry. */
export class TableData {
  readonly #rows = new Map<string, Row>();
  readonly #orders = new Map([["primary", new SortedMap<Row>()]]);
  readonly #expiry = new SortedMap<Row>();

  /** A new index holds what is written from now on. */
  addIndexes(indexes: readonly string[]): void {
    for (const index of indexes) {
      if (!this.#orders.has(index)) this.#orders.set(index, new SortedMap());
    }
  }

  versionOf(key: Key): string | undefined {
    return this.#rows.get(joined(key))?.version;
  }

  read(ref: RecordRef): StoredRecord | undefined {
    const row = this.#rows.get(joined(ref.key));
    return row === undefined ? undefined : storedRecord(ref.table, row);
  }

  put({ key, expiresAt, json, indexEntries }: CheckedPut, version: string): void {
    const row: Row = { key: [...key], version, expiresAt, json, indexEntries: { ...indexEntries } };
    const places = this.#placesOf(row);
    // Most writes leave a record where it stands: to take it out of an order and back in would move its whole chunk twice.
    this.#leave(this.#rows.get(joined(key)), places);
    this.#rows.set(joined(key), row);
    for (const [order, place] of places) order.set(place, row);
  }

  delete(key: Key): void {
    this.#leave(this.#rows.get(joined(key)), []);
    this.#rows.delete(joined(key));
  }

  /** Records in the order of an index from a place on, while the place has the prefix. */
  *walk(table: string, index: string, from: string, prefix: string): Generator<readonly [string, StoredRecord]> {
    for (const [place, row] of this.#orders.get(index)?.from(from) ?? []) {
      if (!place.startsWith(prefix)) return;
      yield [place, storedRecord(table, row)];
    }
  }

  /** Keys of records that expired at or before an instant, at most `limit`. */
  expired(at: number, limit: number): readonly Key[] {
    const keys: Key[] = [];
    for (const [, { key, expiresAt }] of this.#expiry.from("")) {
      if (keys.length === limit || (expiresAt ?? 0) > at) break;
      keys.push(key);
    }
    return keys;
  }

  /** Takes a row out of each order, but where `next` keeps its place. */
  #leave(row: Row | undefined, next: readonly Standing[]): void {
    if (row === undefined) return;
    for (const [order, place] of this.#placesOf(row)) {
      if (!next.some(([kept, same]) => kept === order && same === place)) order.delete(place);
    }
  }

  /** Where a row stands in each order: under its key; under pool, entry and key in an index that holds it; under its expiry. */
  #placesOf({ key, expiresAt, indexEntries }: Row): readonly Standing[] {
    const places: Standing[] = [];
    const stand = (order: SortedMap<Row> | undefined, place: string): void => {
      if (order !== undefined) places.push([order, place]);
    };
    stand(this.#orders.get("primary"), joined(key));
    for (const [index, entry] of Object.entries(indexEntries)) {
      stand(this.#orders.get(index), joined([key[0] ?? "", entry, ...key]));
    }
    if (expiresAt !== null) stand(this.#expiry, expiryPlace(expiresAt, key));
    return places;
  }
}

/** Sixteen digits hold every safe integer; instants before 1970 expire as if in 1970. */
function expiryPlace(expiresAt: number, key: Key): string {
  return joined([String(Math.max(0, expiresAt)).padStart(16, "0"), ...key]);
}

function storedRecord(table: string, { key, version, expiresAt, json }: Row): StoredRecord {
  return { table, key: [...key], version, expiresAt, value: JSON.parse(json) as JsonObject };
}

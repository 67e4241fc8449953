import { compareUtf8 } from "../../codecs/text.ts";

interface Item<V> {
  readonly key: string;
  value: V;
}

/** Half of it after a split: small enough to shift, large enough that a million keys need few chunks. */
const CHUNK = 512;

/**
 * A map in UTF-8 order of its keys: sorted chunks of at most 512 items, found by two binary searches. To insert or delete
 * moves the items of one chunk; to walk a range touches what it yields.
 */
export class SortedMap<V> {
  readonly #chunks: Item<V>[][] = [];

  set(key: string, value: V): void {
    const at = this.#chunkOf(key);
    const chunk = this.#chunks[at];
    if (chunk === undefined) {
      this.#chunks.push([{ key, value }]);
      return;
    }
    const position = positionIn(chunk, key);
    const item = chunk[position];
    if (item?.key === key) {
      item.value = value;
      return;
    }
    chunk.splice(position, 0, { key, value });
    if (chunk.length > CHUNK) this.#chunks.splice(at + 1, 0, chunk.splice(CHUNK / 2));
  }

  delete(key: string): void {
    const at = this.#chunkOf(key);
    const chunk = this.#chunks[at] ?? [];
    const position = positionIn(chunk, key);
    if (chunk[position]?.key !== key) return;
    chunk.splice(position, 1);
    if (chunk.length === 0) this.#chunks.splice(at, 1);
  }

  /** Keys and values in order, from the first key that is not below `from`. Do not write while walking. */
  *from(from: string): Generator<readonly [string, V]> {
    let at = this.#chunkOf(from);
    let position = positionIn(this.#chunks[at] ?? [], from);
    for (; at < this.#chunks.length; at += 1, position = 0) {
      const chunk = this.#chunks[at] ?? [];
      for (; position < chunk.length; position += 1) {
        const item = chunk[position];
        if (item !== undefined) yield [item.key, item.value];
      }
    }
  }

  /** The last chunk that begins at or below the key: where the key is, or belongs. */
  #chunkOf(key: string): number {
    return Math.max(0, firstIndex(this.#chunks.length, (i) => compareUtf8(this.#chunks[i]?.[0]?.key ?? "", key) > 0) - 1);
  }
}

/** The first item of a chunk that is not below the key. */
function positionIn(chunk: readonly { readonly key: string }[], key: string): number {
  return firstIndex(chunk.length, (i) => compareUtf8(chunk[i]?.key ?? "", key) >= 0);
}

/** The first of `length` indexes for which it holds, where it holds for all that follow; `length` if for none. */
function firstIndex(length: number, holds: (index: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

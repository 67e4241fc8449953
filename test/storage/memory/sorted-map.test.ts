import { describe, expect, it } from "vitest";
import { SortedMap } from "../../../src/storage/memory/sorted-map.ts";
import { randomText, seeded } from "../../codecs/random-texts.ts";

/** What a sorted map must be: pairs in the order of their keys' UTF-8 bytes. */
class PlainMap {
  #pairs: (readonly [string, number])[] = [];

  set(key: string, value: number): void {
    this.delete(key);
    this.#pairs.push([key, value]);
    this.#pairs.sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  }

  delete(key: string): void {
    this.#pairs = this.#pairs.filter(([other]) => other !== key);
  }

  from(key: string): readonly (readonly [string, number])[] {
    return this.#pairs.filter(([other]) => Buffer.compare(Buffer.from(other), Buffer.from(key)) >= 0);
  }
}

describe("SortedMap", () => {
  it.each([1, 2, 3, 4])("does what a plain sorted list does, after any set and delete (seed %i)", (seed) => {
    const random = seeded(seed);
    const [map, plain] = [new SortedMap<number>(), new PlainMap()];
    for (let step = 0; step < 1_500; step += 1) {
      const key = randomText(random, 3);
      if (random() < 0.65) {
        map.set(key, step);
        plain.set(key, step);
      } else {
        map.delete(key);
        plain.delete(key);
      }
      if (step % 25 === 0) {
        const from = randomText(random, 3);
        expect([...map.from(from)]).toEqual(plain.from(from));
      }
    }
    expect([...map.from("")]).toEqual(plain.from(""));
  });

  it.each(["in order", "backwards", "mixed"])("keeps 5000 keys that come %s", (order) => {
    const keys = Array.from({ length: 5_000 }, (_, n) => String(n).padStart(4, "0"));
    const coming = { "in order": keys, backwards: keys.toReversed(), mixed: keys.map((_, n) => keys[(n * 1_777) % 5_000] ?? "") };
    const map = new SortedMap<string>();
    for (const key of coming[order as keyof typeof coming]) map.set(key, key);
    expect([...map.from("")].map(([key]) => key)).toEqual(keys);
    expect(map.from("2500").next().value).toEqual(["2500", "2500"]);
    expect(map.from("2500!").next().value).toEqual(["2501", "2501"]);
    expect([...map.from("5")]).toEqual([]);
  });

  it("is empty after every key was deleted, and may be filled again", () => {
    const random = seeded(5);
    const keys = [...new Set(Array.from({ length: 2_000 }, () => randomText(random, 4)))];
    const map = new SortedMap<number>();
    for (const [n, key] of keys.entries()) map.set(key, n);
    for (const key of keys) map.delete(key);
    expect([...map.from("")]).toEqual([]);
    map.set("a", 1);
    expect([...map.from("")]).toEqual([["a", 1]]);
  });

  it("replaces the value of a key that is there", () => {
    const map = new SortedMap<number>();
    map.set("a", 1);
    map.set("a", 2);
    expect([...map.from("")]).toEqual([["a", 2]]);
  });

  it("does nothing to delete a key that is not there", () => {
    const map = new SortedMap<number>();
    map.delete("a");
    map.set("b", 1);
    map.delete("a");
    map.delete("c");
    expect([...map.from("")]).toEqual([["b", 1]]);
  });
});

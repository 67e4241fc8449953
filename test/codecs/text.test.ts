import { describe, expect, it } from "vitest";
import {
  canonical,
  codePointLength,
  codePointPrefix,
  compareUtf8,
  isStorableText,
  prefixUpperBound,
} from "../../src/codecs/text.ts";
import { randomText, seeded } from "./random-texts.ts";

const byBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

describe("canonical", () => {
  it.each([
    ["case", "ADA@Example.COM", "ada@example.com"],
    ["case beyond ASCII", "ÀÉÎÕÜ", "àéîõü"],
    ["composed and decomposed letters", "e\u0301", "\u00e9"],
    ["compatibility forms: ligatures", "ﬁne", "fine"],
    ["compatibility forms: full width", "ＡＤＡ＠", "ada@"],
    ["compatibility forms: other signs for a letter", "K\u212b", "k\u00e5"],
    ["letters that are only normal again after lower-casing", "\u0130", "i\u0307"],
    ["capital sigma by its place in the word", "ΟΔΟΣ", "οδος"],
  ])("folds %s", (_, name, folded) => {
    expect(canonical(name)).toBe(folded);
  });

  it.each(["ada", "ada.lovelace+x@example.com", "名前", "\u{1f600}", "i", "ß"])("keeps %s", (name) => {
    expect(canonical(name)).toBe(name);
  });

  it("keeps apart what is not the same letter: ß and ss, ı and i", () => {
    expect(canonical("ß")).not.toBe(canonical("ss"));
    expect(canonical("ı")).not.toBe(canonical("i"));
  });

  it("folds a folded name no further, whatever the code point", () => {
    const unstable: string[] = [];
    for (let point = 1; point <= 0x10_ffff; point += 1) {
      if (point >= 0xd800 && point <= 0xdfff) continue;
      const folded = canonical(`a${String.fromCodePoint(point)}b`);
      if (canonical(folded) !== folded) unstable.push(point.toString(16));
    }
    expect(unstable).toEqual([]);
  });
});

describe("isStorableText", () => {
  it.each(["", "a", "\u0001", "\ud7ff", "\ue000", "\uffff", "\u{10000}", "\u{10ffff}", "a\u{1f600}b"])("takes %j", (text) => {
    expect(isStorableText(text)).toBe(true);
  });

  it.each(["\0", "a\0b", "\ud800", "\udbff", "\udc00", "\udfff", "a\ud83d", "\ude00\ud83d", "\u{1f600}\ude00"])(
    "refuses %j",
    (text) => {
      expect(isStorableText(text)).toBe(false);
    },
  );
});

describe("codePointLength, codePointPrefix", () => {
  it("count a character beyond U+FFFF once", () => {
    expect(codePointLength("")).toBe(0);
    expect(codePointLength("a\u{1f600}e\u0301")).toBe(4);
  });

  it("never cut through a character", () => {
    expect(codePointPrefix("\u{1f600}\u{1f601}a", 2)).toBe("\u{1f600}\u{1f601}");
    expect(codePointPrefix("\u{1f600}a", 1)).toBe("\u{1f600}");
  });

  it("give the whole text where it is not longer", () => {
    for (const text of ["", "ab", "\u{1f600}a"]) expect(codePointPrefix(text, 2)).toBe(text);
  });

  it("agree: a prefix has as many code points as asked for, or all", () => {
    const random = seeded(1);
    for (let n = 0; n < 2_000; n += 1) {
      const text = randomText(random, 8);
      const prefix = codePointPrefix(text, 4);
      expect(text.startsWith(prefix)).toBe(true);
      expect(codePointLength(prefix)).toBe(Math.min(4, codePointLength(text)));
      expect(isStorableText(prefix)).toBe(true);
    }
  });
});

describe("compareUtf8", () => {
  it("orders as the bytes of UTF-8 do", () => {
    const random = seeded(2);
    for (let n = 0; n < 20_000; n += 1) {
      const [a, b] = [randomText(random, 4), randomText(random, 4)];
      expect(Math.sign(compareUtf8(a, b)), JSON.stringify([a, b])).toBe(byBytes(a, b));
    }
  });

  it("orders U+E000 to U+FFFF below what is beyond them, where UTF-16 does not", () => {
    const texts = ["\ud7ff", "\ue000", "\uffff", "\u{10000}", "\u{10ffff}"];
    expect(texts.toReversed().sort(compareUtf8)).toEqual(texts);
    expect(texts.toReversed().sort()).not.toEqual(texts);
  });

  it("orders a text above its own beginning, and equal to itself", () => {
    expect(compareUtf8("", "")).toBe(0);
    expect(compareUtf8("a\u{1f600}", "a\u{1f600}")).toBe(0);
    expect(compareUtf8("a", "a\u0001")).toBeLessThan(0);
    expect(compareUtf8("a\0", "a")).toBeGreaterThan(0);
  });
});

describe("prefixUpperBound", () => {
  it.each([
    ["a", "b"],
    ["az", "a{"],
    ["\u007f", "\u0080"],
    ["a\ud7ff", "a\ue000"],
    ["\uffff", "\u{10000}"],
    ["a\u{10ffff}", "b"],
    ["a\u{10ffff}\u{10ffff}", "b"],
    ["\ud7ff\u{10ffff}", "\ue000"],
  ])("is above every text that begins with %j", (prefix, bound) => {
    expect(prefixUpperBound(prefix)).toBe(bound);
  });

  it.each(["", "\u{10ffff}", "\u{10ffff}\u{10ffff}"])("is null for %j: nothing is above", (prefix) => {
    expect(prefixUpperBound(prefix)).toBeNull();
  });

  it("parts texts exactly: those that begin with the prefix are the ones from it up to the bound", () => {
    const random = seeded(3);
    for (let n = 0; n < 20_000; n += 1) {
      const [prefix, text] = [randomText(random, 2), randomText(random, 4)];
      const bound = prefixUpperBound(prefix);
      const isWithin = byBytes(text, prefix) >= 0 && (bound === null || byBytes(text, bound) < 0);
      expect(isWithin, JSON.stringify([prefix, text])).toBe(text.startsWith(prefix));
      expect(bound === null || isStorableText(bound)).toBe(true);
    }
  });
});

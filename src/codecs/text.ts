/**
 * The one way names are folded before they are compared: NFKC, then lower case, then NFKC again, because lower-casing
 * can leave a string that is not normalised (`İ`). Validate what comes out, not what went in.
 */
export function canonical(name: string): string {
  return name.normalize("NFKC").toLowerCase().normalize("NFKC");
}

/** Storages refuse U+0000 (PostgreSQL's JSONB does) and lone surrogates (they have no UTF-8): so do we, at the edge. */
export function isStorableText(text: string): boolean {
  return !/[\0\p{Surrogate}]/u.test(text);
}

/** Counts what a person counts as characters, near enough: code points, not UTF-16 units. */
export function codePointLength(text: string): number {
  let length = 0;
  for (const _ of text) length += 1;
  return length;
}

/** The first `count` code points. */
export function codePointPrefix(text: string, count: number): string {
  if (text.length <= count) return text;
  return Array.from(text).slice(0, count).join("");
}

/**
 * Orders strings as their UTF-8 bytes are ordered, which is how SQLite (BINARY) and PostgreSQL (COLLATE "C") order them.
 * UTF-16 units agree with that but for surrogates, which stand for code points above U+FFFF yet sort below U+E000.
 */
export function compareUtf8(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i += 1) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) return aboveSurrogates(x) - aboveSurrogates(y);
  }
  return a.length - b.length;
}

/** Moves surrogates above U+E000..U+FFFF, where the code points they stand for belong. */
function aboveSurrogates(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x1_0000 : unit;
}

/** The least string that is above every string with this prefix, in UTF-8 order; `null` where there is none. */
export function prefixUpperBound(prefix: string): string | null {
  const points = Array.from(prefix, (character) => character.codePointAt(0) ?? 0);
  for (let last = points.pop(); last !== undefined; last = points.pop()) {
    if (last === 0x10_ffff) continue;
    return String.fromCodePoint(...points, last === 0xd7ff ? 0xe000 : last + 1);
  }
  return null;
}

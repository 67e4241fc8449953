/** Numbers from 0 to 1 that are the same at each run (mulberry32), so that a failure can be looked at again. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Ranges of code points where UTF-8, UTF-16 and eyes disagree on the order; the surrogates are between them. */
const RANGES = [
  [0x01, 0x03],
  [0x61, 0x63],
  [0x7e, 0x81],
  [0x7fe, 0x801],
  [0xd7fd, 0xd7ff],
  [0xe000, 0xe002],
  [0xfffd, 0xffff],
  [0x1_0000, 0x1_0002],
  [0x1_f5fe, 0x1_f601],
  [0x10_fffd, 0x10_ffff],
] as const;

/** A text of 0 to `length` code points that others are likely to share a beginning with. */
export function randomText(random: () => number, length: number): string {
  return Array.from({ length: Math.floor(random() * (length + 1)) }, () => {
    const [low, high] = RANGES[Math.floor(random() * RANGES.length)] ?? RANGES[0];
    return String.fromCodePoint(low + Math.floor(random() * (high - low + 1)));
  }).join("");
}

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** The same work as the other sides do in this round, done in its own way. */
type Side = (round: number) => Promise<unknown> | unknown;

/** Milliseconds of each round, by side. */
export type Times<N extends string> = { readonly [name in N]: readonly number[] };

/**
 * Lets the sides do their work in turn, round after round: warm-up, drift and whatever else the machine has to do fall on all of
 * them. Every second round goes in the opposite order, and every second time another side begins. What each does first is not
 * counted.
 */
export async function race<N extends string>(rounds: number, sides: { readonly [name in N]: Side }): Promise<Times<N>> {
  const names = Object.keys(sides) as N[];
  const times = Object.fromEntries(names.map((name) => [name, []])) as unknown as { [name in N]: number[] };
  for (const name of names) await sides[name](0);
  for (let round = 0; round < rounds; round += 1) {
    const begins = Math.floor(round / 2) % names.length;
    const turns = [...names.slice(begins), ...names.slice(0, begins)];
    for (const name of round % 2 === 0 ? turns : turns.toReversed()) {
      const start = performance.now();
      await sides[name](round);
      times[name].push(performance.now() - start);
    }
  }
  return times;
}

/** One at a time and many: how many pieces of work are under way at once, and how many there are in a round. */
export const loads: readonly { readonly concurrency: number; readonly operations: number; readonly rounds: number }[] = [
  { concurrency: 1, operations: 4, rounds: 40 },
  { concurrency: 8, operations: 24, rounds: 20 },
  { concurrency: 32, operations: 64, rounds: 14 },
];

/** Does a piece of work so many times, at most `concurrency` at once. */
export async function inFlight(operations: number, concurrency: number, work: () => Promise<unknown>): Promise<void> {
  let left = operations;
  const worker = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      await work();
    }
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
}

/** Works in a new folder, which is removed afterwards with all that is in it. */
export async function inNewFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "rockpool-bench-"));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** What one line of a table compares, in milliseconds by round. */
export interface Comparison {
  readonly work: string;
  readonly bound: string;
  readonly ours: readonly number[];
  readonly theirs: readonly number[];
  /** Pieces of work in a round. */
  readonly operations: number;
}

export const comparisonHeader: readonly string[] = [
  "work",
  "bound",
  "x of the bound",
  "middle half",
  "rounds",
  "ours",
  "bound's",
];

/** The ratio of each round says how fast we were then; 1.0 is as fast as the bound. The last two are medians for one piece of work. */
export function compared({ work, bound, ours, theirs, operations }: Comparison): readonly string[] {
  const ratios = ours.map((ms, round) => (theirs[round] ?? Number.NaN) / ms);
  const each = (times: readonly number[]): string => duration(quantile(times, 0.5) / operations);
  return [
    work,
    bound,
    `${ratio(quantile(ratios, 0.5))}x`,
    `${ratio(quantile(ratios, 0.25))} to ${ratio(quantile(ratios, 0.75))}`,
    String(ratios.length),
    each(ours),
    each(theirs),
  ];
}

/** How long one piece of work takes, for a sentence. */
export function described(times: readonly number[], operations: number): string {
  const [low, middle, high] = [0.25, 0.5, 0.75].map((part) => duration(quantile(times, part) / operations));
  return `${middle} (middle half ${low} to ${high}, ${times.length} rounds)`;
}

export function markdownTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [line(header), line(header.map(() => "---")), ...rows.map(line)].join("\n");
}

/** Between the two nearest values, in proportion. */
function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const place = (sorted.length - 1) * part;
  const below = sorted[Math.floor(place)] ?? Number.NaN;
  const above = sorted[Math.ceil(place)] ?? Number.NaN;
  return below + (above - below) * (place % 1);
}

function ratio(value: number): string {
  return value.toFixed(2);
}

function duration(ms: number): string {
  return ms < 1 ? `${(ms * 1000).toFixed(1)} µs` : `${ms.toFixed(2)} ms`;
}

/** The same work as the other sides do in this round, done in its own way. */
type Side = (round: number) => Promise<unknown> | unknown;

/** Milliseconds of each round, by side. */
export type Times<N extends string> = { readonly [name in N]: readonly number[] };

/**
 * Lets the sides do their work in turn, round after round, and in the opposite order in every second round: warm-up, drift and
 * whatever else the machine has to do fall on all of them. A first round is not counted.
 */
export async function race<N extends string>(rounds: number, sides: { readonly [name in N]: Side }): Promise<Times<N>> {
  const names = Object.keys(sides) as N[];
  const times = Object.fromEntries(names.map((name) => [name, []])) as unknown as { [name in N]: number[] };
  for (let round = 0; round <= rounds; round += 1) {
    for (const name of round % 2 === 0 ? names : names.toReversed()) {
      const start = performance.now();
      await sides[name](round);
      const took = performance.now() - start;
      if (round > 0) times[name].push(took);
    }
  }
  return times;
}

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

/** Times of several sides as if one did the work of all. */
export function together(...sides: readonly (readonly number[])[]): readonly number[] {
  const [first = []] = sides;
  return first.map((_, round) => sides.reduce((sum, times) => sum + (times[round] ?? Number.NaN), 0));
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

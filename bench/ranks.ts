/** What the ranks of two sides among each other tell (Mann-Whitney), whatever their spread and their outliers. */
export function told(a: readonly number[], b: readonly number[]): readonly string[] {
  const sorted = [...a, ...b].toSorted((one, other) => one - other);
  const ranks = [...a, ...b].map((value) => sorted.indexOf(value) + 1);
  const slowerIn = (some: readonly number[]): number => (mean(some) - (some.length + 1) / 2) / b.length;
  const [ofA, ofB] = [ranks.slice(0, a.length), ranks.slice(a.length)];
  const area = slowerIn(ofA);
  const chances = Array.from({ length: 2_000 }, () => slowerIn(shuffled(ranks).slice(0, a.length)));
  const [low, high] = [quantile(chances, 0.005), quantile(chances, 0.995)];
  const isSeen = area < low || area > high;

  // Of so many looks at one name the mean rank stays 1.645 of its deviations from the middle of both: 1 in 20 is wrong.
  const apart = Math.abs(area - 0.5) + (isSeen ? 0 : (high - low) / 2);
  const looks = Math.ceil(((1.645 * (deviation(ofA) + deviation(ofB))) / (apart * ranks.length)) ** 2);
  const upTo = (side: readonly number[], line: number): number => side.filter((rank) => rank <= line).length / side.length;
  const right = 0.5 + Math.max(...ranks.map((line) => Math.abs(upTo(ofA, line) - upTo(ofB, line)))) / 2;
  return [
    area.toFixed(2),
    `${low.toFixed(2)} to ${high.toFixed(2)}`,
    isSeen
      ? `one look is right ${Math.round(100 * right)} times in 100; 95 times in 100 takes about ${looks}`
      : `one look tells nothing; 95 times in 100 takes more than ${looks}`,
  ];
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function deviation(values: readonly number[]): number {
  const middle = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - middle) ** 2)));
}

export function quantile(values: readonly number[], part: number): number {
  return values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) * part)] ?? Number.NaN;
}

export function shuffled<T>(values: readonly T[]): readonly T[] {
  const dealt = values.map((value) => ({ value, at: Math.random() }));
  return dealt.sort((a, b) => a.at - b.at).map(({ value }) => value);
}

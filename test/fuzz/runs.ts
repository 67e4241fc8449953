import type { Parameters } from "fast-check";

/**
 * The same values in every run, so that what fails here fails everywhere. FUZZ_RUNS multiplies how many there are, FUZZ_SEED
 * draws others: `FUZZ_RUNS=100 FUZZ_SEED=$RANDOM npx vitest run --project memory test/fuzz`.
 */
export function runs<T>(numRuns: number): Parameters<T> {
  const times = Number(process.env["FUZZ_RUNS"] ?? 1);
  return { numRuns: Math.ceil(numRuns * times), seed: Number(process.env["FUZZ_SEED"] ?? 1) };
}

/** Time for one test, in ms. */
export const fuzzTimeout: number = 60_000 * Math.max(1, Number(process.env["FUZZ_RUNS"] ?? 1));

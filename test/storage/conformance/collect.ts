import { type ConformanceOptions, conformance } from "../../../src/storage/conformance/index.ts";

export interface Outcome {
  readonly name: string;
  readonly error: unknown;
}

/** Runs the whole suite, one test after the other, as a runner would; gives what each test threw, or `null`. */
export async function collect(options: Omit<ConformanceOptions, "test">): Promise<readonly Outcome[]> {
  const tests: { readonly name: string; readonly run: () => Promise<void> }[] = [];
  conformance({ ...options, test: (name, run) => tests.push({ name, run }) });
  const outcomes: Outcome[] = [];
  for (const { name, run } of tests) {
    outcomes.push({
      name,
      error: await run().then(
        () => null,
        (error: unknown) => error,
      ),
    });
  }
  return outcomes;
}

export function failuresOf(outcomes: readonly Outcome[]): readonly string[] {
  return outcomes.filter(({ error }) => error !== null).map(({ name }) => name);
}

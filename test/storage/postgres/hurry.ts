import { onTestFinished, vi } from "vitest";

/** Passes the time, until the test ends, that the adapter goes on trying for, and would take. */
export function hurry(): void {
  const start = performance.now();
  let passed = 0;
  vi.spyOn(performance, "now").mockImplementation(() => {
    passed += 2_000;
    return start + passed;
  });
  onTestFinished(() => void vi.restoreAllMocks());
}

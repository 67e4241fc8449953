import { testPool } from "rockpool/testing";
import { afterEach, expect, it, vi } from "vitest";
import { maintainNowAndThen } from "../../src/cli/maintain.ts";

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

it("a server maintains its storage every ten minutes, complains where that fails, and goes on until it ends", async () => {
  const { rockpool } = await testPool();
  const stderr = vi.spyOn(process.stderr, "write").mockReturnValue(true);
  const maintain = vi.spyOn(rockpool, "maintain").mockRejectedValueOnce(new Error("no storage"));
  vi.useFakeTimers();
  const end = maintainNowAndThen(rockpool);
  await vi.advanceTimersByTimeAsync(600_000);
  expect(stderr).toHaveBeenCalledWith("rockpool: maintenance failed. Error: no storage\n");
  await vi.advanceTimersByTimeAsync(600_000);
  expect(maintain).toHaveBeenCalledTimes(2);
  await end();
  await vi.advanceTimersByTimeAsync(600_000);
  expect(maintain).toHaveBeenCalledTimes(2);
});

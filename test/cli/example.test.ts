import { fileURLToPath } from "node:url";
import { expect, it, onTestFinished } from "vitest";
import { startDev } from "./command.ts";

it("examples/dev-config.ts, in TypeScript, is what `rockpool dev` serves, in memory", async () => {
  const dev = await startDev(["--config", fileURLToPath(new URL("../../examples/dev-config.ts", import.meta.url))]);
  onTestFinished(async () => void (await dev.kill()));
  const lines = dev.text().split("\n");
  expect(lines).toContainEqual(expect.stringMatching(/^user pool customers: us-east-1_\w{9}$/));
  expect(lines).toContainEqual(expect.stringMatching(/^ {2}client web: \w{26}$/));
  expect(lines).toContainEqual(expect.stringMatching(/^identity pool visitors: us-east-1:[\da-f-]{36}$/));
  expect(lines).toContainEqual(expect.stringMatching(/^\[EMAIL to grace@example\.com\] /));
  expect(await dev.stop()).toBe(0);
});

import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import type { RockpoolConfig } from "../../src/cli/config.ts";
import { followConfig } from "../../src/cli/follow-config.ts";
import { startDev, temporaryFolder } from "./command.ts";

/** Follows a file, and gives what was applied of it: the names of user pools. */
async function followed(name: string, text: string, applying: (pools: string) => Promise<void> = async () => {}) {
  const stdout = vi.spyOn(process.stdout, "write").mockReturnValue(true);
  const stderr = vi.spyOn(process.stderr, "write").mockReturnValue(true);
  const file = join(await temporaryFolder(), name);
  await writeFile(file, text);
  const applied: string[] = [];
  const end = await followConfig(file, async ({ userPools = [] }: RockpoolConfig) => {
    const pools = userPools.map(({ poolName }) => poolName).join();
    applied.push(pools);
    await applying(file);
  });
  onTestFinished(async () => {
    await end();
    stdout.mockRestore();
    stderr.mockRestore();
  });
  const complaints = (): string => stderr.mock.calls.map(([line]) => String(line)).join("");
  return {
    file,
    applied,
    complaints,
    settled: (names: readonly string[]) => vi.waitFor(() => expect(applied).toEqual(names), 30_000),
  };
}

const esm = (poolName: string): string => `export default { userPools: [{ poolName: "${poolName}" }] };`;
const commonJs = (poolName: string): string => `module.exports = { userPools: [{ poolName: "${poolName}" }] };`;

describe("a configuration that is followed", () => {
  it.each([
    ["an ES module", "config.mjs", esm],
    ["TypeScript", "config.ts", esm],
  ])(
    "is applied again as it is then, where it is %s",
    async (_, name, text) => {
      const { file, settled } = await followed(name, text("first"));
      await writeFile(file, text("second"));
      await settled(["first", "second"]);
    },
    60_000,
  );

  it("is applied again as it is then, where it is CommonJS", async () => {
    // By Node's loader: that of the tests remembers nothing.
    const file = join(await temporaryFolder(), "config.cjs");
    await writeFile(file, commonJs("first"));
    const dev = await startDev(["--config", file]);
    onTestFinished(async () => void (await dev.stop()));
    await dev.wrote(/^user pool first: /m);
    await writeFile(file, commonJs("second"));
    await dev.wrote(/is applied again/);
    expect(dev.text()).toMatch(/^user pool second: /m);
  }, 60_000);

  it("is applied again where it changed while it was applied first", async () => {
    let isFirst = true;
    const { settled } = await followed("config.mjs", esm("first"), async (file) => {
      if (isFirst) await writeFile(file, esm("second"));
      isFirst = false;
    });
    await settled(["first", "second"]);
  }, 60_000);

  it("is applied as it is after the last of several edits", async () => {
    const { file, applied } = await followed("config.mjs", esm("first"));
    for (const name of ["second", "third", "fourth"]) await writeFile(file, esm(name));
    await vi.waitFor(() => expect(applied.at(-1)).toBe("fourth"), 30_000);
  }, 60_000);

  it("stays where its file is deleted, and is applied when there is another", async () => {
    const { file, complaints, settled } = await followed("config.mjs", esm("first"));
    await rm(file);
    await vi.waitFor(() => expect(complaints()).toContain("cannot be read (ENOENT)"), 30_000);
    await writeFile(file, esm("second"));
    await settled(["first", "second"]);
  }, 60_000);
});

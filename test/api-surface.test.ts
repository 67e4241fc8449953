import { describe, expect, it } from "vitest";
import { subpaths } from "./tooling/package-exports.ts";

describe("the names that users import", () => {
  it.each(subpaths)("of $specifier", async ({ specifier, output }) => {
    const names = Object.keys(await import(specifier)).sort();
    await expect(`${names.join("\n")}\n`).toMatchFileSnapshot(`__snapshots__/api-surface/${output.replaceAll("/", ".")}.txt`);
  });
});

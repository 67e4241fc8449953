import { readFileSync } from "node:fs";
import { forgeries } from "rockpool/testing";
import { expect, it } from "vitest";
import { describeSnippets } from "../tooling/doc-snippets.ts";

describeSnippets("docs/testing.md", {
  least: 10,
  files: ["examples/testing/staff-page.ts", "examples/testing/vitest/staff-page.test.ts"],
});

it("docs/testing.md names every forgery, in the order of the list", () => {
  const text = readFileSync(new URL("../../docs/testing.md", import.meta.url), "utf8");
  const [, table = ""] = /^\| forgery \|(.*?)\n\n/ms.exec(text) ?? [];
  expect([...table.matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name)).toEqual(forgeries);
});

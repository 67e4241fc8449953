import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { simpleTriggerNames } from "../../src/triggers/triggers.ts";
import { describeSnippets } from "../tooling/doc-snippets.ts";

describeSnippets("docs/triggers.md", { least: 11, files: ["examples/migrate-lazily.ts"] });

it("docs/triggers.md has a chapter for every trigger", () => {
  const text = readFileSync(new URL("../../docs/triggers.md", import.meta.url), "utf8");
  const titles = [...text.matchAll(/^## (.*)$/gm)].flatMap(([, title = ""]) => title.split(" and "));
  expect([...simpleTriggerNames, "preTokenGeneration"].filter((name) => !titles.includes(name))).toEqual([]);
});

import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { forgeries } from "rockpool/testing";
import ts from "typescript";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
const read = (path: string): string => readFileSync(join(root, path), "utf8");
const text = read("docs/testing.md");

/** The pieces of code, with the chapter each stands in. What follows the language is the file that it is. */
const blocks = text.split(/^## /m).flatMap((chapter) =>
  [...chapter.matchAll(/^```(\w*)([^\n]*)\n(.*?)^```$/gms)].map(([, language = "", file = "", code = ""]) => ({
    chapter: chapter.split("\n")[0] ?? "",
    language,
    file: file.trim(),
    code,
  })),
);
const snippets = blocks.filter(({ file }) => file === "").map((block, index) => ({ ...block, name: `${index}.ts` }));

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "rockpool-docs-"));
  // Where packages and types are found.
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"), "junction");
  writeFileSync(join(folder, "package.json"), JSON.stringify({ type: "module" }));
  for (const { name, code } of snippets) writeFileSync(join(folder, name), code);
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("docs/testing.md", () => {
  it("shows TypeScript only", () => {
    expect(new Set(blocks.map(({ language }) => language))).toEqual(new Set(["ts"]));
    expect(snippets.length).toBeGreaterThan(9);
  });

  it.each(snippets)("says what is so: $chapter ($name)", async ({ name, code }) => {
    // What asserts nothing is so whatever it says.
    expect(code).toMatch(/\bassert\./);
    await import(pathToFileURL(join(folder, name)).href);
  });

  it("compiles", { timeout: 60_000 }, () => {
    const { options } = ts.parseJsonConfigFileContent(
      ts.readConfigFile(join(root, "tsconfig.json"), ts.sys.readFile).config,
      ts.sys,
      root,
    );
    const files = snippets.map(({ name }) => join(folder, name));
    const program = ts.createProgram(files, { ...options, skipLibCheck: true, noUnusedLocals: false });
    const found = files.flatMap((file) => {
      const source = program.getSourceFile(file);
      return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
    });
    const messages = found.map(
      ({ file, messageText }) => `${file?.fileName}: ${ts.flattenDiagnosticMessageText(messageText, " ")}`,
    );
    expect(messages).toEqual([]);
  });

  it("names every forgery, in the order of the list", () => {
    const [, table = ""] = /^\| forgery \|(.*?)\n\n/ms.exec(text) ?? [];
    expect([...table.matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name)).toEqual(forgeries);
  });

  it("shows files of examples/ word for word", () => {
    const files = blocks.filter(({ file }) => file !== "");
    expect(files.map(({ file }) => file)).toEqual([
      "examples/testing/staff-page.ts",
      "examples/testing/vitest/staff-page.test.ts",
    ]);
    for (const { file, code } of files) expect(code).toBe(read(file));
  });
});

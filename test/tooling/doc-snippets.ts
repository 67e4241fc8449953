import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import ts from "typescript";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
const read = (path: string): string => readFileSync(join(root, path), "utf8");

/**
 * Describes a page of docs/: its pieces of code run, and compile.
 *
 * @param files Those that the page shows word for word, in their order; the others are programs of their own.
 */
export function describeSnippets(
  page: string,
  { files, least }: { readonly files: readonly string[]; readonly least: number },
): void {
  /** With the chapter each stands in. What follows the language is the file that it is. */
  const blocks = read(page)
    .split(/^## /m)
    .flatMap((chapter) =>
      [...chapter.matchAll(/^```(\w*)([^\n]*)\n(.*?)^```$/gms)].map(([, language = "", file = "", code = ""]) => ({
        chapter: chapter.split("\n")[0] ?? "",
        language,
        file: file.trim(),
        code,
      })),
    );
  const snippets = blocks.filter(({ file }) => file === "").map((block, index) => ({ ...block, name: `${index}.ts` }));

  describe(page, () => {
    let folder: string;
    beforeAll(() => {
      folder = mkdtempSync(join(tmpdir(), "rockpool-docs-"));
      // Where packages and types are found.
      symlinkSync(join(root, "node_modules"), join(folder, "node_modules"), "junction");
      writeFileSync(join(folder, "package.json"), JSON.stringify({ type: "module" }));
      for (const { name, code } of snippets) writeFileSync(join(folder, name), code);
    });
    afterAll(() => rmSync(folder, { recursive: true }));

    it("shows TypeScript only", () => {
      expect(new Set(blocks.map(({ language }) => language))).toEqual(new Set(["ts"]));
      expect(snippets.length).toBeGreaterThanOrEqual(least);
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
      const paths = snippets.map(({ name }) => join(folder, name));
      const given = { ...options, skipLibCheck: true, noUnusedLocals: false };
      const program = ts.createProgram(paths, given, hostOf(given));
      const found = paths.flatMap((path) => {
        const source = program.getSourceFile(path);
        return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
      });
      const messages = found.map(
        ({ file, messageText }) => `${file?.fileName}: ${ts.flattenDiagnosticMessageText(messageText, " ")}`,
      );
      expect(messages).toEqual([]);
    });

    it("shows files of examples/ word for word", () => {
      const shown = blocks.filter(({ file }) => file !== "");
      expect(shown.map(({ file }) => file)).toEqual(files);
      for (const { file, code } of shown) expect(code).toBe(read(file));
    });
  });
}

const parsed = new Map<string, ts.SourceFile | undefined>();

/** What the pages import is the same for all of them: it is read once. Their own files have names that come once. */
function hostOf(options: ts.CompilerOptions): ts.CompilerHost {
  const host = ts.createCompilerHost(options);
  return {
    ...host,
    getSourceFile(path, ...rest) {
      if (!parsed.has(path)) parsed.set(path, host.getSourceFile(path, ...rest));
      return parsed.get(path);
    },
  };
}

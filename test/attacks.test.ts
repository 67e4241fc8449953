import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const read = (file: string): string => readFileSync(new URL(`../${file}`, import.meta.url), "utf8");

const rows = [...read("test/attacks.md").matchAll(/^\| (\d+) \| .* \| (.*) \|$/gm)];

/** The lines that a source names: `attack 7`, `attacks 7, 8`. */
function named(source: string): readonly string[] {
  return [...source.matchAll(/\battacks? (\d+(?:, \d+)*)/g)].flatMap(([, lines = ""]) => lines.split(", "));
}

describe("test/attacks.md", () => {
  it("has each of the 92 lines once, in order", () => {
    expect(rows.map(([, line]) => Number(line))).toEqual(Array.from({ length: 92 }, (_, n) => n + 1));
  });

  it.each(rows.map(([, line = "", cell = ""]) => [line, cell]))("line %s: %s", (line, cell) => {
    const files = [...cell.matchAll(/`(test\/[^`]+)`/g)].map(([, file = ""]) => file);
    const sources = files.map((file) => [file, read(file)] as const);
    // What is tested in part may be named there by another line.
    if (/^not yet, because \w.{9,}/.test(cell)) return;
    expect(files).not.toEqual([]);
    for (const [file, source] of sources) expect(named(source), `the lines that ${file} names`).toContain(line);
  });

  it("has every test that names a line, in that line", () => {
    const cells = new Map(rows.map(([, line = "", cell = ""]) => [line, cell]));
    const tests = readdirSync(new URL(".", import.meta.url), { recursive: true, encoding: "utf8" });
    const missing = tests
      .filter((name) => name.endsWith(".test.ts") && name !== "attacks.test.ts")
      .map((name) => `test/${name.replaceAll("\\", "/")}`)
      .flatMap((file) => named(read(file)).map((line) => ({ line, file })))
      .filter(({ line, file }) => !cells.get(line)?.includes(`\`${file}\``))
      .map(({ line, file }) => `line ${line}: \`${file}\``);
    expect([...new Set(missing)].sort()).toEqual([]);
  });
});

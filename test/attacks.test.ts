import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const rows = [...readFileSync(new URL("attacks.md", import.meta.url), "utf8").matchAll(/^\| (\d+) \| .* \| (.*) \|$/gm)];

describe("test/attacks.md", () => {
  it("has each of the 92 lines once, in order", () => {
    expect(rows.map(([, line]) => Number(line))).toEqual(Array.from({ length: 92 }, (_, n) => n + 1));
  });

  it.each(rows.map(([, line = "", cell = ""]) => [line, cell]))("line %s: %s", (line, cell) => {
    if (/^not yet, because \w.{9,}/.test(cell)) return;
    const files = [...cell.matchAll(/`([^`]+)`/g)].map(([, file = ""]) => file);
    expect(files).not.toEqual([]);
    for (const file of files) {
      const source = readFileSync(new URL(`../${file}`, import.meta.url), "utf8");
      expect(source, `${file} names the attack`).toMatch(new RegExp(`\\battacks? (\\d+, )*${line}\\b`));
    }
  });
});

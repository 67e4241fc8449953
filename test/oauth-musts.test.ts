import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type TestTitle, testTitles } from "./tooling/test-titles.ts";

const folder = new URL("./user-pool/", import.meta.url);
const musts = readFileSync(new URL("oauth/musts.md", folder), "utf8");
const [here = "", elsewhere = ""] = musts.split("\n## Not of these functions\n");

interface Named {
  readonly file: string;
  readonly title: string;
}

const rows = [...here.matchAll(/^\| RFC (\d+) ([\d.]+) \| (.*) \| (.*) \|$/gm)].map(([, rfc, section, must = "", cell = ""]) => ({
  section: `RFC ${rfc} ${section}`,
  must,
  tests: [...cell.matchAll(/`([^`]+)`: “([^”]+)”/g)].map(([, file = "", title = ""]): Named => ({ file, title })),
}));

/** What a title says it is of: `RFC 6749 4.1.2, 10.5, RFC 9207 2: …`. */
function sectionsOf(path: string): readonly string[] {
  return [...path.matchAll(/RFC (\d+) ((?:[\d.]+\d|\d)(?:, (?!RFC)[\d.]*\d)*)/g)].flatMap(([, rfc, sections = ""]) =>
    sections.split(", ").map((section) => `RFC ${rfc} ${section}`),
  );
}

const testsIn = (file: string): readonly TestTitle[] => testTitles(new URL(file, folder));
const files = readdirSync(new URL("oauth/", folder)).filter((name) => name.endsWith(".test.ts"));

describe("test/user-pool/oauth/musts.md", () => {
  it("has the four RFCs", () => {
    const rfcs = new Set(rows.map(({ section }) => section.split(" ")[1]));
    expect([...rfcs]).toEqual(expect.arrayContaining(["6749", "7009", "7636", "9700"]));
    expect(rows.length).toBe(here.match(/^\| RFC /gm)?.length);
  });

  it.each(rows)("$section: $must", ({ section, tests }) => {
    expect(tests).not.toEqual([]);
    for (const { file, title } of tests) {
      const found = testsIn(file).filter((test) => test.title === title);
      expect(found, `${file} has the test "${title}" once`).toHaveLength(1);
      expect(sectionsOf(found[0]?.path ?? ""), `what "${title}" says that it is of`).toContain(section);
    }
  });

  it("has every section that a test of OAuth names", () => {
    const known = new Set(rows.map(({ section }) => section));
    const named = files.flatMap((name) => testsIn(`oauth/${name}`).flatMap(({ path }) => sectionsOf(path)));
    expect(named.length).toBeGreaterThan(100);
    expect([...new Set(named)].filter((section) => !known.has(section)).sort()).toEqual([]);
  });

  it("says of each that is not here whose it is", () => {
    const others = elsewhere.match(/^\| RFC .*$/gm) ?? [];
    expect(others.length).toBeGreaterThan(5);
    for (const row of others) expect(row).toMatch(/^\| RFC \d+ [\d., ]+ \| .{10,} \| .{10,} \|$/);
  });
});

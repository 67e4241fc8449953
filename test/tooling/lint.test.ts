import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));

interface Report {
  readonly diagnostics: readonly {
    readonly category: string;
    readonly location: { readonly path: string; readonly start: { readonly line: number } };
  }[];
}

interface Linter {
  readonly rules: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

interface Configuration {
  readonly linter: Linter;
  readonly overrides: readonly { readonly includes: readonly string[]; readonly linter?: Linter }[];
}

interface Result {
  readonly status: number | null;
  readonly findings: readonly string[];
  readonly expected: readonly string[];
}

/** Runs the linter once, as `npm run lint` does, on a tree that is shaped like the repository and follows its rules. */
function lint(tree: string): Result {
  const folder = mkdtempSync(join(tmpdir(), "rockpool-lint-"));
  try {
    cpSync(join(root, "test/fixtures/lint", tree), folder, { recursive: true });
    cpSync(join(root, "biome.json"), join(folder, "biome.json"));
    cpSync(join(root, ".gitignore"), join(folder, ".gitignore"));
    const args = [
      join(root, "node_modules/@biomejs/biome/bin/biome"),
      "check",
      "--error-on-warnings",
      "--max-diagnostics=none",
      "--reporter=json",
      "--colors=off",
    ];
    const run = spawnSync(process.execPath, args, { cwd: folder, encoding: "utf8" });
    if (run.stdout === "") throw new Error(run.stderr);
    const { diagnostics }: Report = JSON.parse(run.stdout);
    const findings = diagnostics.map(({ category, location }) => {
      // What is wrong with the whole file has no line of its own.
      return `${location.path.split(sep).join("/")}:${location.start.line || 1} ${category.replace(/^lint\//, "")}`;
    });
    return { status: run.status, findings: findings.sort(), expected: expectedIn(folder) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Each fixture says on the line, or on the one before it, which rule the line breaks. */
function expectedIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .flatMap((file) =>
      readFileSync(join(folder, file), "utf8")
        .split("\n")
        .flatMap((line, index) => {
          const [, rule, onNext] = /\/\/ breaks (\S+)( on the next line)?$/.exec(line) ?? [];
          return rule === undefined ? [] : [`${file.split(sep).join("/")}:${index + (onNext === undefined ? 1 : 2)} ${rule}`];
        }),
    )
    .sort();
}

/** Every rule that biome.json switches on by name. */
function rulesOf({ linter, overrides }: Configuration): readonly string[] {
  return [linter, ...overrides.flatMap((override) => override.linter ?? [])].flatMap(({ rules }) =>
    Object.entries(rules).flatMap(([group, members]) =>
      Object.entries(members).flatMap(([rule, level]) => (level === "off" ? [] : `${group}/${rule}`)),
    ),
  );
}

/** The globs of biome.json, as far as it uses them. */
function globToRegExp(glob: string): RegExp {
  const parts = { "**": ".*", "*": "[^/]*", ".": "\\.", "{": "(", "}": ")", ",": "|" } as const;
  return new RegExp(`^${glob.replace(/\*\*|[*.{},]/g, (part) => parts[part as keyof typeof parts])}$`);
}

describe("the linter", () => {
  const configuration: Configuration = JSON.parse(readFileSync(join(root, "biome.json"), "utf8"));
  const bad = lint("bad");

  it("finds in the bad tree exactly what each line says that it breaks", () => {
    expect(bad.findings).toEqual(bad.expected);
    expect(bad.status).toBe(1);
  });

  it.each([...new Set(rulesOf(configuration)), "assist/source/organizeImports", "format"])("is seen to keep %s", (rule) => {
    expect(bad.findings.filter((finding) => finding.endsWith(` ${rule}`))).not.toEqual([]);
  });

  it.each(configuration.overrides.filter(({ includes }) => includes[0]?.startsWith("src/")))(
    "is seen to keep the directions of $includes.0",
    ({ includes }) => {
      const files = includes.map(globToRegExp);
      const directions = bad.findings.filter((finding) => finding.endsWith(" style/noRestrictedImports"));
      expect(directions.filter((finding) => files.some((file) => file.test(finding.split(":")[0] ?? "")))).not.toEqual([]);
    },
  );

  it("lets the good tree pass", () => {
    expect(lint("good")).toEqual({ status: 0, findings: [], expected: [] });
  });
});

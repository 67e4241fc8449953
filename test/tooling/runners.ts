import { execFile } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { subpaths } from "./package-exports.ts";

/*
 * Runs the tests of examples/testing by the runner that each is written for, in a project of somebody who has installed
 * `rockpool`: only that the name stands for the sources, which nobody has built.
 */

const root = fileURLToPath(new URL("../..", import.meta.url));

export const runners = ["vitest", "node-test", "jest"] as const;
export type Runner = (typeof runners)[number];

export interface Run {
  readonly passed: number;
  readonly failed: number;
  /** All that the runner wrote. */
  readonly output: string;
}

/** A project of its own with the tests of one runner, and what they test. */
export interface Project {
  /** Changes what is tested. @throws when `from` is not there, once. */
  change(from: string, to: string): void;
  run(): Promise<Run>;
  remove(): void;
}

export function projectOf(runner: Runner): Project {
  const folder = mkdtempSync(join(tmpdir(), `rockpool-${runner}-`));
  const tests = join(folder, runner);
  const tested = join(folder, "staff-page.ts");
  cpSync(join(root, "examples/testing", runner), tests, { recursive: true });
  cpSync(join(root, "examples/testing/staff-page.ts"), tested);
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"), "junction");
  writeFileSync(join(folder, "package.json"), JSON.stringify({ type: "module", private: true }));
  const { args, read } = commands[runner](folder);
  return {
    change(from, to) {
      const parts = readFileSync(tested, "utf8").split(from);
      if (parts.length !== 2) throw new Error(`staff-page.ts has "${from}" ${parts.length - 1} times`);
      writeFileSync(tested, parts.join(to));
    },
    async run() {
      const output = await outputOf(folder, args);
      return { output, passed: read.passed(output), failed: read.failed(output) };
    },
    remove: () => rmSync(folder, { recursive: true }),
  };
}

interface Command {
  /** For Node. */
  readonly args: readonly string[];
  /** What the runner says at the end. */
  readonly read: Readonly<Record<"passed" | "failed", (output: string) => number>>;
}

const commands: Readonly<Record<Runner, (folder: string) => Command>> = {
  vitest(folder) {
    const alias = subpaths.map(({ specifier, source }) => ({ find: specifier, replacement: join(root, source) }));
    // The first that matches is taken, and `rockpool` matches all.
    const config = { resolve: { alias: alias.toReversed() }, test: { include: ["vitest/*.test.ts"] } };
    writeFileSync(join(folder, "vitest.config.mjs"), `export default ${JSON.stringify(config)};`);
    return { args: ["node_modules/vitest/vitest.mjs", "run"], read: counts(/Tests .*?(\d+) passed/, /Tests .*?(\d+) failed/) };
  },
  "node-test"(folder) {
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ extends: join(root, "tsconfig.json") }));
    const args = ["--import", "tsx", "--test", "--test-reporter", "tap", "node-test/staff-page.test.ts"];
    return { args, read: counts(/^# pass (\d+)$/m, /^# fail (\d+)$/m) };
  },
  jest(folder) {
    const moduleNameMapper = subpaths.map(({ specifier, source }) => [`^${specifier}$`, join(root, source)]);
    const config = {
      rootDir: folder,
      testMatch: ["<rootDir>/jest/*.test.ts"],
      extensionsToTreatAsEsm: [".ts"],
      moduleNameMapper: Object.fromEntries(moduleNameMapper),
      transform: { "\\.ts$": join(root, "test/tooling/jest-transform.mjs") },
      cacheDirectory: join(root, "node_modules/.cache/rockpool-jest"),
    };
    const bin = "node_modules/jest/bin/jest.js";
    const args = [
      "--experimental-vm-modules",
      "--disable-warning=ExperimentalWarning",
      bin,
      "--config",
      JSON.stringify(config),
      "--ci",
    ];
    return { args, read: counts(/^Tests: .*?(\d+) passed/m, /^Tests: .*?(\d+) failed/m) };
  },
};

function counts(passed: RegExp, failed: RegExp): Command["read"] {
  const count = (pattern: RegExp) => (output: string) => Number(pattern.exec(output)?.[1] ?? 0);
  return { passed: count(passed), failed: count(failed) };
}

/** Whatever it ends with. The variables by which a runner tells its children what they are, are not for another runner. */
function outputOf(cwd: string, args: readonly string[]): Promise<string> {
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(VITEST|JEST|NODE_|TEST$|FORCE_COLOR)/.test(name)),
  );
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      args,
      { cwd, env: { ...env, NO_COLOR: "1" }, maxBuffer: 2 ** 24, timeout: 55_000 },
      (_error, stdout, stderr) => {
        resolve(`${stdout}\n${stderr}`);
      },
    );
  });
}

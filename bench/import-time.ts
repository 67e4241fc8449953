import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { compared, comparisonHeader, markdownTable, race } from "./harness.ts";

const ROUNDS = 20;
const built = resolve("dist/index.js");

/** What `import "rockpool"` costs beside importing zod, and which packages it loads. */
export async function importTime(): Promise<string> {
  if (!isBuilt()) execFileSync("npx", ["tsup"], { stdio: ["ignore", 2, 2] });
  const rockpool = `await import(${JSON.stringify(pathToFileURL(built))})`;
  const times = await race(ROUNDS, {
    ours: () => run(rockpool),
    nothing: () => run(""),
    zod: () => run('await import("zod")'),
  });
  const net = (side: readonly number[]): readonly number[] => side.map((ms, round) => ms - (times.nothing[round] ?? Number.NaN));
  const line = compared({
    work: 'import "rockpool"',
    bound: 'import "zod"',
    ours: net(times.ours),
    theirs: net(times.zod),
    operations: 1,
  });

  const packages = packagesLoadedBy(rockpool);
  const lazy = ["@node-rs/argon2", "jose", "better-sqlite3"].map(
    (name) => `\`${name}\` ${packages.includes(name) ? "IS LOADED, and should not be" : "is not loaded"}`,
  );
  return [
    markdownTable(comparisonHeader, [line]),
    "",
    `Of packages it loads ${packages.map((name) => `\`${name}\``).join(", ")}; ${lazy.join(", ")}.`,
  ].join("\n");
}

function run(code: string, ...options: readonly string[]): string {
  return execFileSync(process.execPath, [...options, "--input-type=module", "--eval", code], { encoding: "utf8" });
}

/** What is built must be what is written. */
function isBuilt(): boolean {
  if (!existsSync(built)) return false;
  const sources = readdirSync("src", { recursive: true, encoding: "utf8" });
  const changedAt = Math.max(...sources.map((name) => statSync(join("src", name)).mtimeMs));
  return statSync(built).mtimeMs > changedAt;
}

/** Names every module that is loaded, on a line of its own. */
const hooks = `
  import { writeSync } from "node:fs";
  export function load(url, context, next) {
    writeSync(1, url + "\\n");
    return next(url, context);
  }`;
const registration = `import { register } from "node:module"; register(${JSON.stringify(dataUrl(hooks))});`;

function packagesLoadedBy(code: string): readonly string[] {
  const loaded = run(code, "--import", dataUrl(registration)).split("\n");
  const names = loaded.map((url) => /\/node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*\/node_modules\/)/.exec(url)?.[1]);
  return [...new Set(names)].filter((name) => name !== undefined).toSorted();
}

function dataUrl(source: string): string {
  return `data:text/javascript,${encodeURIComponent(source)}`;
}

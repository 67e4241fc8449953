import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

/**
 * Builds the questions as the package is built, and asks them in a Node of their own: the loader that runs TypeScript takes
 * 0.15 ms for each `import()`, of which a sign-in has four.
 */
const root = fileURLToPath(new URL("..", import.meta.url));
const folder = "node_modules/.cache/rockpool-bench";
const external = ["--external", "aws-jwt-verify", "--external", "fast-jwt"];
const build = ["tsup", "bench/questions.ts", "--no-config", "--format", "esm", "--target", "node20", "--out-dir", folder];

run("npx", [...build, ...external, "--silent"]);
run(process.execPath, [`${folder}/questions.js`, ...process.argv.slice(2)]);

function run(command: string, args: readonly string[]): void {
  const { status } = spawnSync(command, args, { cwd: root, stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
}

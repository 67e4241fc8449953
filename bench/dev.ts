import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { availableParallelism, loadavg } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

/**
 * How long `rockpool dev` takes from its start to the line that says it is ready, and what it holds in memory when nobody asks: beside a Node
 * that only listens. `npx tsx bench/dev.ts`; it needs `ps`.
 */
const ROUNDS = 15;
const root = fileURLToPath(new URL("..", import.meta.url));
const folder = "node_modules/.cache/rockpool-bench-dev";

interface Sample {
  readonly readyMs: number;
  readonly mebibytes: number;
}

const listening = `require("node:http").createServer().listen(0, "127.0.0.1", () => console.log("rockpool listening"))`;
const sides: Readonly<Record<string, readonly string[]>> = {
  "rockpool dev": [`${folder}/main.js`, "dev", "--port", "0"],
  "a Node that listens": ["-e", listening],
};

/** With its JSON and its chunks, as the package is built. */
function build(): void {
  const options = ["--no-config", "--format", "esm", "--target", "node20", "--splitting", "--out-dir", folder, "--silent"];
  const { status } = spawnSync("npx", ["tsup", "src/cli/main.ts", ...options], { cwd: root, stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
}

async function sample(args: readonly string[]): Promise<Sample> {
  const startedAt = performance.now();
  const child = spawn(process.execPath, args, { cwd: root, stdio: ["ignore", "pipe", "ignore"] });
  await ready(child);
  const readyMs = performance.now() - startedAt;
  await sleep(1_000);
  const { stdout } = spawnSync("ps", ["-o", "rss=", "-p", String(child.pid)], { encoding: "utf8" });
  const closed = once(child, "close");
  child.kill("SIGTERM");
  await closed;
  return { readyMs, mebibytes: Number(stdout) / 1024 };
}

async function ready({ stdout }: ChildProcess): Promise<void> {
  for await (const chunk of stdout ?? []) if (String(chunk).includes("rockpool listening")) return;
}

function quantile(values: readonly number[], part: number): number {
  return values.toSorted((a, b) => a - b)[Math.round((values.length - 1) * part)] ?? Number.NaN;
}

build();
const loadBefore = loadavg()[0] ?? 0;
const samples = new Map<string, Sample[]>(Object.keys(sides).map((name) => [name, []]));
for (let round = 0; round < ROUNDS; round += 1) {
  for (const [name, args] of Object.entries(sides)) samples.get(name)?.push(await sample(args));
}
console.log(`Node ${process.versions.node}, ${availableParallelism()} cores; load before: ${loadBefore.toFixed(1)}\n`);
console.log("| process | ready in | middle half | memory, idle |\n| --- | --- | --- | --- |");
for (const [name, taken] of samples) {
  const times = taken.map(({ readyMs }) => readyMs);
  const [low, median, high] = [0.25, 0.5, 0.75].map((part) => quantile(times, part).toFixed(0));
  const memory = quantile(
    taken.map(({ mebibytes }) => mebibytes),
    0.5,
  );
  console.log(`| ${name} | ${median} ms | ${low} to ${high} | ${memory.toFixed(0)} MiB |`);
}

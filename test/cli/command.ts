import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { onTestFinished, vi } from "vitest";
import { run } from "../../src/cli/run.ts";

const main = fileURLToPath(new URL("../../src/cli/main.ts", import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** What the command does, in this process: to start another takes most of a second. */
export async function command(...args: readonly string[]): Promise<Ended> {
  const told = { stdout: "", stderr: "" };
  const spies = (["stdout", "stderr"] as const).map((stream) =>
    vi.spyOn(process[stream], "write").mockImplementation((text) => {
      told[stream] += text;
      return true;
    }),
  );
  try {
    const code = await run(args, () => "1.2.3");
    return { code, ...told };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}

/** Runs `rockpool`, as a process of its own, to its end. */
export async function rockpool(args: readonly string[], stdin = ""): Promise<Ended> {
  const child = start(args);
  const told = { stdout: "", stderr: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    told.stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    told.stderr += text;
  });
  child.stdin.end(stdin);
  const [code] = await once(child, "close");
  return { code, ...told };
}

/** A `rockpool dev` that runs. */
export interface Dev {
  /** That of the line which says that it is ready. */
  readonly url: string;
  /** What it wrote, to stdout and to stderr. */
  text(): string;
  /** Waits until it has written what matches, and takes the first group of it. @throws when it ends before. */
  wrote(pattern: RegExp): Promise<string>;
  /** @returns The exit code. */
  stop(signal?: "SIGINT" | "SIGTERM"): Promise<number | null>;
  kill(): Promise<unknown>;
}

/** Starts `rockpool dev` on a free port, and waits until it is ready. */
export async function startDev(args: readonly string[]): Promise<Dev> {
  const child = start(["dev", "--port", "0", ...args]);
  let written = "";
  let hasEnded = false;
  const waiting = new Set<() => void>();
  const changed = (): void => {
    for (const look of waiting) look();
  };
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      written += text;
      changed();
    });
  }
  const closed = once(child, "close").then(([code]) => {
    hasEnded = true;
    changed();
    return code as number | null;
  });
  const wrote = (pattern: RegExp): Promise<string> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const found = pattern.exec(written);
        if (found === null && !hasEnded) return;
        waiting.delete(look);
        if (found === null) reject(new Error(`it ended, and wrote ${written}`));
        else resolve(found[1] ?? found[0]);
      };
      waiting.add(look);
      look();
    });
  const url = await wrote(/^rockpool listening on (http:\/\/\S+)$/m);
  return {
    url,
    text: () => written,
    wrote,
    stop: (signal = "SIGINT") => {
      child.kill(signal);
      return closed;
    },
    kill: () => {
      child.kill("SIGKILL");
      return closed;
    },
  };
}

/** A folder that goes with the test, or when `atEnd` calls what it is given. */
export async function temporaryFolder(atEnd: (clean: () => Promise<void>) => void = onTestFinished): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "rockpool-cli-"));
  atEnd(() => rm(folder, { recursive: true }));
  return folder;
}

/** Starts `rockpool`, as a process of its own. */
export function start(args: readonly string[]): ChildProcessWithoutNullStreams {
  const { ROCKPOOL_MASTER_KEY: _, ...env } = process.env;
  return spawn(process.execPath, ["--import", "tsx", main, ...args], { env });
}

import { fork } from "node:child_process";
import { once } from "node:events";
import { onTestFinished } from "vitest";
import { bundled } from "../tooling/bundled.ts";
import type { Order, Told } from "./child.ts";

/** Another process, ready for orders. */
export interface Worker {
  /** All that it told so far, the oldest first. */
  readonly told: readonly Told[];
  /** What it wrote to stderr. */
  complaints(): string;
  /** Resolves with what it told since, when the last of it is such a line. @throws when it fails, or ends, before. */
  order(order: Order, until: Told["did"]): Promise<readonly Told[]>;
  /** Resolves when it tells such a line once more. @throws when it fails, or ends, before. */
  hear(next: Told["did"]): Promise<void>;
  signal(signal: "SIGSTOP" | "SIGCONT"): void;
  /** As `kill -9` does. @returns What it died by, once all that it told was read. */
  kill(): Promise<NodeJS.Signals | null>;
}

/** Starts one that does not outlive the test, also when it fails. */
export function startWorkerOfTest(): Promise<Worker> {
  const started = startWorker();
  onTestFinished(async () => void (await (await started).kill()));
  return started;
}

/** Starts child.ts, and resolves when its modules are loaded: how long that takes is not what is tested. */
export function startWorker(): Promise<Worker> {
  const started = start();
  // One that is started ahead may not be waited for any more when a test fails.
  started.catch(() => {});
  return started;
}

async function start(): Promise<Worker> {
  const child = fork(await bundled(new URL("child.ts", import.meta.url)), { execArgv: [], silent: true });
  const told: Told[] = [];
  const listeners = new Set<() => void>();
  let complaints = "";
  let hasEnded = false;
  const changed = (): void => {
    for (const listener of listeners) listener();
  };

  let unfinished = "";
  child.stdout?.setEncoding("utf8").on("data", (text: string) => {
    const lines = (unfinished + text).split("\n");
    // A line that it did not live to end was not told.
    unfinished = lines.pop() ?? "";
    told.push(...lines.map((line) => JSON.parse(line) as Told));
    changed();
  });
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    complaints += text;
  });
  // Unlike 'exit', 'close' comes when the pipes are empty.
  const closed = once(child, "close").then(([, signal]) => {
    hasEnded = true;
    changed();
    return signal as NodeJS.Signals | null;
  });

  const until = (did: Told["did"], from: number): Promise<readonly Told[]> =>
    new Promise((resolve, reject) => {
      const listener = (): void => {
        const news = told.slice(from);
        const end = news.findIndex((one) => one.did === did || one.did === "failed");
        if (news[end]?.did === did) resolve(news.slice(0, end + 1));
        else if (end !== -1 || hasEnded) reject(new Error(`no "${did}", but ${JSON.stringify(news[end])} ${complaints}`));
        else return;
        listeners.delete(listener);
      };
      listeners.add(listener);
      listener();
    });

  await until("loaded", 0);
  return {
    told,
    complaints: () => complaints,
    order(order, did) {
      child.send(order);
      return until(did, told.length);
    },
    async hear(did) {
      await until(did, told.length);
    },
    signal(signal) {
      child.kill(signal);
    },
    kill() {
      child.kill("SIGKILL");
      return closed;
    },
  };
}

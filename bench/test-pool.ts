import { setImmediate as settled } from "node:timers/promises";
import { generateMasterKey } from "rockpool";
import { memory } from "rockpool/storage/memory";
import { forgeries, outbox, type TestPool, testPool } from "rockpool/testing";
import { markdownTable } from "./harness.ts";
import { quantile } from "./ranks.ts";

const ROUNDS = 300;
/** More, first, and not counted. */
const WARM_UP = 20;

type Work = (test: TestPool, round: number) => Promise<unknown>;

/** What a test pays for a world of its own, and for what the kit does in it. */
export async function testPoolTime(): Promise<string> {
  // Before anything is warm, as the first test of a file has it.
  const first = await timed(() => testPool());
  const rows = [
    row("the first testPool()", [first]),
    row("testPool()", await times(() => testPool())),
    row("testPool(), keys of its own (ES256)", await times(() => testPool(withOwnKeys()))),
    row("signedIn()", await within((test) => test.signedIn())),
    row('signedIn({ groups: ["admins"] })', await within((test) => test.signedIn({ groups: ["admins"] }))),
    row("forgedToken(…)", await within((test, round) => test.forgedToken(forgeries[round % forgeries.length] ?? "expired"))),
  ];
  return markdownTable(["work", "p50", "p90", "p99", "rounds"], rows);
}

function withOwnKeys() {
  const rockpool = { keySource: undefined, masterKey: generateMasterKey(), delivery: outbox() };
  return { signingAlgorithm: "ES256", storage: memory(), rockpool } as const;
}

async function times(work: () => Promise<TestPool>): Promise<readonly number[]> {
  const all: number[] = [];
  for (let round = 0; round < WARM_UP + ROUNDS; round += 1) {
    let made: TestPool | undefined;
    all.push(
      await timed(async () => {
        made = await work();
      }),
    );
    await made?.close();
  }
  return all.slice(WARM_UP);
}

async function within(work: Work): Promise<readonly number[]> {
  const test = await testPool();
  const all: number[] = [];
  for (let round = 0; round < WARM_UP + ROUNDS; round += 1) all.push(await timed(() => work(test, round)));
  await test.close();
  return all.slice(WARM_UP);
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  // What was before is done with first.
  await settled();
  const start = performance.now();
  await work();
  return performance.now() - start;
}

function row(work: string, all: readonly number[]): readonly string[] {
  return [work, ...[0.5, 0.9, 0.99].map((part) => `${quantile(all, part).toFixed(2)} ms`), String(all.length)];
}

import { setTimeout as sleep } from "node:timers/promises";
import { generateMasterKey, type Rockpool, tokensOrThrow } from "rockpool";
import { outbox } from "rockpool/testing";
import { describe, expect, it, onTestFinished } from "vitest";
import { temporaryFile } from "../storage/sqlite/temporary-file.ts";
import type { Told } from "./child.ts";
import { type Records, readRecords } from "./records.ts";
import { startWorker, type Worker } from "./worker.ts";
import { credentialsOf, ensured, opened, type Place } from "./world.ts";

// `npm run test:crash` sets CRASH_KILLS=50, the full size.
const KILLS = Number(process.env["CRASH_KILLS"] ?? 6);
/** One kill in so many may come before anything is acknowledged: while file, tables, pool and keys are made. */
const EARLY = 4;

interface Acknowledged {
  readonly sub: string;
  readonly code: string;
  isConfirmed: boolean;
  readonly families: string[];
}

/** What children were told, by user name. */
type Ledger = Map<string, Acknowledged>;

describe("kill -9 in a stream of sign-ups, confirmations and sign-ins", () => {
  it(
    `loses nothing that was acknowledged, leaves nothing half done, and the file opens: ${KILLS} times on one file`,
    async () => {
      const place: Place = { path: await temporaryFile(), masterKey: generateMasterKey() };
      const ledger: Ledger = new Map();
      let steps = 0;
      let streams = 0;
      let witness: Rockpool | undefined;

      // Two are ahead: they load their modules while another one lives.
      const waiting = [startOne(), startOne()];

      for (let round = 0; round < KILLS; round += 1) {
        const victim = await (waiting.shift() ?? startOne());
        if (round + waiting.length + 1 < KILLS) waiting.push(startOne());
        const isEarly = round % EARLY === 0;
        const moment = await orderAndKill(victim, { what: "stream", ...place, prefix: `r${round}` }, isEarly);
        const told = victim.told.filter(({ did }) => did !== "loaded");
        enter(told, ledger);
        steps += told.length;
        if (told.length > 0) streams += 1;

        const rockpool = await opened(place, outbox());
        const records = readRecords(place.path);
        const problems = [
          ...records.problems,
          ...lost(ledger, records),
          ...(await unusable(rockpool, `r${round}-`, ledger, records)),
        ];
        expect(problems, `round ${round}, killed after ${moment} ms and ${told.length} steps`).toEqual([]);

        // Half of the children die alone, the others beside a process that has the file open and keeps its WAL.
        await witness?.close();
        witness = round % 2 === 0 ? rockpool : undefined;
        if (witness === undefined) await rockpool.close();
      }
      await witness?.close();

      // The kills did come in the middle of streams.
      expect(streams).toBeGreaterThanOrEqual(KILLS - Math.ceil(KILLS / EARLY));
      expect(steps).toBeGreaterThan(KILLS);
    },
    30_000 + KILLS * 5_000,
  );
});

/** None outlives the test, also when it fails. */
function startOne(): Promise<Worker> {
  const started = startWorker();
  onTestFinished(async () => void (await (await started).kill()));
  return started;
}

/** @returns How many ms it was let live, since its order or since the first step that was acknowledged. */
async function orderAndKill(victim: Worker, order: Parameters<Worker["order"]>[0], isEarly: boolean): Promise<number> {
  const first = victim.order(order, "signedUp");
  const moment = Math.floor(Math.random() * (isEarly ? 300 : 200));
  if (isEarly) first.catch(() => {});
  else await first;
  await sleep(moment);
  expect(await victim.kill()).toBe("SIGKILL");
  expect(victim.told.filter(({ did }) => did === "failed")).toEqual([]);
  return moment;
}

function enter(told: readonly Told[], ledger: Ledger): void {
  for (const step of told) {
    if (step.did === "signedUp") ledger.set(step.name, { sub: step.sub, code: step.code, isConfirmed: false, families: [] });
    const user = "name" in step ? ledger.get(step.name) : undefined;
    if (user !== undefined && step.did === "confirmed") user.isConfirmed = true;
    if (user !== undefined && step.did === "signedIn") user.families.push(step.family);
  }
}

/** What was acknowledged, in this round or one before, and is not there. */
function lost(ledger: Ledger, { users, families }: Records): readonly string[] {
  return [...ledger].flatMap(([name, { sub, isConfirmed, families: signIns }]) => {
    const user = users.get(name);
    if (user?.sub !== sub) return [`${name} signed up as ${sub}, and there is ${user?.sub}`];
    if (isConfirmed && user.status !== "CONFIRMED") return [`${name} was confirmed, and is ${user.status}`];
    return signIns
      .filter((family) => !families.has(family))
      .map((family) => `${name} signed in, and there is no family ${family}`);
  });
}

/** Whoever of this round is there, acknowledged or not, and cannot be confirmed or sign in. */
async function unusable(rockpool: Rockpool, prefix: string, ledger: Ledger, { users }: Records): Promise<readonly string[]> {
  const { pool, client } = await ensured(rockpool);
  const names = [...users.keys()].filter((name) => name.startsWith(prefix));
  const tried = names.map(async (username) => {
    try {
      const { userStatus } = await pool.users.get(username);
      const code = ledger.get(username)?.code;
      // Nobody was told the code of a sign-up that was not acknowledged.
      if (userStatus === "UNCONFIRMED") {
        await (code === undefined ? pool.users.confirm(username) : client.confirmSignUp({ username, confirmationCode: code }));
      }
      tokensOrThrow(await client.signIn(credentialsOf(username)));
      return [];
    } catch (error) {
      return [`${username}: ${String(error)}`];
    }
  });
  return (await Promise.all(tried)).flat();
}

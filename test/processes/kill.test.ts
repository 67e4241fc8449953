import { setTimeout as sleep } from "node:timers/promises";
import type { Rockpool } from "rockpool";
import { outbox } from "rockpool/testing";
import { describe, expect, it } from "vitest";
import { enter, type Ledger, lost, unusable } from "./ledger.ts";
import { places } from "./places.ts";
import { readRecords } from "./records.ts";
import { startWorkerOfTest, type Worker } from "./worker.ts";
import { opened } from "./world.ts";

// `npm run test:crash` sets CRASH_KILLS=50, the full size.
const KILLS = Number(process.env["CRASH_KILLS"] ?? 6);
/** One kill in so many may come before anything is acknowledged: while file, tables, pool and keys are made. */
const EARLY = 4;

describe.each(places)("on %s, kill -9 in a stream of sign-ups, confirmations and sign-ins", (_, newPlace) => {
  it(
    `loses nothing that was acknowledged, leaves nothing half done, and the storage opens: ${KILLS} times on one storage`,
    async () => {
      const place = await newPlace();
      const ledger: Ledger = new Map();
      let steps = 0;
      let streams = 0;
      let witness: Rockpool | undefined;

      // Two are ahead: they load their modules while another one lives.
      const waiting = [startWorkerOfTest(), startWorkerOfTest()];

      for (let round = 0; round < KILLS; round += 1) {
        const victim = await (waiting.shift() ?? startWorkerOfTest());
        if (round + waiting.length + 1 < KILLS) waiting.push(startWorkerOfTest());
        const isEarly = round % EARLY === 0;
        const moment = await orderAndKill(victim, { what: "stream", ...place, prefix: `r${round}` }, isEarly);
        const told = victim.told.filter(({ did }) => did !== "loaded");
        enter(told, ledger);
        steps += told.length;
        if (told.length > 0) streams += 1;

        const rockpool = await opened(place, outbox());
        const records = await readRecords(place);
        const problems = [
          ...records.problems,
          ...lost(ledger, records),
          ...(await unusable(rockpool, `r${round}-`, ledger, records)),
        ];
        expect(problems, `round ${round}, killed after ${moment} ms and ${told.length} steps`).toEqual([]);

        // Half of the children die alone, the others beside a process that has the storage open, and keeps SQLite's WAL.
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

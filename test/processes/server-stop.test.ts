import { setTimeout as sleep } from "node:timers/promises";
import { generateMasterKey } from "rockpool";
import { outbox } from "rockpool/testing";
import { describe, expect, it, onTestFinished } from "vitest";
import { startPostgres } from "../storages/postgres-server.ts";
import { enter, type Ledger, lost, unusable } from "./ledger.ts";
import { readRecords } from "./records.ts";
import { startWorkerOfTest, type Worker } from "./worker.ts";
import { opened, type Place } from "./world.ts";

/** How many steps of each process there are before the server goes, and must be after it came back. */
const STEPS = 8;

/** All of them come so far. */
async function hearAll(workers: readonly Worker[]): Promise<void> {
  const steps = async (worker: Worker): Promise<void> => {
    for (let step = 0; step < STEPS; step += 1) await worker.hear("signedIn");
  };
  await Promise.all(workers.map(steps));
}

describe("on PostgreSQL, `pg_ctl stop -m immediate` in a stream of sign-ups, confirmations and sign-ins", () => {
  it("loses nothing that was acknowledged, leaves nothing half done, and who lives goes on after reconnecting", async () => {
    const [server, ...workers] = await Promise.all([
      startPostgres(),
      startWorkerOfTest(),
      startWorkerOfTest(),
      startWorkerOfTest(),
    ] as const);
    onTestFinished(() => server.remove());
    const place: Place = { connectionString: server.connectionString, schema: "auth", masterKey: generateMasterKey() };
    await Promise.all(workers.map((worker, n) => worker.order({ what: "stream", ...place, prefix: `p${n}` }, "signedUp")));

    await hearAll(workers);
    await server.stop("immediate");
    await server.start();
    await hearAll(workers);

    // Once more, for longer, and meanwhile one of them dies as well.
    const [victim, ...others] = workers;
    await server.stop("immediate");
    await victim.kill();
    await sleep(500);
    await server.start();
    await hearAll(others);
    await Promise.all(others.map((worker) => worker.kill()));

    const told = workers.flatMap((worker) => worker.told);
    expect(told.filter(({ did }) => did === "failed")).toEqual([]);
    // Somebody may be left in doubt: a transaction's number goes with the crash, and comes back as another one's. Not many.
    const unsure = told.filter(({ did }) => did === "unsure");
    expect(unsure.filter((step) => step.did === "unsure" && step.outcome !== "unknown")).toEqual([]);
    expect(unsure.length).toBeLessThan(STEPS);

    const ledger: Ledger = new Map();
    enter(told, ledger);
    const rockpool = await opened(place, outbox());
    const records = await readRecords(place);
    const problems = [...records.problems, ...lost(ledger, records), ...(await unusable(rockpool, "p", ledger, records))];
    await rockpool.close();
    expect(problems).toEqual([]);
    expect(ledger.size).toBeGreaterThan(3 * STEPS);
  }, 90_000);
});

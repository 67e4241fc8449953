import { type AppClient, type Rockpool, tokensOrThrow, type UserPool } from "rockpool";
import { outbox } from "rockpool/testing";
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { places } from "./places.ts";
import { readRecords } from "./records.ts";
import { readTables } from "./tables.ts";
import { startWorkerOfTest, type Worker } from "./worker.ts";
import { credentialsOf, ensured, newUser, opened, type Place } from "./world.ts";

/** More than two steps of the job take. */
const SIGN_INS = 150;

describe.each(places)("on %s, what is left of a deleted user", (_, newPlace) => {
  let place: Place;
  let rockpool: Rockpool;
  let pool: UserPool;
  let client: AppClient;
  let worker: Worker;
  beforeEach(async () => {
    const starting = startWorkerOfTest();
    place = await newPlace();
    rockpool = await opened(place, outbox());
    onTestFinished(() => rockpool.close());
    ({ pool, client } = await ensured(rockpool));
    await signUp("bob");
    await client.signIn(credentialsOf("bob"));
    await signUp("ada");
    await Promise.all(Array.from({ length: SIGN_INS }, () => client.signIn(credentialsOf("ada"))));
    await pool.users.delete("ada");
    worker = await starting;
    // One step is stored, and then it takes longer than the test.
    await worker.order({ what: "maintain", ...place, pauseMs: 1_500 }, "step");
  });

  async function signUp(name: string): Promise<void> {
    await client.signUp(newUser(name));
    await pool.users.confirm(name);
  }

  const familiesLeft = async (): Promise<number> => (await readRecords(place)).families.size;
  const jobs = async (): Promise<readonly unknown[]> => {
    const { rows } = await readTables(place, ["jobs"]);
    return rows("jobs").map(({ record = "" }) => JSON.parse(record).doneAt);
  };

  it("is deleted to the end by another process when the one that works on it dies", async () => {
    await worker.kill();
    const between = await familiesLeft();
    expect(between).toBeGreaterThan(1);
    expect(between).toBeLessThan(SIGN_INS);

    expect(await rockpool.maintain()).toMatchObject({ jobsDone: 1, finished: true });
    expect(await familiesLeft()).toBe(1);
    expect((await readRecords(place)).problems).toEqual([]);
    expect(await rockpool.maintain()).toMatchObject({ jobsDone: 0, finished: true });
  });

  it("is deleted once when a process stands still meanwhile: it wakes, and undoes nothing", async () => {
    worker.signal("SIGSTOP");
    expect(await rockpool.maintain()).toMatchObject({ jobsDone: 1, finished: true });
    const [doneAt] = await jobs();
    // Somebody of the same name.
    await signUp("ada");
    const tokens = tokensOrThrow(await client.signIn(credentialsOf("ada")));

    const ended = worker.hear("everything");
    worker.signal("SIGCONT");
    await ended;
    expect(worker.told.filter(({ did }) => did === "step" || did === "failed")).toEqual([{ did: "step" }]);
    expect(await jobs()).toEqual([doneAt]);
    expect(await familiesLeft()).toBe(2);
    expect((await readRecords(place)).problems).toEqual([]);
    await pool.verify(tokens.accessToken, { tokenUse: "access", clientId: client.clientId });
  });

  it("is deleted by two processes at once, and neither fails", async () => {
    const [here] = await Promise.all([rockpool.maintain(), worker.hear("everything")]);
    expect(here).toMatchObject({ finished: true });
    expect(worker.told.filter(({ did }) => did === "failed")).toEqual([]);
    expect(await familiesLeft()).toBe(1);
    expect((await readRecords(place)).problems).toEqual([]);
  });
});

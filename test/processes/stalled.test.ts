import { isRockpoolError } from "rockpool";
import { outbox } from "rockpool/testing";
import { describe, expect, it, onTestFinished } from "vitest";
import { newSchemaPlace } from "./places.ts";
import { readRecords } from "./records.ts";
import { startWorkerOfTest } from "./worker.ts";
import { ensured, newUser, opened } from "./world.ts";

/** Longer than the server waits for a transaction that stands still: 5 s. */
const STANDS_STILL_MS = 6_500;

describe("on PostgreSQL, a process that stands still in the middle of a plan", () => {
  it("is not waited for long; when it wakes, its plan is decided anew", async () => {
    const place = await newSchemaPlace();
    const rockpool = await opened(place, outbox());
    onTestFinished(() => rockpool.close());
    const { client, pool } = await ensured(rockpool);
    const worker = await startWorkerOfTest();

    await worker.order({ what: "stall", ...place, name: "ada", ms: STANDS_STILL_MS }, "stalling");
    const woken = worker.hear("everything");
    // Nobody else waits for it.
    await client.signUp(newUser("bob"));
    // Who wants the same name waits for its lock, until the server ends its transaction.
    const { userSub } = await client.signUp(newUser("ada"));
    await woken;

    expect(worker.told.filter(({ did }) => did === "refused" || did === "failed" || did === "signedUp")).toEqual([
      { did: "refused", name: "ada" },
    ]);
    expect((await pool.users.get("ada")).sub).toBe(userSub);
    const { users, problems } = await readRecords(place);
    expect([...users.keys()].toSorted()).toEqual(["ada", "bob"]);
    expect(problems).toEqual([]);
    await expect(client.signUp(newUser("ada"))).rejects.toSatisfy((error) => isRockpoolError(error, "UsernameExistsException"));
  }, 30_000);
});

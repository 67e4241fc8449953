import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type AppClient, generateMasterKey, Rockpool, type RockpoolOptions, type TriggerOptions, type UserPool } from "rockpool";
import { memory } from "rockpool/storage/memory";
import { sqlite } from "rockpool/storage/sqlite";
import { fixedTestKeys, outbox, triggerRecorder } from "rockpool/testing";
import { afterEach, describe, expect, it } from "vitest";
import { inPlaceOfMemory } from "../../storages/in-place-of-memory.ts";
import { sqliteDriver as driver } from "../../storages/sqlite-driver.ts";
import { ada } from "./world.ts";

const passing = <E>(event: E): E => event;
const missing = { code: "UnexpectedLambdaException" };
const folder = mkdtempSync(join(tmpdir(), "rockpool-triggers-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
let files = 0;

/** Two adapters of one storage, as two processes have them. */
const storages = {
  "the storage that they share": () => {
    const shared = memory();
    return [shared, shared] as const;
  },
  "an SQLite file": () => {
    files += 1;
    const open = () => inPlaceOfMemory(sqlite(join(folder, `${files}.db`), { driver }));
    return [open(), open()] as const;
  },
};

const masterKey = generateMasterKey();
const opened: Rockpool[] = [];
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
});

async function open(storage: RockpoolOptions["storage"], functions: RockpoolOptions["functions"] = {}): Promise<Rockpool> {
  const rockpool = await Rockpool.open({
    ...{ storage, functions, masterKey, baseUrl: "https://auth.test", delivery: outbox(), keySource: fixedTestKeys() },
    ...{ passwordHashing: { memoryCostKib: 8, timeCost: 1 }, settingsMaxAgeSeconds: 0 },
  });
  opened.push(rockpool);
  return rockpool;
}

interface Process {
  readonly rockpool: Rockpool;
  readonly pool: UserPool;
  readonly client: AppClient;
}

/** A process that writes the pool by `ensureUserPool`. */
async function ensuring(rockpool: Rockpool, triggers?: TriggerOptions): Promise<Process> {
  const pool = await rockpool.ensureUserPool({ poolName: "test", autoVerifiedAttributes: ["email"], triggers });
  return { rockpool, pool, client: await pool.clients.ensure({ clientName: "web" }) };
}

let names = 0;
const someone = () => {
  names += 1;
  return { ...ada, username: `user-${names}` };
};

describe.each(Object.entries(storages))("two processes on %s", (_, pair) => {
  it("one without the function refuses what would call it, and the other does not", async () => {
    const [one, two] = pair();
    const { triggers, calls } = triggerRecorder({ preSignUp: passing });
    const has = await ensuring(await open(one), triggers);
    const lacks = await ensuring(await open(two));
    await has.client.signUp(someone());
    const user = someone();
    await expect(lacks.client.signUp(user)).rejects.toMatchObject(missing);
    await expect(has.pool.users.get(user.username)).rejects.toMatchObject({ code: "UserNotFoundException" });
    expect(calls).toHaveLength(1);
  });

  it("one that finds the pool by its id has the functions of Rockpool.open, by their names", async () => {
    const [one, two] = pair();
    const { pool, client } = await ensuring(await open(one), { preSignUp: passing });
    const { triggers, calls } = triggerRecorder({ preSignUp: passing });
    const rockpool = await open(two, { "test/preSignUp": triggers.preSignUp as typeof passing });
    const found = await rockpool.userPool(pool.userPoolId);
    await (await found.clients.get(client.clientId)).signUp(someone());
    expect(calls).toHaveLength(1);
  });

  it("one that skips it goes on without, and the other calls it", async () => {
    const [one, two] = pair();
    const { triggers, calls } = triggerRecorder({ preSignUp: passing });
    const has = await ensuring(await open(one), triggers);
    const skips = await ensuring(await open(two), { preSignUp: "skip" });
    await skips.client.signUp(someone());
    expect(calls).toHaveLength(0);
    await has.client.signUp(someone());
    expect(calls).toHaveLength(1);
    expect((await skips.pool.settings.get()).triggers.preSignUp).toBe("test/preSignUp");
    // What is written again is called again.
    await ensuring(skips.rockpool, { preSignUp: triggers.preSignUp });
    await skips.client.signUp(someone());
    expect(calls).toHaveLength(2);
  });

  it("one that takes it away takes it from both; one that adds it needs it in both", async () => {
    const [one, two] = pair();
    const a = await ensuring(await open(one), { preSignUp: passing });
    const b = await ensuring(await open(two), { preSignUp: passing });
    await b.pool.settings.update({ triggers: { preSignUp: null } });
    expect((await a.pool.settings.get()).triggers.preSignUp).toBe(null);
    await a.client.signUp(someone());
    await b.pool.settings.update({ triggers: { customMessage: passing } });
    await expect(a.client.signUp(someone())).rejects.toMatchObject(missing);
    await b.client.signUp(someone());
  });
});

describe("in one process", () => {
  it("two pools of one name share no function", async () => {
    const rockpool = await open(memory());
    const recorders = ["first", "second"].map((key) => ({ key, ...triggerRecorder({ preSignUp: passing }) }));
    const clients: AppClient[] = [];
    for (const { key, triggers } of recorders) {
      const pool = await rockpool.ensureUserPool({ key, poolName: "test", triggers });
      expect((await pool.settings.get()).triggers.preSignUp).toBe("test/preSignUp");
      clients.push(await pool.clients.ensure({ clientName: "web" }));
    }
    await clients[0]?.signUp(someone());
    expect(recorders.map(({ calls }) => calls.length)).toEqual([1, 0]);
    await clients[1]?.signUp(someone());
    expect(recorders.map(({ calls }) => calls.length)).toEqual([1, 1]);
  });

  it("two pools may name one function of Rockpool.open; a pool's own of that name comes first", async () => {
    const shared = triggerRecorder({ preSignUp: passing });
    const own = triggerRecorder({ preSignUp: passing });
    const rockpool = await open(memory(), { "b/preSignUp": shared.triggers.preSignUp as typeof passing });
    const a = await rockpool.ensureUserPool({ poolName: "a", triggers: { preSignUp: "b/preSignUp" } });
    const b = await rockpool.ensureUserPool({ poolName: "b", triggers: own.triggers });
    for (const pool of [a, b]) await (await pool.clients.ensure({ clientName: "web" })).signUp(someone());
    expect([shared.calls.length, own.calls.length]).toEqual([1, 1]);
  });
});

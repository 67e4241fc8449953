import { generateMasterKey, Rockpool, type RockpoolOptions } from "rockpool";
import { memory } from "rockpool/storage/memory";
import { countingStorage, fixedTestKeys, manualClock, outbox, testPool } from "rockpool/testing";
import { describe, expect, it } from "vitest";
import { adapterWith, gate } from "./stand-ins.ts";

/** Two processes on one database, as far as they know. */
async function twoOf(options: Partial<RockpoolOptions> = {}) {
  const storage = countingStorage(memory());
  const clock = manualClock();
  const given = { storage, clock, masterKey: generateMasterKey(), keySource: fixedTestKeys(), delivery: outbox() };
  const open = (): Promise<Rockpool> => Rockpool.open({ baseUrl: "https://auth.test", ...given, ...options });
  const [here, there] = [await open(), await open()];
  const pool = await here.ensureUserPool({ poolName: "customers" });
  const same = await there.userPool(pool.userPoolId);
  return { storage, clock, here, there, pool, same };
}

const longer = { poolName: "customers", passwordPolicy: { minimumLength: 20 } };
const written = { passwordPolicy: { minimumLength: 20 } };

describe("settings are remembered", () => {
  it("for five seconds: then another process's change is seen", async () => {
    const { clock, here, same } = await twoOf();
    await same.settings.get();
    await here.ensureUserPool(longer);
    clock.advance({ seconds: 5, milliseconds: -1 });
    expect(await same.settings.get()).toMatchObject({ passwordPolicy: { minimumLength: 8 } });
    clock.advance({ milliseconds: 1 });
    expect(await same.settings.get()).toMatchObject(written);
  });

  it("for settingsMaxAgeSeconds", async () => {
    const { clock, here, same } = await twoOf({ settingsMaxAgeSeconds: 60 });
    await here.ensureUserPool(longer);
    clock.advance({ seconds: 59 });
    expect(await same.settings.get()).toMatchObject({ passwordPolicy: { minimumLength: 8 } });
    clock.advance({ seconds: 1 });
    expect(await same.settings.get()).toMatchObject(written);
  });

  it("not at all with 0", async () => {
    const { here, same } = await twoOf({ settingsMaxAgeSeconds: 0 });
    await here.ensureUserPool(longer);
    expect(await same.settings.get()).toMatchObject(written);
  });

  it("no longer than that by a clock that is set back", async () => {
    const { clock, here, same } = await twoOf();
    await same.settings.get();
    await here.ensureUserPool(longer);
    clock.advance({ seconds: -1 });
    expect(await same.settings.get()).toMatchObject(written);
  });

  it("and read once, however many ask at the same time", async () => {
    const { storage, clock, same } = await twoOf();
    await same.jwks(); // what goes on in the background is over
    clock.advance({ seconds: 5 });
    const cost = await storage.count(() => Promise.all(Array.from({ length: 20 }, () => same.settings.get())));
    expect(cost).toEqual({ get: 1, query: 0, commit: 0, sweep: 0 });
    expect(await storage.count(() => same.settings.get())).toMatchObject({ get: 0 });
  });

  it("not when they could not be read", async () => {
    let isBroken = false;
    const inner = memory();
    const get: typeof inner.get = async (refs) => {
      if (isBroken) throw new Error("the storage is down");
      return inner.get(refs);
    };
    const { pool } = await testPool({ storage: adapterWith(inner, { get }), rockpool: { settingsMaxAgeSeconds: 0 } });
    isBroken = true;
    await expect(pool.settings.get()).rejects.toThrow("the storage is down");
    isBroken = false;
    await expect(pool.settings.get()).resolves.toMatchObject({ poolName: "test" });
  });
});

describe("a change by this process", () => {
  it("is seen at once, of a pool and of its clients", async () => {
    const { rockpool, pool, client } = await testPool();
    await rockpool.ensureUserPool({ ...longer, poolName: "test" });
    expect(await pool.settings.get()).toMatchObject(written);
    await pool.clients.ensure({ clientName: "test", accessTokenValiditySeconds: 300 });
    expect(await client.settings()).toMatchObject({ accessTokenValiditySeconds: 300 });
  });

  it("is not hidden by what was being read when it was made", async () => {
    const inner = memory();
    let stop: ReturnType<typeof gate> | undefined;
    const get: typeof inner.get = async (refs) => {
      const found = await inner.get(refs);
      const held = refs.length === 4 && refs[0]?.table === "user_pools" ? stop : undefined;
      if (held !== undefined) stop = undefined;
      await held?.pass();
      return found;
    };
    const { rockpool, pool, clock } = await testPool({ storage: adapterWith(inner, { get }) });
    clock.advance({ seconds: 5 });
    const held = gate();
    stop = held;
    const reading = pool.settings.get();
    await held.reached;
    await rockpool.ensureUserPool({ ...longer, poolName: "test" });
    held.release();
    await reading;
    expect(await pool.settings.get()).toMatchObject(written);
  });
});

describe("what is handed out", () => {
  it("is the caller's own: to change it changes no setting", async () => {
    const { pool, client } = await testPool();
    Object.assign((await pool.settings.get()).passwordPolicy, { minimumLength: 1 });
    Object.assign(await client.settings(), { accessTokenValiditySeconds: 1 });
    expect(await pool.settings.get()).toMatchObject({ passwordPolicy: { minimumLength: 8 } });
    expect(await client.settings()).toMatchObject({ accessTokenValiditySeconds: 3600 });
  });
});

describe("what is gone or never was", () => {
  it("is said with its id", async () => {
    const { rockpool } = await testPool();
    const message = "User pool us-east-1_none00000 does not exist.";
    await expect(rockpool.userPool("us-east-1_none00000")).rejects.toMatchObject({ code: "ResourceNotFoundException", message });
  });

  it("is not remembered: a pool that another process makes is found", async () => {
    const { here, there } = await twoOf();
    const made = await here.ensureUserPool({ poolName: "new" });
    await expect(there.userPool(made.userPoolId)).resolves.toMatchObject({ userPoolId: made.userPoolId });
  });
});

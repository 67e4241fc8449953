import { generateMasterKey, Rockpool } from "rockpool";
import type { StorageAdapter } from "rockpool/storage";
import { memory } from "rockpool/storage/memory";
import { countingStorage, faultyStorage, fixedTestKeys, manualClock, outbox, testPool } from "rockpool/testing";
import { beforeEach, describe, expect, it } from "vitest";

const [oldKey, newKey, thirdKey] = [generateMasterKey(), generateMasterKey(), generateMasterKey()];
const clock = manualClock();
const users = 40;

let storage: StorageAdapter;
let poolName: string;
beforeEach(async () => {
  storage = memory();
  poolName = "test";
  const world = await testPool({ storage, client: { generateSecret: true }, rockpool: { masterKey: oldKey, clock } });
  for (let n = 0; n < users; n += 1) {
    await world.pool.users.create({ username: `user-${n}`, temporaryPassword: "Temporary 1!", messageAction: "SUPPRESS" });
  }
  await world.pool.jwks();
});

interface Opening {
  readonly on?: StorageAdapter;
  readonly clock?: () => number;
}

const open = (current: string, previous: readonly string[], { on, ...others }: Opening = {}): Promise<Rockpool> =>
  Rockpool.open({
    storage: on ?? storage,
    masterKey: { load: async () => ({ current, previous }) },
    baseUrl: "https://auth.test",
    delivery: outbox(),
    clock,
    keySource: fixedTestKeys(),
    passwordHashing: { memoryCostKib: 8, timeCost: 1 },
    ...others,
  });

/** How many records have a cell that each master key sealed. */
async function seals(): Promise<readonly number[]> {
  const counts = new Map<string, number>();
  for (const table of ["canaries", "user_pools", "app_clients", "credentials", "keysets"]) {
    const { records } = await storage.query({ table, index: "primary", range: { keyPrefix: [] }, limit: 1000, cursor: null });
    for (const { value } of records) {
      const [keyId] = /(?<=rps1\.)[\w-]{12}/.exec(JSON.stringify(value)) ?? [""];
      counts.set(keyId, (counts.get(keyId) ?? 0) + 1);
    }
  }
  return [...counts.values()];
}
const sealed = users + 5;

describe("maintain with a new master key", () => {
  it("seals everything again, until the old key is needed no more", async () => {
    expect(await seals()).toEqual([sealed]);
    const rotated = await open(newKey, [oldKey]);
    expect(await rotated.maintain()).toMatchObject({ needOlderKey: 0, finished: true });
    expect(await seals()).toEqual([sealed]);
    const without = await open(newKey, []);
    const pool = await without.ensureUserPool({ poolName });
    const client = await pool.clients.ensure({ clientName: "web" });
    await expect(client.signIn({ username: "user-7", password: "Temporary 1!" })).resolves.toMatchObject({
      outcome: "challenge",
    });
    await expect(open(oldKey, [])).rejects.toMatchObject({ code: "MasterKeyException" });
  });

  it("says how many records still need the old one, and goes on where it was interrupted", async () => {
    let looks = 0;
    // Time is up at each look at the clock: one step for each call, and another process for each.
    const hurried = (): number => {
      looks += 1;
      return clock() + looks;
    };
    const said: (number | null)[] = [];
    for (let isFinished = false; !isFinished && said.length < 100; ) {
      const { needOlderKey, finished } = await (await open(newKey, [oldKey], { clock: hurried })).maintain({ maxMs: 1 });
      said.push(needOlderKey);
      isFinished = finished;
    }
    expect(Math.max(...said.map(Number))).toBe(sealed - 1); // the canary was sealed by the first step
    expect(said.at(-1)).toBe(0);
    expect(await seals()).toEqual([sealed]);
    expect(await (await open(newKey, [oldKey])).maintain()).toMatchObject({ needOlderKey: 0, finished: true });
  });

  it("survives a failure at any of its calls", async () => {
    for (let n = 1; ; n += 1) {
      const faulty = faultyStorage(storage);
      const rotated = await open(newKey, [oldKey], { on: faulty });
      faulty.failCall(n);
      const before = faulty.calls;
      const failed = await rotated.maintain().then(
        () => false,
        (error: { readonly code: string }) => error.code === "StorageUnavailableException",
      );
      if (!failed) {
        expect(faulty.calls - before).toBeLessThan(n + 1);
        break;
      }
      expect((await seals()).reduce((sum, count) => sum + count, 0)).toBe(sealed);
    }
    expect(await seals()).toEqual([sealed]);
  });

  it("may run in several processes at once, beside sign-ins", async () => {
    const rotated = await Promise.all(Array.from({ length: 4 }, () => open(newKey, [oldKey])));
    const client = await (await rotated[0]?.ensureUserPool({ poolName }))?.clients.ensure({ clientName: "web" });
    const signIns = Array.from({ length: 20 }, (_, n) => client?.signIn({ username: `user-${n}`, password: "Temporary 1!" }));
    const [answers] = await Promise.all([Promise.all(signIns), ...rotated.map((one) => one.maintain().catch(() => undefined))]);
    for (const answer of answers) expect(answer).toMatchObject({ outcome: "challenge" });
    expect(await rotated[0]?.maintain()).toMatchObject({ needOlderKey: 0, finished: true });
    expect(await seals()).toEqual([sealed + 1]); // "web" is new
  });

  it("is not undone by a process that still seals with the old key", async () => {
    const behind = await open(oldKey, [newKey]);
    const rotated = await open(newKey, [oldKey]);
    await rotated.maintain();
    expect(await behind.maintain()).toMatchObject({ needOlderKey: null, finished: true });
    expect(await seals()).toEqual([sealed]);
    await expect(open(oldKey, [])).rejects.toMatchObject({ code: "MasterKeyException" });
  });

  it("counts again after an hour: what a process behind it wrote meanwhile is found", async () => {
    const behind = await open(oldKey, [newKey]);
    const rotated = await open(newKey, [oldKey]);
    await rotated.maintain();
    const pool = await behind.ensureUserPool({ poolName });
    await pool.users.setPassword({ username: "user-1", password: "Another horse 8!", permanent: true });
    expect(await seals()).toEqual([sealed - 1, 1]);
    clock.advance({ hours: 1 });
    expect(await rotated.maintain()).toMatchObject({ needOlderKey: 0 });
    expect(await seals()).toEqual([sealed]);
  });

  it("believes its count for an hour: until then, nothing is looked at", async () => {
    const counting = countingStorage(storage);
    const rotated = await open(newKey, [oldKey], { on: counting });
    await rotated.maintain();
    clock.advance({ minutes: 59, seconds: 59 });
    const jobsKeysAndSweep = { query: 2, commit: 0, sweep: 1 };
    expect(await counting.count(() => rotated.maintain())).toMatchObject(jobsKeysAndSweep);
    clock.advance({ seconds: 1 });
    expect((await counting.count(() => rotated.maintain())).commit).toBeGreaterThan(0);
  });

  it("counts again where the last count is of the future: a clock that was a year ahead is right again", async () => {
    const behind = await open(oldKey, [newKey]);
    const rotated = await open(newKey, [oldKey]);
    const now = clock();
    clock.advance({ days: 365 });
    await rotated.maintain();
    clock.set(now);
    const pool = await behind.ensureUserPool({ poolName });
    await pool.users.setPassword({ username: "user-1", password: "Another horse 8!", permanent: true });
    expect(await seals()).toEqual([sealed - 1, 1]);
    expect(await rotated.maintain()).toMatchObject({ needOlderKey: 0 });
    expect(await seals()).toEqual([sealed]);
  });

  it("counts also where an older key is given that has sealed nothing", async () => {
    expect(await (await open(oldKey, [newKey])).maintain()).toMatchObject({ needOlderKey: 0, finished: true });
    expect(await seals()).toEqual([sealed]);
  });

  it("goes from one key to the next as often as you like", async () => {
    await (await open(newKey, [oldKey])).maintain();
    await (await open(thirdKey, [newKey, oldKey])).maintain();
    expect(await seals()).toEqual([sealed]);
    await expect(open(newKey, [])).rejects.toMatchObject({ code: "MasterKeyException" });
    await expect(open(thirdKey, [])).resolves.toBeInstanceOf(Rockpool);
  });

  it("costs nothing, and says nothing, where no older key is given", async () => {
    expect(await (await open(oldKey, [])).maintain()).toMatchObject({ needOlderKey: null, finished: true });
  });
});

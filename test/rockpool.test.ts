import { inspect } from "node:util";
import { generateMasterKey, Rockpool, RockpoolError, type RockpoolOptions } from "rockpool";
import type { StorageAdapter } from "rockpool/storage";
import { memory } from "rockpool/storage/memory";
import { fixedTestKeys, manualClock, outbox, testPool } from "rockpool/testing";
import { describe, expect, it } from "vitest";
import { adapterWith, recordingStorage } from "./user-pool/stand-ins.ts";

const baseUrl = "https://auth.test";
const options = (): RockpoolOptions => ({ storage: memory(), baseUrl, delivery: outbox(), keySource: fixedTestKeys() });

/** A storage that says of itself what a test wants said. */
function described(description: { readonly durable?: boolean; readonly now?: number | null }, inner = memory()): StorageAdapter {
  return adapterWith(inner, { describe: async () => ({ name: "described", durable: false, now: null, ...description }) });
}

describe("Rockpool.open", () => {
  it.each([
    ["no storage", { storage: undefined }, "storage"],
    ["a storage that is no object", { storage: "auth.db" }, "storage"],
    ["no base URL", { baseUrl: undefined }, "baseUrl"],
    ["a base URL that is none", { baseUrl: "auth.test" }, "baseUrl"],
    ["a base URL that is no web address", { baseUrl: "file:///etc" }, "baseUrl"],
    ["a base URL with a query", { baseUrl: `${baseUrl}?x=1` }, "baseUrl"],
    ["a base URL with a fragment", { baseUrl: `${baseUrl}#x` }, "baseUrl"],
    ["no delivery", { delivery: undefined }, "delivery"],
    ["a delivery that is no object", { delivery: 7 }, "delivery"],
    ["a region with other characters", { region: "US_EAST" }, "region"],
    ["a region of 33 characters", { region: "x".repeat(33) }, "region"],
    ["a negative age", { settingsMaxAgeSeconds: -1 }, "settingsMaxAgeSeconds"],
    ["an age above an hour", { settingsMaxAgeSeconds: 3_601 }, "settingsMaxAgeSeconds"],
    ["an age that is no number", { settingsMaxAgeSeconds: Number.NaN }, "settingsMaxAgeSeconds"],
    ["too little memory", { passwordHashing: { memoryCostKib: 7 } }, "passwordHashing.memoryCostKib"],
    ["no pass", { passwordHashing: { timeCost: 0 } }, "passwordHashing.timeCost"],
    ["a misspelt cost", { passwordHashing: { memoryCost: 8 } }, "passwordHashing.memoryCost"],
    ["a clock that is no function", { clock: 0 }, "clock"],
    ["a random that is no function", { random: "random" }, "random"],
    ["a master key that is neither text nor provider", { masterKey: 7 }, "masterKey"],
    ["a storage that is no adapter", { storage: {} }, "storage"],
    ["a delivery that does not send", { delivery: {} }, "delivery"],
    ["a key source that gives no keys", { keySource: {} }, "keySource"],
    ["a key provider that loads nothing", { masterKey: {} }, "masterKey"],
    ["a misspelt member", { baseURL: baseUrl }, "baseURL"],
  ])("refuses %s by the path of the member", async (_, wrong, path) => {
    const refused = Rockpool.open({ ...options(), ...wrong } as RockpoolOptions);
    await expect(refused).rejects.toMatchObject({ code: "InvalidParameterException", details: { path } });
  });

  it("refuses costs that argon2 refuses, before anybody signs up", async () => {
    const passwordHashing = { memoryCostKib: 8, parallelism: 4 };
    const refused = Rockpool.open({ ...options(), passwordHashing });
    await expect(refused).rejects.toMatchObject({
      code: "InvalidParameterException",
      details: { path: "passwordHashing.memoryCostKib" },
    });
  });

  it("takes code of the caller's whatever it holds: a circle, texts of any kind", async () => {
    const delivery = { send: async () => {}, note: "\0", self: {} };
    delivery.self = delivery;
    await expect(Rockpool.open({ ...options(), delivery })).resolves.toBeInstanceOf(Rockpool);
  });

  it.each([` ${baseUrl}`, `${baseUrl}/\n`])("makes issuers without the white space around a base URL: %j", async (given) => {
    const { signedIn, pool } = await testPool({ rockpool: { baseUrl: given } });
    const { tokens } = await signedIn();
    const claims = await pool.verify(tokens.idToken, { tokenUse: "id", clientId: null });
    expect(claims.iss).toBe(`${baseUrl}/${pool.userPoolId}`);
  });
});

describe("the master key", () => {
  const durable = (): StorageAdapter => described({ durable: true });

  it("must be given for a storage that lasts; the refusal says how", async () => {
    const refused = Rockpool.open({ ...options(), storage: durable(), keySource: undefined });
    await expect(refused).rejects.toMatchObject({ code: "MasterKeyException" });
    await expect(refused).rejects.toThrow(/masterKey: keyFile\("auth\.key"\).*generateMasterKey\(\)/);
  });

  it("need not be given for a storage that does not", async () => {
    await expect(Rockpool.open(options())).resolves.toBeInstanceOf(Rockpool);
  });

  it("that is not the one of the storage is found out at open, and shown nowhere", async () => {
    const storage = memory();
    const [right, wrong] = [generateMasterKey(), generateMasterKey()];
    await Rockpool.open({ ...options(), storage, masterKey: right });
    const error = await Rockpool.open({ ...options(), storage, masterKey: wrong }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "MasterKeyException" });
    for (const key of [right, wrong]) expect(inspect(error, { depth: 9 })).not.toContain(key.slice(5));
    await expect(Rockpool.open({ ...options(), storage, masterKey: right })).resolves.toBeInstanceOf(Rockpool);
  });

  it("that is malformed is refused without being shown", async () => {
    const error = await Rockpool.open({ ...options(), masterKey: "sesam" }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "MasterKeyException" });
    expect(inspect(error, { depth: 9 })).not.toContain("sesam");
  });

  it("comes from a provider, which is told whether the storage is new", async () => {
    const storage = durable();
    const current = generateMasterKey();
    const told: boolean[] = [];
    const load = async ({ storageIsNew }: { readonly storageIsNew: boolean }) => {
      told.push(storageIsNew);
      return { current, previous: [] };
    };
    for (let n = 0; n < 2; n += 1) await Rockpool.open({ ...options(), storage, keySource: undefined, masterKey: { load } });
    expect(told).toEqual([true, false]);
  });

  it("is not enough for published signing keys on a storage that lasts", async () => {
    const refused = Rockpool.open({ ...options(), storage: durable(), masterKey: generateMasterKey() });
    await expect(refused).rejects.toMatchObject({ code: "InvalidParameterException", details: { path: "keySource" } });
  });

  it.each([
    ["a malformed key", false, "malformed"],
    ["published keys on a storage that lasts", true, generateMasterKey()],
  ])("leaves no storage open when it is refused: %s", async (_, isDurable, masterKey) => {
    let closed = 0;
    const close = async (): Promise<void> => {
      closed += 1;
    };
    const storage = adapterWith(described({ durable: isDurable }), { close });
    await expect(Rockpool.open({ ...options(), storage, masterKey })).rejects.toBeInstanceOf(RockpoolError);
    expect(closed).toBe(1);
  });

  it("is refused in the words of the refusal, also when the storage does not close", async () => {
    const storage = adapterWith(memory(), { close: () => Promise.reject(new Error("busy")) });
    const refused = Rockpool.open({ ...options(), storage, masterKey: "malformed" });
    await expect(refused).rejects.toMatchObject({ code: "MasterKeyException" });
  });
});

describe("the clocks of process and storage", () => {
  const open = async (differenceMs: number, given: Partial<RockpoolOptions> = {}): Promise<readonly string[]> => {
    const clock = manualClock();
    const warnings: string[] = [];
    const warn = (message: string): void => void warnings.push(message);
    await Rockpool.open({ ...options(), storage: described({ now: clock() + differenceMs }), clock, warn, ...given });
    return warnings;
  };

  it.each([0, 1_000, -1_000])("may be %i ms apart", async (differenceMs) => {
    expect(await open(differenceMs)).toEqual([]);
  });

  it.each([1_001, -1_001, 30_000, -30_000])("are warned about, once, when they are %i ms apart", async (differenceMs) => {
    expect(await open(differenceMs)).toEqual([expect.stringContaining(`${Math.abs(differenceMs)} ms apart`)]);
  });

  it.each([30_001, -30_001])("are refused when they are %i ms apart, unless that is allowed", async (differenceMs) => {
    await expect(open(differenceMs)).rejects.toMatchObject({ code: "StorageIncompatibleException" });
    expect(await open(differenceMs, { allowClockDifference: true })).toHaveLength(1);
  });
});

describe("check", () => {
  it("says that all is well", async () => {
    const clock = manualClock();
    const rockpool = await Rockpool.open({ ...options(), clock, storage: described({ now: clock() + 10 }) });
    const health = { ok: true, storage: { ok: true }, clock: { ok: true, differenceMs: 10 }, keys: { ok: true } };
    expect(await rockpool.check()).toEqual(health);
    clock.advance({ seconds: 31 });
    expect(await rockpool.check()).toMatchObject({ ok: false, clock: { ok: false, differenceMs: -30_990 } });
  });

  it("says null for the difference to a storage without a clock", async () => {
    const { rockpool } = await testPool();
    expect(await rockpool.check()).toMatchObject({ ok: true, clock: { ok: true, differenceMs: null } });
  });

  it.each(["get", "describe"] as const)("says that the storage is not, when %s fails, and does not throw", async (method) => {
    const storage = adapterWith(memory(), {});
    const { rockpool } = await testPool({ storage });
    Object.assign(storage, { [method]: () => Promise.reject(new Error("down")) });
    expect(await rockpool.check()).toMatchObject({ ok: false, storage: { ok: false } });
  });

  it("says that the keys are not, when the canary was changed", async () => {
    const storage = memory();
    const { rockpool } = await testPool({ storage });
    const ref = { table: "canaries", key: ["-"] };
    const [canary] = await storage.get([ref]);
    const value = { word: "rps1.AAAAAAAAAAAA.AAAA" };
    const at = { version: canary?.version ?? "" };
    await storage.commit({
      id: "by hand",
      entries: [{ kind: "put", ...ref, expect: at, value, indexEntries: {}, expiresAt: null }],
    });
    expect(await rockpool.check()).toMatchObject({ ok: false, storage: { ok: true }, keys: { ok: false } });
  });
});

describe("maintain", () => {
  it("deletes what expired more than an hour ago, and tells how much", async () => {
    const storage = recordingStorage();
    const { rockpool, client, clock } = await testPool({ storage });
    await client.signUp({ username: "ada", password: "Correct horse 7!", attributes: { email: "ada@example.com" } });
    clock.advance({ hours: 25, milliseconds: -1 });
    expect(await rockpool.maintain()).toMatchObject({ swept: 0, finished: true });
    expect(await storage.records("codes")).toHaveLength(1);
    clock.advance({ milliseconds: 1 });
    expect(await rockpool.maintain({})).toMatchObject({ swept: 1, finished: true });
    expect(await storage.records("codes")).toEqual([]);
    expect(await storage.records("users")).toHaveLength(1);
  });

  it("goes on in steps until all is done, or the time is up", async () => {
    const clock = manualClock();
    let left = 1_750;
    const sweep = async (_: number, limit: number): Promise<number> => {
      const deleted = Math.min(left, limit);
      left -= deleted;
      clock.advance({ milliseconds: 10 });
      return deleted;
    };
    const rockpool = await Rockpool.open({ ...options(), clock, storage: adapterWith(memory(), { sweep }) });
    expect(await rockpool.maintain({ maxMs: 20 })).toMatchObject({ swept: 1_000, finished: false });
    expect(await rockpool.maintain({ maxMs: undefined })).toMatchObject({ swept: 750, finished: true });
    left = 500;
    expect(await rockpool.maintain()).toMatchObject({ swept: 500, finished: true });
  });

  it.each([{ maxMs: 0 }, { maxMs: -1 }, { maxMs: Number.NaN }, { maxMs: "1" }, { maxMS: 1 }])("refuses %j", async (given) => {
    const { rockpool } = await testPool();
    await expect(rockpool.maintain(given as object)).rejects.toMatchObject({ code: "InvalidParameterException" });
  });
});

describe("userPool", () => {
  it("gives the pool of an id", async () => {
    const { rockpool, pool } = await testPool();
    expect(await (await rockpool.userPool(pool.userPoolId)).settings.get()).toMatchObject({ poolName: "test" });
  });

  it.each([[""], ["x".repeat(56)], ["us-east-1_\0"], [7], [undefined]])("refuses %j for an id", async (id) => {
    const { rockpool } = await testPool();
    const refused = rockpool.userPool(id as string);
    await expect(refused).rejects.toMatchObject({ code: "InvalidParameterException", details: { path: "userPoolId" } });
  });
});

describe("close", () => {
  it("closes the storage, and may be called twice", async () => {
    let closed = 0;
    const close = async (): Promise<void> => {
      closed += 1;
    };
    const rockpool = await Rockpool.open({ ...options(), storage: adapterWith(memory(), { close }) });
    await rockpool.close();
    await expect(rockpool.close()).resolves.toBeUndefined();
    expect(closed).toBeGreaterThan(0);
  });
});

// attack 88: objects that people log
it("shows no secret when it is printed, nor do its pools and clients", async () => {
  const masterKey = generateMasterKey();
  const { rockpool, pool, client } = await testPool({ client: { generateSecret: true }, rockpool: { masterKey } });
  await pool.jwks();
  const secret = (await client.clientSecret()) ?? "";
  for (const object of [rockpool, pool, pool.users, pool.clients, client]) {
    const shown = `${inspect(object, { depth: 20, showHidden: true, getters: true })} ${JSON.stringify(object)}`;
    for (const hidden of [masterKey, secret, "rpps_", "rpmk_", "privateJwk"]) expect(shown).not.toContain(hidden);
  }
});

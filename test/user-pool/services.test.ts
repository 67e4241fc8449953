import { generateMasterKey, type KeySource, Rockpool, type RockpoolOptions, tokensOrThrow } from "rockpool";
import { memory } from "rockpool/storage/memory";
import { fixedTestKeys, manualClock, outbox } from "rockpool/testing";
import { describe, expect, it } from "vitest";
import { gate, recordingStorage } from "./stand-ins.ts";

const password = "Correct horse 7!";

async function opened(options: Partial<RockpoolOptions> = {}): Promise<Rockpool> {
  const given = { storage: memory(), baseUrl: "https://auth.test", delivery: outbox(), clock: manualClock() };
  return Rockpool.open({ ...given, passwordHashing: { memoryCostKib: 8, timeCost: 1 }, ...options });
}

/** A source that gives the published keys, one by one, and does so only when a test says it may. */
function slowKeys(): KeySource & { readonly stop: ReturnType<typeof gate>; readonly given: () => number } {
  const keys = fixedTestKeys();
  const stop = gate();
  let given = 0;
  return {
    forTestsOnly: true,
    stop,
    given: () => given,
    async generate(request) {
      given += 1;
      await stop.pass();
      return keys.generate(request);
    },
  };
}

describe("the first keys of a pool", () => {
  it("are made in the background: the pool answers before they are there", async () => {
    const keySource = slowKeys();
    const rockpool = await opened({ keySource });
    const pool = await rockpool.ensureUserPool({ poolName: "customers" });
    const client = await pool.clients.ensure({ clientName: "web" });
    await client.signUp({ username: "ada", password });
    await pool.users.confirm("ada");
    await expect(client.signIn({ username: "ada", password: "wrong" })).rejects.toMatchObject({ code: "NotAuthorizedException" });
    expect(keySource.given()).toBe(2);
    const signingIn = client.signIn({ username: "ada", password });
    keySource.stop.release();
    const tokens = tokensOrThrow(await signingIn);
    await expect(pool.verify(tokens.accessToken, { tokenUse: "access", clientId: null })).resolves.toMatchObject({
      username: "ada",
    });
    await rockpool.close();
  });

  it("are one set, when 20 sign in at once before there are any", async () => {
    const storage = recordingStorage();
    const keySource = slowKeys();
    const rockpool = await opened({ storage, keySource });
    const pool = await rockpool.ensureUserPool({ poolName: "customers" });
    const client = await pool.clients.ensure({ clientName: "web" });
    await client.signUp({ username: "ada", password });
    await pool.users.confirm("ada");
    const signIns = Array.from({ length: 20 }, () => client.signIn({ username: "ada", password }));
    keySource.stop.release();
    const answers = await Promise.all(signIns);
    for (const answer of answers) {
      await expect(pool.verify(tokensOrThrow(answer).idToken, { tokenUse: "id", clientId: null })).resolves.toBeDefined();
    }
    expect(keySource.given()).toBe(2);
    expect(await storage.records("keysets")).toHaveLength(2);
  });

  it("are those of the first to commit, for every process", async () => {
    const storage = recordingStorage();
    const masterKey = generateMasterKey();
    const [here, there] = [slowKeys(), slowKeys()];
    const [one, two] = [
      await opened({ storage, masterKey, keySource: here }),
      await opened({ storage, masterKey, keySource: there }),
    ];
    const pools = [await one.ensureUserPool({ poolName: "customers" }), await two.ensureUserPool({ poolName: "customers" })];
    // Whoever created the pool makes keys by itself; whoever found it does when it needs them.
    const second = pools[1]?.jwks();
    await Promise.all([here.stop.reached, there.stop.reached]);
    here.stop.release();
    const first = await pools[0]?.jwks();
    there.stop.release();
    expect(await second).toEqual(first);
    expect(await storage.records("keysets")).toHaveLength(2);
  });

  it("that could not be made are made by whoever needs them; a failure is told to who waits", async () => {
    const keys = fixedTestKeys();
    let isBroken = true;
    const generate: KeySource["generate"] = async (request) => {
      if (isBroken) throw new Error("the key service is down");
      return keys.generate(request);
    };
    const rockpool = await opened({ keySource: { forTestsOnly: true, generate } });
    const pool = await rockpool.ensureUserPool({ poolName: "customers" });
    await expect(pool.jwks()).rejects.toThrow("the key service is down");
    isBroken = false;
    expect((await pool.jwks()).keys).toHaveLength(2);
  });

  it("are stored before close ends", async () => {
    const storage = recordingStorage();
    const keySource = slowKeys();
    const rockpool = await opened({ storage, keySource });
    await rockpool.ensureUserPool({ poolName: "customers" });
    await keySource.stop.reached;
    const closing = rockpool.close();
    keySource.stop.release();
    await closing;
    await storage.open([...storage.tables]);
    expect(await storage.records("keysets")).toHaveLength(2);
    await storage.close();
  });

  it("stay the same over a restart", async () => {
    const storage = memory();
    const masterKey = generateMasterKey();
    const first = await (await (await opened({ storage, masterKey })).ensureUserPool({ poolName: "customers" })).jwks();
    const again = await (await (await opened({ storage, masterKey })).ensureUserPool({ poolName: "customers" })).jwks();
    expect(again).toEqual(first);
  });
});

describe("two Rockpools in one process", () => {
  it("share nothing: pools, users, keys and tokens are of one of them", async () => {
    const [one, two] = [await opened(), await opened()];
    const [here, there] = [
      await one.ensureUserPool({ poolName: "customers" }),
      await two.ensureUserPool({ poolName: "customers" }),
    ];
    expect(here.userPoolId).not.toBe(there.userPoolId);
    await expect(two.userPool(here.userPoolId)).rejects.toMatchObject({ code: "ResourceNotFoundException" });
    const client = await here.clients.ensure({ clientName: "web" });
    await client.signUp({ username: "ada", password });
    await expect(there.users.get("ada")).rejects.toMatchObject({ code: "UserNotFoundException" });
    const kids = [...(await here.jwks()).keys, ...(await there.jwks()).keys].map(({ kid }) => kid);
    expect(new Set(kids).size).toBe(4);
    await one.close();
    await expect(there.clients.ensure({ clientName: "web" })).resolves.toBeDefined();
  });
});

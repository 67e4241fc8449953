import { type PoolEvent, RockpoolError } from "rockpool";
import type { Plan } from "rockpool/storage";
import { memory } from "rockpool/storage/memory";
import { type TestPool, testPool } from "rockpool/testing";
import { describe, expect, it } from "vitest";
import { systemRuntime } from "../../../src/runtime.ts";
import { credentials } from "../../../src/user-pool/users/credential.table.ts";
import { createPasswordHasher } from "../../../src/user-pool/users/password-hasher.ts";
import { adapterWith, codeOf, holdingStorage, poolWithStore, recordingStorage } from "../stand-ins.ts";

const password = "Correct horse 7!";
const incorrect = { code: "NotAuthorizedException", message: "Incorrect username or password." };

/** ada may come in, dan is disabled, una is not confirmed. */
async function people(world: TestPool): Promise<TestPool> {
  await world.signedIn({ username: "ada" });
  await world.signedIn({ username: "dan" });
  await world.pool.users.disable("dan");
  await world.client.signUp({ username: "una", password });
  return world;
}

// attack 9: a verdict is part of a plan; what was not committed is not told
describe.each([
  ["right", "ada", password],
  ["wrong", "ada", "Wrong horse 7!"],
  ["about nobody", "nobody", password],
  ["that the user is disabled", "dan", password],
  ["that the user is not confirmed", "una", password],
])("the verdict %s", (_, username, attempted) => {
  it("is not given when its plan could not be committed", async () => {
    let isBroken = false;
    const inner = memory();
    const commit: typeof inner.commit = async (plan) => {
      if (isBroken) throw new RockpoolError("StorageUnavailableException", "no answer", { outcome: "unknown" });
      return inner.commit(plan);
    };
    const { client } = await people(await testPool({ storage: adapterWith(inner, { commit }) }));
    isBroken = true;
    const answer = client.signIn({ username, password: attempted });
    await expect(answer).rejects.toMatchObject({ code: "StorageUnavailableException", details: { outcome: "unknown" } });
  });

  it("is given once, by the last of the plans, when others come first", async () => {
    const inner = memory();
    let refusals = 0;
    const commit: typeof inner.commit = async (plan) => {
      const [entry] = plan.entries;
      if (refusals === 0 || entry === undefined) return inner.commit(plan);
      refusals -= 1;
      return { outcome: "conflict", table: entry.table, key: entry.key };
    };
    const { client } = await people(await testPool({ storage: adapterWith(inner, { commit }) }));
    const once = await client.signIn({ username, password: attempted }).then(({ outcome }) => outcome, codeOf);
    refusals = 7;
    expect(await client.signIn({ username, password: attempted }).then(({ outcome }) => outcome, codeOf)).toBe(once);
    refusals = 8;
    const given = client.signIn({ username, password: attempted });
    await expect(given).rejects.toMatchObject({ code: "TooManyRequestsException", message: "Rate exceeded" });
    expect(refusals).toBe(0);
  });

  it("waits for its commit", async () => {
    const storage = holdingStorage();
    const { client } = await people(await testPool({ storage }));
    const order: string[] = [];
    const held = storage.holdNextCommit(username === "ada" && attempted === password ? "families" : "attempts");
    const answered = client.signIn({ username, password: attempted }).then(
      () => order.push("answered"),
      () => order.push("answered"),
    );
    await held.reached;
    // Another sign-in, from end to end: whatever would come without the commit has come by then.
    await client.signIn({ username: "somebody", password }).catch(() => {});
    order.push("released");
    held.release();
    await answered;
    expect(order).toEqual(["released", "answered"]);
  });
});

describe("what goes wrong behind a right password", () => {
  it("is no verdict where it is the storage: nothing is written, and no refusal is told", async () => {
    const inner = recordingStorage();
    let isBroken = false;
    const get: typeof inner.get = async (refs) => {
      if (!isBroken || !refs.some(({ table }) => table === "groups")) return inner.get(refs);
      throw new RockpoolError("StorageUnavailableException", "no answer", { outcome: "notCommitted" });
    };
    const world = await people(await testPool({ storage: adapterWith(inner, { get }) }));
    await world.pool.groups.create({ groupName: "staff" });
    await world.pool.groups.addUser({ groupName: "staff", username: "ada" });
    const events: PoolEvent[] = [];
    world.rockpool.subscribe((event) => events.push(event));
    const before = inner.plans.length;
    isBroken = true;
    const answer = world.client.signIn({ username: "ada", password });
    await expect(answer).rejects.toMatchObject({ code: "StorageUnavailableException" });
    expect([inner.plans.length, events]).toEqual([before, []]);
  });
});

describe("a sign-in", () => {
  it("is one plan: names the door, the counter and the password it rests on, and writes the session and that there was one", async () => {
    const storage = recordingStorage();
    const world = await testPool({ storage });
    await world.signedIn({ username: "ada" });
    await world.client.signIn({ username: "ada", password });
    const plan: Plan | undefined = storage.plans.at(-1);
    const named = plan?.entries.map(({ kind, table }) => `${kind} ${table}`).sort();
    expect(named).toEqual(["check attempts", "check auth_states", "check credentials", "put auth_events", "put families"]);
  });

  it("stores no token: a family's record is what a token is computed from", async () => {
    const storage = recordingStorage();
    const { client, clock, signedIn } = await testPool({ storage });
    const { sub } = await signedIn({ username: "ada" });
    const [family] = (await storage.records("families")) as readonly { readonly expiresAt: number; readonly value: object }[];
    // A day longer than its refresh tokens: as long as the access token of the last refresh may live.
    expect(family?.expiresAt).toBe(clock() + 2_592_000_000 + 86_400_000);
    expect(family?.value).toEqual({
      sub,
      clientId: client.clientId,
      generation: 0,
      rotatedAt: null,
      revoked: false,
      expiresAt: clock() + 2_592_000_000,
      deviceKey: null,
      epoch: 0,
      poolEpoch: 0,
      authTime: clock(),
      eventId: expect.any(String),
      amr: ["pwd"],
      scope: "aws.cognito.signin.user.admin",
    });
  });

  it("by the old password is refused when another was set between the proof and the commit", async () => {
    const storage = holdingStorage();
    const world = await poolWithStore({ storage });
    const { sub } = await world.signedIn({ username: "ada" });
    const held = storage.holdNextCommit("families");
    const signingIn = world.client.signIn({ username: "ada", password });
    await held.reached;
    const [credential] = await world.store.read([credentials.key({ poolId: world.pool.userPoolId, sub })]);
    if (credential === undefined) throw new Error("ada has no password");
    const hasher = createPasswordHasher({ memoryCostKib: 8, timeCost: 1 }, systemRuntime.random, 1);
    const passwordHash = await hasher.hash("Another horse 8!");
    await world.store.commit([credential.put({ passwordHash, passwordId: "another" })]);
    held.release();
    await expect(signingIn).rejects.toMatchObject(incorrect);
    await expect(world.client.signIn({ username: "ada", password })).rejects.toMatchObject(incorrect);
    await expect(world.client.signIn({ username: "ada", password: "Another horse 8!" })).resolves.toBeDefined();
  });
});

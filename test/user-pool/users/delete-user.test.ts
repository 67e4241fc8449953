import { generateMasterKey } from "rockpool";
import { memory } from "rockpool/storage/memory";
import { faultyStorage, type TestPool, testPool } from "rockpool/testing";
import { beforeEach, describe, expect, it } from "vitest";
import { recordingStorage } from "../stand-ins.ts";

let world: TestPool;
beforeEach(async () => {
  world = await testPool();
});
const signIn = (password: string) => world.client.signIn({ username: "ada", password });

describe("users.delete (AdminDeleteUser)", () => {
  const left = async (storage: ReturnType<typeof recordingStorage>, sub: string): Promise<readonly string[]> => {
    const tables = storage.tables.filter(({ name }) => name !== "jobs");
    const all = await Promise.all(tables.map(async ({ name }) => [name, JSON.stringify(await storage.records(name))] as const));
    return all.filter(([, records]) => records.includes(sub) || records.includes('"ada"')).map(([name]) => name);
  };

  it("takes the person away at once, and what is left of them by maintain", async () => {
    const storage = recordingStorage();
    world = await testPool({ storage });
    const { sub } = await world.signedIn({ username: "ada" });
    await signIn("wrong").catch(() => {});
    await world.pool.users.delete("ada");
    expect(await left(storage, sub)).toEqual(["attempts", "codes", "families", "auth_events"]);
    expect(await world.rockpool.maintain()).toMatchObject({ jobsDone: 1, finished: true });
    expect(await left(storage, sub)).toEqual([]);
    expect(await world.rockpool.maintain()).toMatchObject({ jobsDone: 0, finished: true });
  });

  // attacks 32, 73: who comes next under a name has nothing of who was there before
  it("leaves the name to whoever comes next, who is another person", async () => {
    const { sub } = await world.signedIn({ username: "ada" });
    await world.pool.users.delete("ada");
    await expect(world.pool.users.get("ada")).rejects.toMatchObject({ code: "UserNotFoundException" });
    await expect(signIn("Correct horse 7!")).rejects.toMatchObject({ message: "Incorrect username or password." });
    const again = await world.signedIn({ username: "ada" });
    expect(again.sub).not.toBe(sub);
    await world.rockpool.maintain();
    await expect(signIn(again.password)).resolves.toMatchObject({ outcome: "signedIn" });
  });

  it("twice is refused the second time, also at once", async () => {
    await world.signedIn({ username: "ada" });
    const answers = await Promise.allSettled(Array.from({ length: 20 }, () => world.pool.users.delete("ada")));
    expect(answers.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    await expect(world.pool.users.delete("ada")).rejects.toMatchObject({ code: "UserNotFoundException" });
  });

  it("of hundreds of sessions goes on where it was interrupted, also by several workers at once", async () => {
    const storage = memory();
    const masterKey = generateMasterKey();
    world = await testPool({ storage, rockpool: { masterKey } });
    const { sub, password } = await world.signedIn({ username: "ada" });
    for (let n = 0; n < 200; n += 1) await signIn(password);
    const families = async (): Promise<number> => {
      const range = { poolId: world.pool.userPoolId, equals: sub };
      return (await storage.query({ table: "families", index: "sub", range, limit: 1000, cursor: null })).records.length;
    };
    expect(await families()).toBe(201);
    await world.pool.users.delete("ada");
    let asked = 0;
    // Time is up after some looks at the clock.
    const clock = (): number => {
      asked += 1;
      return world.clock() + 1000 * asked;
    };
    const hurried = await testPool({ storage, rockpool: { masterKey, clock } });
    expect(await hurried.rockpool.maintain({ maxMs: 3000 })).toMatchObject({ jobsDone: 0, finished: false });
    const rest = await families();
    expect(rest).toBeGreaterThan(0);
    expect(rest).toBeLessThan(201);
    await Promise.all(Array.from({ length: 5 }, () => world.rockpool.maintain()));
    expect(await families()).toBe(0);
  });
});

describe("user.delete (DeleteUser)", () => {
  it("takes away who asks", async () => {
    const { tokens } = await world.signedIn({ username: "ada" });
    await (await world.client.user(tokens.accessToken)).delete();
    await expect(world.pool.users.get("ada")).rejects.toMatchObject({ code: "UserNotFoundException" });
  });

  // attack 15: what a session was allowed a moment ago is not done behind its end
  it.each<readonly [string, (refreshToken: string) => Promise<unknown>]>([
    ["signs ada out everywhere", () => world.pool.users.signOutEverywhere("ada")],
    ["disables ada", () => world.pool.users.disable("ada")],
    ["revokes the session", (token) => world.client.revoke({ token })],
    ["sets another password", () => world.pool.users.setPassword({ username: "ada", password: "Another horse 8!" })],
  ])("changes nothing when somebody %s between the look at the session and the deletion", async (_, end) => {
    const storage = faultyStorage(memory());
    world = await testPool({ storage });
    const { tokens } = await world.signedIn({ username: "ada" });
    const user = await world.client.user(tokens.accessToken);
    // The first call looks at the session, the second one at what is to be deleted.
    const held = storage.holdCall(2);
    const deleting = user.delete();
    await held.reached;
    await end(tokens.refreshToken);
    held.release();
    await expect(deleting).rejects.toMatchObject({ code: "NotAuthorizedException", message: "Access Token has been revoked" });
    await expect(world.pool.users.get("ada")).resolves.toMatchObject({ username: "ada" });
  });
});

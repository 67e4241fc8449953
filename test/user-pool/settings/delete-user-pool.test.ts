import { generateMasterKey, Rockpool } from "rockpool";
import { fixedTestKeys, outbox, type TestPool, testPool } from "rockpool/testing";
import { beforeEach, describe, expect, it } from "vitest";
import { type RecordingStorage, recordingStorage } from "../stand-ins.ts";

let world: TestPool & { readonly storage: RecordingStorage };
beforeEach(async () => {
  const storage = recordingStorage();
  world = { ...(await testPool({ storage })), storage };
});

describe("pool.delete (DeleteUserPool)", () => {
  it("refuses while the pool is protected, and changes nothing", async () => {
    await world.pool.settings.update({ deletionProtection: "ACTIVE" });
    await expect(world.pool.delete()).rejects.toMatchObject({
      code: "InvalidParameterException",
      message:
        "The user pool cannot be deleted because deletion protection is activated. Deletion protection must be inactivated first.",
    });
    await expect(world.signedIn({ username: "ada" })).resolves.toBeDefined();
    await world.pool.settings.update({ deletionProtection: "INACTIVE" });
    await expect(world.pool.delete()).resolves.toBeUndefined();
  });

  // attack 73: what was signed before opens nothing
  it("is done at once: nobody is let in, nothing is found, no token is good", async () => {
    const { tokens } = await world.signedIn({ username: "ada" });
    const user = await world.client.user(tokens.accessToken);
    await world.pool.delete();
    const gone = { code: "ResourceNotFoundException", message: `User pool ${world.pool.userPoolId} does not exist.` };
    await expect(world.client.signIn({ username: "ada", password: "x" })).rejects.toMatchObject(gone);
    await expect(world.pool.users.list()).rejects.toMatchObject(gone);
    await expect(world.pool.verify(tokens.accessToken, { tokenUse: null, clientId: null })).rejects.toMatchObject(gone);
    await expect(user.get()).rejects.toMatchObject(gone);
    await expect(world.pool.settings.get()).rejects.toMatchObject(gone);
    await expect(world.rockpool.userPool(world.pool.userPoolId)).rejects.toMatchObject(gone);
    await expect(world.pool.delete()).rejects.toMatchObject(gone);
  });

  it("gives the name back for another pool, which has nothing of the first", async () => {
    await world.signedIn({ username: "ada" });
    await world.pool.delete();
    const next = await world.rockpool.ensureUserPool({ poolName: "test" });
    expect(next.userPoolId).not.toBe(world.pool.userPoolId);
    expect((await next.users.list()).users).toEqual([]);
    expect((await next.clients.list()).clients).toEqual([]);
  });

  it("leaves nothing behind after maintain, and other pools as they were", async () => {
    const other = await world.rockpool.ensureUserPool({ poolName: "other" });
    await other.users.create({ username: "bob", messageAction: "SUPPRESS" });
    await world.pool.groups.create({ groupName: "staff" });
    for (let n = 0; n < 60; n += 1) await world.signedIn();
    await world.pool.groups.addUser({ groupName: "staff", username: "user-1" });
    await world.pool.delete();
    expect(await world.rockpool.maintain()).toMatchObject({ finished: true });
    const tables = new Set(world.storage.plans.flatMap(({ entries }) => entries.map(({ table }) => table)));
    for (const table of tables) {
      const records = (await world.storage.records(table)) as readonly { readonly key?: readonly string[] }[];
      expect(JSON.stringify(records), table).not.toContain(table === "jobs" ? "user-1" : world.pool.userPoolId);
    }
    expect((await other.users.get("bob")).username).toBe("bob");
  });

  it("leaves nobody behind who signed up where it was not known yet, once no process can remember the pool", async () => {
    const [storage, masterKey] = [recordingStorage(), generateMasterKey()];
    const world = await testPool({ storage, rockpool: { masterKey } });
    const { clock } = world;
    const options = { storage, masterKey, clock, baseUrl: "https://auth.test", delivery: outbox(), keySource: fixedTestKeys() };
    const unaware = await Rockpool.open({ ...options, settingsMaxAgeSeconds: 3_600 });
    const late = await (await unaware.userPool(world.pool.userPoolId)).clients.get(world.client.clientId);
    await late.signUp({ username: "first", password: "Correct horse 7!", attributes: { email: "first@example.com" } });
    await world.pool.delete();
    expect(await world.rockpool.maintain()).toMatchObject({ jobsDone: 1, finished: true });
    await late.signUp({ username: "late", password: "Correct horse 7!", attributes: { email: "late@example.com" } });
    expect(await world.rockpool.maintain()).toMatchObject({ jobsDone: 0, finished: true });
    expect(await storage.records("users")).toHaveLength(1);
    clock.advance({ minutes: 61 });
    await expect(late.signUp({ username: "later", password: "Correct horse 7!" })).rejects.toMatchObject({
      code: "ResourceNotFoundException",
    });
    expect(await world.rockpool.maintain()).toMatchObject({ jobsDone: 1, finished: true });
    for (const table of ["users", "usernames", "aliases", "credentials"]) expect(await storage.records(table), table).toEqual([]);
    await unaware.close();
  });

  it("goes on where it was interrupted", async () => {
    for (let n = 0; n < 80; n += 1) await world.pool.users.create({ username: `u${n}`, messageAction: "SUPPRESS" });
    await world.pool.delete();
    let finished = false;
    for (let n = 0; n < 100 && !finished; n += 1) ({ finished } = await world.rockpool.maintain({ maxMs: 0.001 }));
    expect(finished).toBe(true);
    expect(await world.storage.records("users")).toEqual([]);
  });
});

import { tokensOrThrow } from "rockpool";
import { type TestPool, testPool } from "rockpool/testing";
import { describe, expect, it } from "vitest";
import { codeOf, holdingStorage, recordingStorage } from "../stand-ins.ts";

const password = "Correct horse 7!";
const ada = { groupName: "admins", username: "ada" };

/** What each of many calls came to: a word, or the code of its refusal. */
function at(once: number, call: (n: number) => Promise<unknown>): Promise<readonly string[]> {
  return Promise.all(Array.from({ length: once }, (_, n) => call(n).then(() => "done", codeOf)));
}
const count = (answers: readonly string[], one: string): number => answers.filter((answer) => answer === one).length;

async function groupsOfAda({ client, pool }: TestPool): Promise<unknown> {
  const { accessToken } = tokensOrThrow(await client.signIn({ username: "ada", password }));
  return (await pool.verify(accessToken, { tokenUse: "access", clientId: null }))["cognito:groups"];
}

describe.each([2, 50])("%i at once", (once) => {
  it("make one group of one name", async () => {
    const { pool } = await testPool();
    const answers = await at(once, () => pool.groups.create({ groupName: "admins" }));
    expect(count(answers, "done")).toBe(1);
    expect(count(answers, "GroupExistsException")).toBe(once - 1);
  });

  it("ensure one group", async () => {
    const storage = recordingStorage();
    const { pool } = await testPool({ storage });
    expect(count(await at(once, () => pool.groups.ensure({ groupName: "admins", precedence: 1 })), "done")).toBe(once);
    expect(await storage.records("groups")).toHaveLength(1);
    expect(storage.plans.filter(({ entries }) => entries.some(({ table }) => table === "groups"))).toHaveLength(1);
  });

  it("add one user once, and take them out once", async () => {
    const storage = recordingStorage();
    const world = await testPool({ storage });
    await world.signedIn({ username: "ada" });
    await world.pool.groups.create({ groupName: "admins" });
    expect(count(await at(once, () => world.pool.groups.addUser(ada)), "done")).toBe(once);
    expect(await storage.records("memberships")).toHaveLength(1);
    expect(await groupsOfAda(world)).toEqual(["admins"]);
    expect(count(await at(once, () => world.pool.groups.removeUser(ada)), "done")).toBe(once);
    expect(await storage.records("memberships")).toHaveLength(0);
    expect(await groupsOfAda(world)).toBeUndefined();
  });

  it("add and remove one user: the two records say the same", async () => {
    const storage = recordingStorage();
    const world = await testPool({ storage });
    await world.signedIn({ username: "ada" });
    await world.pool.groups.create({ groupName: "admins" });
    await at(once, (n) => world.pool.groups[n % 2 === 0 ? "addUser" : "removeUser"](ada));
    const isMember = (await storage.records("memberships")).length === 1;
    expect((await world.pool.groups.ofUser("ada")).groups).toHaveLength(isMember ? 1 : 0);
    expect(await groupsOfAda(world)).toEqual(isMember ? ["admins"] : undefined);
  });

  it("delete one group once", async () => {
    const { pool } = await testPool();
    await pool.groups.create({ groupName: "admins" });
    const answers = await at(once, () => pool.groups.delete("admins"));
    expect(count(answers, "done")).toBe(1);
    expect(count(answers, "ResourceNotFoundException")).toBe(once - 1);
  });

  it("add while the group is deleted and made anew: who was let in is in the new one, or nowhere", async () => {
    const world = await testPool();
    await world.signedIn({ username: "ada" });
    for (let round = 0; round < 5; round += 1) {
      await world.pool.groups.create({ groupName: "admins" });
      const [answers] = await Promise.all([at(once, () => world.pool.groups.addUser(ada)), world.pool.groups.delete("admins")]);
      for (const answer of answers) expect(["done", "ResourceNotFoundException"]).toContain(answer);
      expect(await groupsOfAda(world)).toBeUndefined();
      await world.pool.groups.create({ groupName: "admins" });
      expect(await groupsOfAda(world)).toBeUndefined();
      expect((await world.pool.groups.listUsers("admins")).users).toEqual([]);
      await world.pool.groups.delete("admins");
      if (round % 2 === 0) await world.rockpool.maintain();
    }
  });
});

describe("a user of 100 groups", () => {
  it("is refused another one; is in each of them already; and one that is deleted makes room, before its job has run", async () => {
    const world = await testPool();
    await world.signedIn({ username: "ada" });
    const join = (n: number): Promise<void> => world.pool.groups.addUser({ groupName: `group-${n}`, username: "ada" });
    for (let n = 0; n <= 100; n += 1) await world.pool.groups.create({ groupName: `group-${n}` });
    for (let n = 0; n < 100; n += 1) await join(n);
    await expect(join(100)).rejects.toMatchObject({
      code: "LimitExceededException",
      message: "A user is in at most 100 groups.",
      details: { retryAfterSeconds: null },
    });
    await join(0);
    await world.pool.groups.delete("group-0");
    await world.pool.groups.create({ groupName: "group-0" });
    await join(100);
    expect(await groupsOfAda(world)).toHaveLength(100);
    expect(await groupsOfAda(world)).not.toContain("group-0");
  });
});

describe("an add that is held before its commit", () => {
  const held = async () => {
    const storage = holdingStorage();
    const world = await testPool({ storage });
    await world.signedIn({ username: "ada" });
    await world.pool.groups.create({ groupName: "admins" });
    const stop = storage.holdNextCommit("memberships");
    const adding = world.pool.groups.addUser(ada).then(() => "done", codeOf);
    await stop.reached;
    const records = async (): Promise<number> => {
      const range = { keyPrefix: [world.pool.userPoolId] };
      const pages = ["memberships", "user_groups"].map((table) =>
        storage.query({ table, index: "primary", range, limit: 9, cursor: null }),
      );
      return (await Promise.all(pages)).flatMap(({ records: found }) => found).length;
    };
    return { ...world, stop, adding, records };
  };

  it("is refused when the group is deleted meanwhile, and leaves nothing", async () => {
    const { pool, stop, adding, records } = await held();
    await pool.groups.delete("admins");
    stop.release();
    expect(await adding).toBe("ResourceNotFoundException");
    expect(await records()).toBe(0);
  });

  it("goes into the group that has the name then", async () => {
    const world = await held();
    await world.pool.groups.delete("admins");
    await world.pool.groups.create({ groupName: "admins" });
    world.stop.release();
    expect(await world.adding).toBe("done");
    expect(await groupsOfAda(world)).toEqual(["admins"]);
  });

  it("is refused when the user is deleted meanwhile, and leaves nothing", async () => {
    const { pool, rockpool, stop, adding, records } = await held();
    await pool.users.delete("ada");
    await rockpool.maintain();
    stop.release();
    expect(await adding).toBe("UserNotFoundException");
    expect(await records()).toBe(0);
  });
});

describe("a deletion of a group that is held before its commit", () => {
  it("ends what was added meanwhile", async () => {
    const storage = holdingStorage();
    const world = await testPool({ storage });
    await world.signedIn({ username: "ada" });
    await world.pool.groups.create({ groupName: "admins" });
    const stop = storage.holdNextCommit("jobs");
    const deleting = world.pool.groups.delete("admins");
    await stop.reached;
    await world.pool.groups.addUser(ada);
    expect(await groupsOfAda(world)).toEqual(["admins"]);
    stop.release();
    await deleting;
    expect(await groupsOfAda(world)).toBeUndefined();
    await world.rockpool.maintain();
    const { records } = await storage.query({
      table: "user_groups",
      index: "primary",
      range: { keyPrefix: [] },
      limit: 9,
      cursor: null,
    });
    expect(records).toEqual([]);
  });
});

import { generateMasterKey, type SignInResult, tokensOrThrow } from "rockpool";
import { memory } from "rockpool/storage/memory";
import { countingStorage, type TestPool, testPool } from "rockpool/testing";
import { describe, expect, it } from "vitest";
import type { Store } from "../../../src/storage/store.ts";
import type { Entry } from "../../../src/storage/table.ts";
import { deleteMemberships } from "../../../src/user-pool/groups/delete-memberships.ts";
import { groups } from "../../../src/user-pool/groups/group.table.ts";
import { memberships, userGroups } from "../../../src/user-pool/groups/membership.table.ts";
import { codeOf, poolWithStore, recordingStorage } from "../stand-ins.ts";

const password = "Correct horse 7!";
const gone = { code: "ResourceNotFoundException", message: "Group not found." };

async function groupsIn({ pool }: TestPool, result: SignInResult): Promise<unknown> {
  const { idToken } = tokensOrThrow(result);
  return (await pool.verify(idToken, { tokenUse: "id", clientId: null }))["cognito:groups"];
}

async function idOf({ pool, store }: TestPool & { readonly store: Store }, groupName: string): Promise<string> {
  const [group] = await store.read([groups.key({ poolId: pool.userPoolId, groupName })]);
  return group?.value.groupId ?? "-";
}

/** Writes members below the operations: people who signed up long ago. */
async function fill(
  world: TestPool & { readonly store: Store },
  groupName: string,
  count: number,
  also: readonly string[] = [],
): Promise<void> {
  const { pool, store } = world;
  const poolId = pool.userPoolId;
  const others = await Promise.all(also.map(async (name) => ({ groupName: name, groupId: await idOf(world, name) })));
  const groupId = await idOf(world, groupName);
  const members = Array.from({ length: count }, (_, n) => `member-${String(n).padStart(5, "0")}`);
  for (let at = 0; at < members.length; at += 30) {
    const entries = members
      .slice(at, at + 30)
      .flatMap((sub): readonly Entry[] => [
        memberships.create({ poolId, groupId, sub, createdAt: 0 }),
        userGroups.create({ poolId, sub, groups: [...others, { groupName, groupId }] }),
      ]);
    await store.commit(entries);
  }
}

async function left({ pool, store }: TestPool & { readonly store: Store }, groupId: string): Promise<number> {
  let found = 0;
  let cursor: string | null = null;
  do {
    const page: { readonly records: readonly unknown[]; readonly cursor: string | null } = await store.scan(
      memberships,
      [pool.userPoolId, groupId],
      { limit: 1000, cursor },
    );
    found += page.records.length;
    cursor = page.cursor;
  } while (cursor !== null);
  return found;
}

describe("groups.delete (DeleteGroup)", () => {
  it("ends all memberships at once; a group that gets the name has none of them", async () => {
    const world = await poolWithStore();
    const { pool, client } = world;
    const { username } = await world.signedIn();
    const input = { groupName: "admins", username };
    await pool.groups.create({ groupName: "admins" });
    await pool.groups.addUser(input);
    await groupsIn(world, await client.signIn({ username, password }));

    await pool.groups.delete("admins");
    await expect(pool.groups.get("admins")).rejects.toMatchObject(gone);
    await expect(pool.groups.addUser(input)).rejects.toMatchObject(gone);
    expect((await pool.groups.ofUser(username)).groups).toEqual([]);
    expect(await groupsIn(world, await client.signIn({ username, password }))).toBeUndefined();

    for (const maintained of [false, true]) {
      if (maintained) expect(await world.rockpool.maintain()).toMatchObject({ jobsDone: 1, finished: true });
      else await pool.groups.create({ groupName: "admins" });
      expect((await pool.groups.listUsers("admins")).users).toEqual([]);
      expect((await pool.groups.ofUser(username)).groups).toEqual([]);
      expect(await groupsIn(world, await client.signIn({ username, password }))).toBeUndefined();
    }
    await pool.groups.addUser(input);
    expect(await groupsIn(world, await client.signIn({ username, password }))).toEqual(["admins"]);
  });

  it("gives the members to no group of the name, also when nobody signed in between", async () => {
    const world = await poolWithStore();
    const { pool, client } = world;
    const { username } = await world.signedIn();
    await pool.groups.create({ groupName: "admins" });
    await pool.groups.addUser({ groupName: "admins", username });
    await pool.groups.delete("admins");
    await pool.groups.create({ groupName: "admins" });
    expect(await groupsIn(world, await client.signIn({ username, password }))).toBeUndefined();
    expect((await pool.groups.ofUser(username)).groups).toEqual([]);
    // To take out who is not in it is nothing, and the job still finds what it has to do.
    await pool.groups.removeUser({ groupName: "admins", username });
    expect(await world.rockpool.maintain()).toMatchObject({ jobsDone: 1, finished: true });
    const { records } = await world.store.scan(memberships, [pool.userPoolId], { limit: 9, cursor: null });
    expect(records).toEqual([]);
  });

  it("leaves who joins the next group of the name before the job has run in it", async () => {
    const world = await poolWithStore();
    const { pool, client } = world;
    const { username } = await world.signedIn();
    for (let n = 0; n < 3; n += 1) {
      await pool.groups.create({ groupName: "admins" });
      await pool.groups.addUser({ groupName: "admins", username });
      if (n < 2) await pool.groups.delete("admins");
    }
    expect(await groupsIn(world, await client.signIn({ username, password }))).toEqual(["admins"]);
    expect(await world.rockpool.maintain()).toMatchObject({ jobsDone: 2, finished: true });
    expect(await groupsIn(world, await client.signIn({ username, password }))).toEqual(["admins"]);
    expect((await pool.groups.listUsers("admins")).users).toHaveLength(1);
  });

  it("takes the pages of the old group away", async () => {
    const world = await poolWithStore();
    await world.pool.groups.create({ groupName: "admins" });
    await fill(world, "admins", 3);
    const { nextToken } = await world.pool.groups.listUsers("admins", { limit: 2 });
    await world.pool.groups.delete("admins");
    await world.pool.groups.create({ groupName: "admins" });
    await expect(world.pool.groups.listUsers("admins", { nextToken: nextToken ?? "" })).rejects.toMatchObject({
      code: "InvalidParameterException",
    });
  });

  it("of a group that nobody is in leaves nothing behind", async () => {
    const world = await poolWithStore();
    await world.pool.groups.create({ groupName: "admins" });
    await world.pool.groups.delete("admins");
    expect(await world.rockpool.maintain()).toMatchObject({ jobsDone: 1, finished: true });
    expect(await world.rockpool.maintain()).toMatchObject({ jobsDone: 0, finished: true });
  });

  it("of a group of thousands goes on step by step while its members sign in, and costs them nothing", async () => {
    const storage = countingStorage(memory());
    const masterKey = generateMasterKey();
    const here = await poolWithStore({ storage, rockpool: { masterKey } });
    const { pool, client, store } = here;
    const { username, sub } = await here.signedIn();
    for (const groupName of ["crowd", "stays"]) {
      await pool.groups.create({ groupName });
      await pool.groups.addUser({ groupName, username });
    }
    await fill(here, "crowd", 3000, ["stays"]);
    const groupId = await idOf(here, "crowd");
    expect(await left(here, groupId)).toBe(3001);

    const cost = await storage.count(() => pool.groups.delete("crowd"));
    expect(cost).toMatchObject({ get: 1, commit: 1, query: 0 });
    let asked = 0;
    // Time is up after some looks at the clock.
    const clock = (): number => {
      asked += 1;
      return here.clock() + 100 * asked;
    };
    const hurried = await testPool({ storage, rockpool: { masterKey, clock } });
    let rounds = 0;
    let isFinished = false;
    while (!isFinished) {
      const signIns = [0, 1, 2].map(() => client.signIn({ username, password }));
      const [{ finished }, ...results] = await Promise.all([hurried.rockpool.maintain({ maxMs: 2000 }), ...signIns]);
      for (const result of results) expect(await groupsIn(here, result)).toEqual(["stays"]);
      if (!finished) {
        const alone = await storage.count(() => client.signIn({ username, password }));
        expect(alone).toEqual({ get: 3, query: 0, commit: 1, sweep: 0 });
      }
      isFinished = finished;
      rounds += 1;
    }
    expect(rounds).toBeGreaterThan(2);
    expect(await left(here, groupId)).toBe(0);
    // The entries went too, and those of the other group stayed.
    const stays = { groupName: "stays", groupId: await idOf(here, "stays") };
    for (const member of [sub, "member-00000", "member-01500", "member-02999"]) {
      const [of] = await store.read([userGroups.key({ poolId: pool.userPoolId, sub: member })]);
      expect(of?.value.groups).toEqual([stays]);
    }
  });

  it("is finished by several workers at once", async () => {
    const world = await poolWithStore();
    await world.pool.groups.create({ groupName: "crowd" });
    await fill(world, "crowd", 200);
    const groupId = await idOf(world, "crowd");
    await world.pool.groups.delete("crowd");
    await Promise.all(Array.from({ length: 4 }, () => world.rockpool.maintain()));
    expect(await left(world, groupId)).toBe(0);
    // Of who was in no other group no record is left.
    const [of] = await world.store.read([userGroups.key({ poolId: world.pool.userPoolId, sub: "member-00000" })]);
    expect(of).toBeUndefined();
  });
});

describe("users.delete (AdminDeleteUser)", () => {
  it("takes the memberships with it, more than fit in a plan, and nobody else's", async () => {
    const storage = recordingStorage();
    const world = await poolWithStore({ storage });
    const { pool } = world;
    const [ada, bob] = [await world.signedIn({ username: "ada" }), await world.signedIn({ username: "bob" })];
    for (let n = 0; n < 100; n += 1) {
      await pool.groups.create({ groupName: `group-${n}` });
      await pool.groups.addUser({ groupName: `group-${n}`, username: "ada" });
    }
    await pool.groups.addUser({ groupName: "group-0", username: "bob" });
    await pool.users.delete("ada");
    expect((await pool.groups.listUsers("group-0")).users.map(({ username }) => username)).toEqual(["bob"]);
    await expect(pool.groups.ofUser("ada")).rejects.toMatchObject({ code: "UserNotFoundException" });

    expect(await world.rockpool.maintain()).toMatchObject({ jobsDone: 1, finished: true });
    const records = JSON.stringify([await storage.records("memberships"), await storage.records("user_groups")]);
    expect(records).not.toContain(ada.sub);
    expect(records).toContain(bob.sub);
    expect((await pool.groups.listUsers("group-0")).users).toHaveLength(1);
  });

  it.each([
    [0, 0],
    [2, 2],
    [3, 3],
    [4, 4],
    [9, 4],
  ])("of three memberships and their list takes, where %i entries fit in a plan, %i", async (limit, taken) => {
    const world = await poolWithStore();
    const { sub } = await world.signedIn({ username: "ada" });
    for (const groupName of ["a", "b", "c"]) {
      await world.pool.groups.create({ groupName });
      await world.pool.groups.addUser({ groupName, username: "ada" });
    }
    const entries = await deleteMemberships(world.store, { poolId: world.pool.userPoolId, sub, limit });
    expect(entries).toHaveLength(taken);
    // The list says what is left: it goes last.
    expect(entries.some(({ table }) => table === "user_groups")).toBe(taken === 4);
  });

  it("and of the group, in whatever order their jobs run, leaves nothing", async () => {
    const storage = recordingStorage();
    const world = await poolWithStore({ storage });
    const { pool, rockpool } = world;
    for (const order of ["user first", "group first", "both at once"]) {
      await world.signedIn({ username: "ada" });
      await pool.groups.create({ groupName: "admins" });
      await pool.groups.addUser({ groupName: "admins", username: "ada" });
      const [user, group] = [() => pool.users.delete("ada"), () => pool.groups.delete("admins")];
      if (order === "both at once") await Promise.all([user(), group()]);
      else for (const work of order === "user first" ? [user, group] : [group, user]) await work();
      await Promise.all([rockpool.maintain(), rockpool.maintain()]);
      for (const table of ["groups", "memberships", "user_groups"]) expect(await storage.records(table)).toEqual([]);
    }
  });

  it("leaves the next of the name in no group", async () => {
    const world = await testPool();
    await world.signedIn({ username: "ada" });
    await world.pool.groups.create({ groupName: "admins" });
    await world.pool.groups.addUser({ groupName: "admins", username: "ada" });
    await world.pool.users.delete("ada");
    await world.signedIn({ username: "ada" });
    expect(await groupsIn(world, await world.client.signIn({ username: "ada", password }))).toBeUndefined();
    expect((await world.pool.groups.listUsers("admins")).users).toEqual([]);
  });
});

describe("userPool.delete (DeleteUserPool)", () => {
  it("takes groups and memberships with it", async () => {
    const storage = recordingStorage();
    const world = await testPool({ storage });
    await world.signedIn({ username: "ada" });
    await world.pool.groups.create({ groupName: "admins" });
    await world.pool.groups.addUser({ groupName: "admins", username: "ada" });
    await world.pool.delete();
    expect(await world.pool.groups.list().catch(codeOf)).toBe("ResourceNotFoundException");
    await world.rockpool.maintain();
    for (const table of ["groups", "memberships", "user_groups"]) expect(await storage.records(table)).toEqual([]);
  });
});

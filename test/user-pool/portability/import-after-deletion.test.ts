import type { Challenge, ExportedUser } from "rockpool";
import { type TestPool, testPool } from "rockpool/testing";
import { beforeEach, describe, expect, it } from "vitest";
import { oauthWorld } from "../oauth/world.ts";
import { poolWithStore, recordingStorage } from "../stand-ins.ts";
import { anotherSub, exportOf, identity, plain } from "./plain-user.ts";

const password = "Correct horse 7!";

let world: TestPool;
let ada: ExportedUser;
beforeEach(async () => {
  world = await testPool();
  await world.signedIn({ username: "ada", password });
  const { linkedAt: _, ...sourceUser } = identity;
  await world.pool.users.linkProvider({ destinationUser: "ada", sourceUser });
  [ada] = (await exportOf(world.pool)) as [ExportedUser];
});
const importOf = (record: ExportedUser) => world.pool.users.import([record]);

describe("a user who was deleted, and comes back with the same sub", () => {
  it("is refused while what is left of them is not gone: it would go with it", async () => {
    await world.pool.users.delete("ada");
    expect(await importOf(ada)).toEqual({
      imported: 0,
      unchanged: 0,
      refused: [
        {
          index: 0,
          username: "ada",
          code: "UnsupportedUserStateException",
          message: "A user with this sub was deleted, and not all of them is gone yet: call maintain, and import again.",
        },
      ],
    });
    await expect(world.pool.users.get("ada")).rejects.toMatchObject({ code: "UserNotFoundException" });
  });

  it("is taken after `maintain`, stays, and can be deleted again", async () => {
    for (let round = 0; round < 3; round += 1) {
      await world.pool.users.delete("ada");
      await world.rockpool.maintain();
      expect(await importOf(ada)).toMatchObject({ imported: 1, refused: [] });
      // Nothing that is left to do is done to the new one.
      await world.rockpool.maintain();
      expect(await world.client.signIn({ username: "ada", password })).toMatchObject({ outcome: "signedIn" });
      expect(await importOf(ada)).toMatchObject({ unchanged: 1 });
    }
  });

  it("has no session of before", async () => {
    const { tokens } = await world.signedIn({ username: "bob" });
    const bob = (await exportOf(world.pool)).filter(({ username }) => username === "bob");
    await world.pool.users.delete("bob");
    await world.rockpool.maintain();
    expect(await world.pool.users.import(bob)).toMatchObject({ imported: 1 });
    await expect(world.client.user(tokens.accessToken)).rejects.toMatchObject({ code: "NotAuthorizedException" });
  });
});

describe("what was begun before a user was deleted", () => {
  it("is over when they come back with the same sub: the code of a grant, and a challenge", async () => {
    const world = await oauthWorld();
    const { pool, rockpool, client } = world;
    const code = await world.code();
    await pool.users.create({ username: "bob", temporaryPassword: password, messageAction: "SUPPRESS" });
    const challenge = (await client.signIn({ username: "bob", password })) as Challenge;
    const all = await exportOf(pool);
    for (const username of ["ada", "bob"]) await pool.users.delete(username);
    await rockpool.maintain();
    expect(await pool.users.import(all)).toMatchObject({ imported: 2 });
    await expect(world.exchange(code)).rejects.toMatchObject({ code: "invalid_grant" });
    await expect(client.respond(challenge, { newPassword: "Another horse 8!" })).rejects.toMatchObject({
      code: "NotAuthorizedException",
    });
  });
});

describe("an identity that was linked to a user who was deleted", () => {
  it("is another's by an import, also before `maintain`, and stays", async () => {
    await world.pool.users.delete("ada");
    const bob = { ...plain, sub: anotherSub, username: "bob", identities: [identity] };
    expect(await importOf(bob)).toMatchObject({ imported: 1, refused: [] });
    await world.rockpool.maintain();
    const { linkedAt: _, ...sourceUser } = identity;
    await expect(world.pool.users.disableProvider(sourceUser)).resolves.toBeUndefined();
  });
});

it("keeps who came back, when the job that deleted the one before is swept", async () => {
  const storage = recordingStorage();
  const there = await poolWithStore({ storage });
  await there.signedIn({ username: "ada" });
  const exported = await exportOf(there.pool);
  await there.pool.users.delete("ada");
  await there.rockpool.maintain();
  await there.pool.users.import(exported);
  there.clock.advance({ hours: 2 });
  await there.rockpool.maintain();
  expect(await storage.records("jobs")).toEqual([]);
  expect(await exportOf(there.pool)).toEqual(exported);
});

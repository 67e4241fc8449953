import { type TestPool, testPool } from "rockpool/testing";
import { beforeEach, describe, expect, it } from "vitest";

let world: TestPool;
beforeEach(async () => {
  world = await testPool();
  world.clock.advance({ minutes: 1 });
  for (let n = 1; n < 7; n += 1) await world.rockpool.ensureUserPool({ poolName: `pool ${n}` });
});

describe("rockpool.listUserPools (ListUserPools)", () => {
  it("shows names and dates, and each pool once", async () => {
    const { userPools, nextToken } = await world.rockpool.listUserPools({ limit: 4 });
    const next = await world.rockpool.listUserPools({ nextToken: nextToken ?? "" });
    expect([userPools.length, next.userPools.length, next.nextToken]).toEqual([4, 3, null]);
    const all = [...userPools, ...next.userPools];
    expect(all.map(({ poolName }) => poolName).sort()).toEqual([
      "pool 1",
      "pool 2",
      "pool 3",
      "pool 4",
      "pool 5",
      "pool 6",
      "test",
    ]);
    const created = all.find(({ poolName }) => poolName === "pool 1");
    expect(created).toMatchObject({ creationDate: new Date(world.clock()), lastModifiedDate: new Date(world.clock()) });
  });

  // attack 63
  it("refuses a token that was changed, of another list or another storage, and an old one", async () => {
    const nextToken = (await world.rockpool.listUserPools({ limit: 1 })).nextToken ?? "";
    const refused = { code: "InvalidParameterException", details: { path: "nextToken" } };
    const other = await testPool();
    await expect(other.rockpool.listUserPools({ nextToken })).rejects.toMatchObject(refused);
    await expect(world.pool.clients.list({ nextToken })).rejects.toMatchObject(refused);
    await expect(world.rockpool.listUserPools({ nextToken: `${nextToken.slice(0, -4)}AAAA` })).rejects.toMatchObject(refused);
    world.clock.advance({ hours: 1 });
    await expect(world.rockpool.listUserPools({ nextToken })).rejects.toMatchObject(refused);
  });
});

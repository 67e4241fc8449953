import { type TestPool, testPool } from "rockpool/testing";
import { beforeEach, describe, expect, it } from "vitest";

let world: TestPool;
beforeEach(async () => {
  world = await testPool();
  for (let n = 1; n < 70; n += 1) await world.pool.clients.ensure({ clientName: `client ${n}` });
});

describe("clients.list (ListUserPoolClients)", () => {
  it("shows ids and names, 60 on a page, and each once", async () => {
    const first = await world.pool.clients.list();
    const second = await world.pool.clients.list({ nextToken: first.nextToken ?? "" });
    expect([first.clients.length, second.clients.length, second.nextToken]).toEqual([60, 10, null]);
    const all = [...first.clients, ...second.clients];
    expect(new Set(all.map(({ clientName }) => clientName)).size).toBe(70);
    expect(all).toContainEqual({ clientId: world.client.clientId, clientName: "test" });
    for (const client of all) expect(Object.keys(client)).toEqual(["clientId", "clientName"]);
  });

  // attacks 63, 78
  it("refuses a token of another list, of another pool, and an old one", async () => {
    const nextToken = (await world.pool.clients.list({ limit: 1 })).nextToken ?? "";
    const refused = { code: "InvalidParameterException", details: { path: "nextToken" } };
    await expect(world.pool.resourceServers.list({ nextToken })).rejects.toMatchObject(refused);
    const other = await world.rockpool.ensureUserPool({ poolName: "other" });
    await expect(other.clients.list({ nextToken })).rejects.toMatchObject(refused);
    world.clock.advance({ hours: 1 });
    await expect(world.pool.clients.list({ nextToken })).rejects.toMatchObject(refused);
  });
});

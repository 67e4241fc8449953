import { testPool } from "rockpool/testing";
import { describe, expect, it } from "vitest";
import { recordingStorage } from "../stand-ins.ts";

describe("pool.clients.create (CreateUserPoolClient)", () => {
  it("makes a client, whatever others are called", async () => {
    const { pool, client } = await testPool();
    const made = await pool.clients.create({ clientName: "test", generateSecret: true });
    const again = await pool.clients.create({ clientName: "test" });
    expect(new Set([client, made, again].map(({ clientId }) => clientId)).size).toBe(3);
    expect(await made.clientSecret()).toMatch(/^[a-z0-9]{51}$/);
    expect(await again.clientSecret()).toBeNull();
    expect((await pool.clients.list()).clients).toHaveLength(3);
  });

  it("makes one that ensure does not find by its name", async () => {
    const { pool } = await testPool();
    const made = await pool.clients.create({ clientName: "web" });
    expect((await pool.clients.ensure({ clientName: "web" })).clientId).not.toBe(made.clientId);
    await pool.clients.update(made.clientId, { clientName: "renamed" });
    expect((await made.settings()).clientName).toBe("renamed");
  });

  it("takes a secret of the caller's own, and refuses what ensure refuses", async () => {
    const { pool } = await testPool();
    const made = await pool.clients.create({ clientName: "web", clientSecret: "a".repeat(24) });
    expect(await made.clientSecret()).toBe("a".repeat(24));
    const both = { clientName: "web", clientSecret: "a".repeat(24), generateSecret: true };
    await expect(pool.clients.create(both)).rejects.toMatchObject({ code: "InvalidParameterException" });
    await expect(pool.clients.create({ clientName: "" })).rejects.toMatchObject({ code: "InvalidParameterException" });
  });
});

describe("rockpool.appClient", () => {
  it("finds a client by its id alone, whichever pool it is of", async () => {
    const { rockpool, pool, client } = await testPool();
    const other = await rockpool.ensureUserPool({ poolName: "other" });
    const web = await other.clients.create({ clientName: "web" });
    expect(await rockpool.appClient(client.clientId)).toMatchObject({ clientId: client.clientId, userPoolId: pool.userPoolId });
    const found = await rockpool.appClient(web.clientId);
    expect(found).toMatchObject({ clientId: web.clientId, userPoolId: other.userPoolId });
    await expect(found.signUp({ username: "ada", password: "Correct horse 7!" })).resolves.toMatchObject({
      userConfirmed: false,
    });
  });

  it.each(["", "x".repeat(129), 7 as never, null as never])("refuses %j, which is no id", async (clientId) => {
    const { rockpool } = await testPool();
    await expect(rockpool.appClient(clientId)).rejects.toMatchObject({
      code: "InvalidParameterException",
      details: { path: "clientId" },
    });
  });

  it("says of an id that nobody has, of a client that is deleted, and of one whose pool is, that there is none", async () => {
    const { rockpool, pool, client } = await testPool();
    const other = await rockpool.ensureUserPool({ poolName: "other" });
    const web = await other.clients.create({ clientName: "web" });
    await pool.clients.delete(client.clientId);
    await other.delete();
    for (const clientId of ["nobody", client.clientId]) {
      await expect(rockpool.appClient(clientId)).rejects.toMatchObject({
        code: "ResourceNotFoundException",
        message: `User pool client ${clientId} does not exist.`,
      });
    }
    await expect(rockpool.appClient(web.clientId)).rejects.toMatchObject({ code: "ResourceNotFoundException" });
  });

  it("leaves nothing of a client that was deleted, in any table", async () => {
    const storage = recordingStorage();
    const { pool } = await testPool({ storage });
    const { clientId } = await pool.clients.create({ clientName: "web" });
    await pool.clients.delete(clientId);
    const tables = new Set(storage.plans.flatMap(({ entries }) => entries.map(({ table }) => table)));
    for (const table of tables) expect(JSON.stringify(await storage.records(table)), table).not.toContain(clientId);
  });
});

import { testPool } from "rockpool/testing";
import { describe, expect, it } from "vitest";
import { recordingStorage } from "../stand-ins.ts";

describe("rockpool.createUserPool (CreateUserPool)", () => {
  it("makes a pool, whatever others are called", async () => {
    const { rockpool, pool } = await testPool();
    const made = await rockpool.createUserPool({ poolName: "test", passwordPolicy: { minimumLength: 12 } });
    const again = await rockpool.createUserPool({ poolName: "test" });
    expect(new Set([pool, made, again].map(({ userPoolId }) => userPoolId)).size).toBe(3);
    expect(await made.settings.get()).toMatchObject({ poolName: "test", passwordPolicy: { minimumLength: 12 } });
    expect((await again.settings.get()).passwordPolicy.minimumLength).toBe(8);
  });

  it("makes one that ensureUserPool does not find by its name, and that is found by its id", async () => {
    const { rockpool } = await testPool();
    const made = await rockpool.createUserPool({ poolName: "web" });
    const ensured = await rockpool.ensureUserPool({ poolName: "web" });
    expect(ensured.userPoolId).not.toBe(made.userPoolId);
    expect((await rockpool.userPool(made.userPoolId)).userPoolId).toBe(made.userPoolId);
    expect((await rockpool.listUserPools()).userPools.filter(({ poolName }) => poolName === "web")).toHaveLength(2);
  });

  it("makes it in a region, or in that of Rockpool.open", async () => {
    const { rockpool } = await testPool({ rockpool: { region: "eu-central-1" } });
    expect((await rockpool.createUserPool({ poolName: "a" })).userPoolId).toMatch(/^eu-central-1_[0-9A-Za-z]{9}$/);
    const there = await rockpool.createUserPool({ poolName: "a" }, { region: "sa-east-1" });
    expect(there.userPoolId).toMatch(/^sa-east-1_[0-9A-Za-z]{9}$/);
  });

  it.each([{ region: "US_EAST" }, { region: "" }, { region: "x".repeat(33) }, { regio: "us-east-1" }])(
    "refuses to make one in %j",
    async (where) => {
      const { rockpool } = await testPool();
      await expect(rockpool.createUserPool({ poolName: "a" }, where)).rejects.toMatchObject({
        code: "InvalidParameterException",
      });
      expect((await rockpool.listUserPools()).userPools).toHaveLength(1);
    },
  );

  it("refuses what is no setting, and takes functions for triggers", async () => {
    const { rockpool } = await testPool();
    await expect(rockpool.createUserPool({ poolName: "" })).rejects.toMatchObject({ code: "InvalidParameterException" });
    const pool = await rockpool.createUserPool({
      poolName: "web",
      triggers: { preSignUp: (event) => ({ ...event, response: { ...event.response, autoConfirmUser: true } }) },
    });
    const client = await pool.clients.ensure({ clientName: "web" });
    const { userConfirmed } = await client.signUp({ username: "ada", password: "Correct horse 7!" });
    expect(userConfirmed).toBe(true);
  });

  it("makes one that signs people in, and of which nothing is left when it was deleted", async () => {
    const storage = recordingStorage();
    const { rockpool } = await testPool({ storage });
    const before = await everything(storage);
    const pool = await rockpool.createUserPool({ poolName: "web" });
    const client = await pool.clients.create({ clientName: "web", generateSecret: true });
    await pool.clients.create({ clientName: "web" });
    await pool.users.create({ username: "ada", messageAction: "SUPPRESS" });
    await pool.jwks();
    await pool.delete();
    await expect(rockpool.appClient(client.clientId)).rejects.toMatchObject({ code: "ResourceNotFoundException" });
    expect(await rockpool.maintain()).toMatchObject({ finished: true });
    expect(await everything(storage)).toEqual(before);
    await expect(rockpool.appClient(client.clientId)).rejects.toMatchObject({
      code: "ResourceNotFoundException",
      message: `User pool client ${client.clientId} does not exist.`,
    });
  });

  /** Every record of every table that anything was written to, but for jobs that are done. */
  async function everything(storage: ReturnType<typeof recordingStorage>): Promise<readonly string[]> {
    const written = new Set(storage.plans.flatMap(({ entries }) => entries.map(({ table }) => table)));
    const tables = [...written].filter((table) => table !== "jobs");
    const records = await Promise.all(tables.map((table) => storage.records(table)));
    return records
      .flat()
      .map((record) => JSON.stringify(record))
      .sort();
  }
});

describe("pool.settings.tag and untag (TagResource, UntagResource)", () => {
  it("write tags beside those that are there, and take away those that are named", async () => {
    const { pool } = await testPool({ userPoolTags: { team: "identity", stage: "test" } });
    await pool.settings.tag({ stage: "live", cost: "7" });
    await pool.settings.untag(["team", "unknown"]);
    expect((await pool.settings.get()).userPoolTags).toEqual({ stage: "live", cost: "7" });
  });

  it("lose none of those that are written at once", async () => {
    const { pool } = await testPool();
    const keys = Array.from({ length: 6 }, (_, n) => `tag-${n}`);
    await Promise.all(keys.map((key) => pool.settings.tag({ [key]: "" })));
    expect(Object.keys((await pool.settings.get()).userPoolTags).sort()).toEqual(keys);
  });

  it("refuse more than 50 in all, and what is no tag", async () => {
    const { pool } = await testPool({ userPoolTags: Object.fromEntries(Array.from({ length: 50 }, (_, n) => [`tag-${n}`, ""])) });
    const invalid = { code: "InvalidParameterException" };
    await expect(pool.settings.tag({ another: "" })).rejects.toMatchObject(invalid);
    await expect(pool.settings.tag({ "tag-1": "x".repeat(257) })).rejects.toMatchObject(invalid);
    await expect(pool.settings.untag("tag-1" as never)).rejects.toMatchObject(invalid);
    await expect(pool.settings.tag({ "tag-1": "changed" })).resolves.toBeUndefined();
  });
});

describe("pool.settings.dates and client.dates", () => {
  it("say when each was made, and when its settings were written last", async () => {
    const { pool, client, clock } = await testPool();
    const creationDate = new Date(clock());
    clock.advance({ minutes: 5 });
    const lastModifiedDate = new Date(clock());
    await pool.settings.update({ passwordPolicy: { minimumLength: 9 } });
    await pool.clients.update(client.clientId, { accessTokenValiditySeconds: 600 });
    expect(await pool.settings.dates()).toEqual({ creationDate, lastModifiedDate });
    expect(await client.dates()).toEqual({ creationDate, lastModifiedDate });
  });
});

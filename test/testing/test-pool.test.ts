import { generateMasterKey, secretHash } from "rockpool";
import { memory } from "rockpool/storage/memory";
import { fixedTestKeys, type TestPoolOptions, testPool } from "rockpool/testing";
import { describe, expect, it } from "vitest";
import { adapterWith } from "../user-pool/stand-ins.ts";

describe("testPool", () => {
  it("is a pool with a client, a clock and a post box", async () => {
    const { rockpool, pool, client, clock, close } = await testPool();
    expect(await pool.settings.get()).toMatchObject({ poolName: "test", autoVerifiedAttributes: ["email"] });
    expect(await client.settings()).toMatchObject({ clientName: "test", generateSecret: false });
    expect(clock()).toBe(Date.parse("2026-01-01T00:00:00Z"));
    expect(await rockpool.check()).toMatchObject({ ok: true });
    await close();
  });

  it("takes settings of the pool, of the client and of Rockpool.open", async () => {
    const { pool, client } = await testPool({
      poolName: "customers",
      passwordPolicy: { minimumLength: 12 },
      client: { clientName: "web", accessTokenValiditySeconds: 600 },
      rockpool: { region: "eu-west-1" },
    });
    expect(pool.userPoolId).toMatch(/^eu-west-1_/);
    expect(await pool.settings.get()).toMatchObject({ poolName: "customers", passwordPolicy: { minimumLength: 12 } });
    expect(await client.settings()).toMatchObject({ clientName: "web", accessTokenValiditySeconds: 600 });
  });

  it("shares nothing with the next: the names of one are free in the other", async () => {
    const [one, two] = [await testPool(), await testPool()];
    await one.signedIn({ username: "ada" });
    await expect(two.pool.users.get("ada")).rejects.toMatchObject({ code: "UserNotFoundException" });
    one.clock.advance({ hours: 1 });
    expect(two.clock()).toBe(one.clock() - 3_600_000);
  });

  it("leaves no storage open where its settings are refused", async () => {
    let closed = 0;
    const close = async (): Promise<void> => {
      closed += 1;
    };
    const refused = testPool({ storage: adapterWith(memory(), { close }), poolName: "" });
    await expect(refused).rejects.toMatchObject({ code: "InvalidParameterException" });
    expect(closed).toBe(1);
  });

  it("tells whoever listens nothing of its own making, also where a commit is seen before it is answered", async () => {
    const inner = memory();
    const late = adapterWith(inner, {
      async commit(plan) {
        const result = await inner.commit(plan);
        await new Promise((resolve) => setTimeout(resolve, 5));
        return result;
      },
    });
    const world = await testPool({ storage: late });
    const heard: string[] = [];
    world.rockpool.subscribe(({ type }) => heard.push(type));
    await world.pool.users.create({ username: "ada", messageAction: "SUPPRESS" });
    expect(heard).toEqual(["administration"]);
  });
});

describe("signedIn", () => {
  it("makes a user of its own at each call, confirmed and signed in", async () => {
    const { pool, client, signedIn } = await testPool();
    const [first, second] = [await signedIn(), await signedIn()];
    expect([first.username, second.username]).toEqual(["user-1", "user-2"]);
    for (const { username, password, sub, tokens } of [first, second]) {
      expect(await pool.users.get(username)).toMatchObject({
        sub,
        userStatus: "CONFIRMED",
        attributes: { email: `${username}@example.com`, email_verified: "true" },
      });
      await expect(pool.verify(tokens.accessToken, { tokenUse: "access", clientId: client.clientId })).resolves.toMatchObject({
        sub,
      });
      await expect(client.signIn({ username, password })).resolves.toMatchObject({ outcome: "signedIn" });
    }
  });

  it("works for many at once", async () => {
    const { signedIn } = await testPool();
    const all = await Promise.all(Array.from({ length: 20 }, () => signedIn()));
    expect(new Set(all.map(({ sub }) => sub)).size).toBe(20);
  });

  it("takes name, password and attributes", async () => {
    const { pool, signedIn } = await testPool();
    const { username, password } = await signedIn({ username: "ada", password: "Another horse 8!", attributes: { name: "Ada" } });
    expect([username, password]).toEqual(["ada", "Another horse 8!"]);
    expect(await pool.users.get("ada")).toMatchObject({ userStatus: "CONFIRMED", attributes: { name: "Ada" } });
  });

  it("works by SMS, and for addresses as names; what was sent to others is not read", async () => {
    const { client, outbox, signedIn, pool } = await testPool({
      usernameAttributes: ["phone_number"],
      autoVerifiedAttributes: ["phone_number"],
    });
    await client.signUp({ username: "+15555550101", password: "Correct horse 7!" });
    const { sub } = await signedIn({ username: "+15555550100", attributes: {} });
    expect(await pool.users.get(sub)).toMatchObject({
      attributes: { phone_number: "+15555550100", phone_number_verified: "true" },
    });
    expect(await outbox.waitFor("+15555550101")).toMatchObject({ medium: "SMS" });
  });

  it("puts them into groups, which are made where there are none, and says so in both tokens", async () => {
    const { pool, client, signedIn } = await testPool();
    await pool.groups.create({ groupName: "admins", description: "those who may" });
    const { username, tokens } = await signedIn({ username: "ada", groups: ["admins", "editors"] });
    const { groups } = await pool.groups.ofUser(username);
    expect(groups).toMatchObject([{ groupName: "admins", description: "those who may" }, { groupName: "editors" }]);
    for (const token of [tokens.accessToken, tokens.idToken]) {
      const claims = await pool.verify(token, { tokenUse: null, clientId: client.clientId });
      expect(claims["cognito:groups"]).toEqual(["admins", "editors"]);
    }
    const other = await pool.verify((await signedIn()).tokens.accessToken, { tokenUse: "access", clientId: null });
    expect(other["cognito:groups"]).toBeUndefined();
  });

  it("puts many into one new group at once", async () => {
    const { pool, signedIn } = await testPool();
    await Promise.all(Array.from({ length: 10 }, () => signedIn({ groups: ["admins"] })));
    expect((await pool.groups.listUsers("admins")).users).toHaveLength(10);
  });

  it("works where nothing is verified, and for a client with a secret", async () => {
    const { pool, client, signedIn, outbox } = await testPool({ autoVerifiedAttributes: [], client: { generateSecret: true } });
    const { username, password, tokens } = await signedIn();
    expect(outbox.messages).toEqual([]);
    await expect(pool.verify(tokens.idToken, { tokenUse: "id", clientId: client.clientId })).resolves.toMatchObject({
      email_verified: false,
    });
    const clientSecret = (await client.clientSecret()) ?? "";
    const hash = secretHash({ username, clientId: client.clientId, clientSecret });
    await expect(client.signIn({ username, password, secretHash: hash })).resolves.toMatchObject({ outcome: "signedIn" });
    await expect(client.signIn({ username, password })).rejects.toMatchObject({ code: "NotAuthorizedException" });
  });
});

describe("signedIn, where the code does not come to the outbox", () => {
  it.each<[string, TestPoolOptions]>([
    ["a delivery of the test's own", { rockpool: { delivery: { send: async () => {} } } }],
    ["a sender of the pool's own", { triggers: { customEmailSender: () => {} } }],
  ])("confirms and verifies all the same: %s", async (_, options) => {
    const { pool, client, signedIn, outbox } = await testPool(options);
    const { username, password } = await signedIn();
    expect(outbox.messages).toEqual([]);
    expect(await pool.users.get(username)).toMatchObject({ userStatus: "CONFIRMED", attributes: { email_verified: "true" } });
    await expect(client.signIn({ username, password })).resolves.toMatchObject({ outcome: "signedIn" });
  });
});

describe("the published keys", () => {
  it.each([
    ["RS256", 6],
    ["ES256", 4],
  ] as const)("for %s are %i for each pool, the same ones in turn; then they are new", async (alg, count) => {
    const keys = fixedTestKeys();
    expect(keys.forTestsOnly).toBe(true);
    const given = async (poolId: string): Promise<readonly string[]> => {
      const several = Array.from({ length: count + 1 }, () => keys.generate({ poolId, tokenUse: "id", alg }));
      return (await Promise.all(several)).map((key) => JSON.stringify(key));
    };
    const [here, there] = [await given("here"), await given("there")];
    expect(new Set(here).size).toBe(count + 1);
    expect(there.slice(0, count)).toEqual(here.slice(0, count));
    expect(there[count]).not.toBe(here[count]);
  });

  it("are refused by a storage that lasts; with keys of its own the kit runs on it", async () => {
    const durable = adapterWith(memory(), { describe: async () => ({ name: "durable", durable: true, now: null }) });
    const masterKey = generateMasterKey();
    const refused = testPool({ storage: durable, rockpool: { masterKey } });
    await expect(refused).rejects.toMatchObject({ code: "InvalidParameterException", details: { path: "keySource" } });
    const { signedIn, pool } = await testPool({ storage: durable, rockpool: { masterKey, keySource: undefined } });
    const { tokens } = await signedIn();
    await expect(pool.verify(tokens.idToken, { tokenUse: "id", clientId: null })).resolves.toBeDefined();
  });
});

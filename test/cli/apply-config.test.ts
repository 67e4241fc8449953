import { tokensOrThrow } from "rockpool";
import { defineConfig, type RockpoolConfig } from "rockpool/cli";
import { memory } from "rockpool/storage/memory";
import { countingStorage, testPool } from "rockpool/testing";
import { describe, expect, it } from "vitest";
import { applyConfig } from "../../src/cli/apply-config.ts";

const password = "Correct-horse-7!";

const config = (email = "ada@example.com", more: object = {}): RockpoolConfig =>
  defineConfig({
    userPools: [
      {
        poolName: "test",
        clients: [{ clientName: "web" }],
        resourceServers: [{ identifier: "https://api.example.com", name: "api" }],
        groups: [{ groupName: "editors" }],
        users: [{ username: "ada", password, attributes: { email, email_verified: "true" }, groups: ["editors"] }],
        ...more,
      },
    ],
  });

describe("a configuration", () => {
  it("makes what is missing, and tells the ids of pools and clients", async () => {
    const { rockpool, pool } = await testPool();
    const [first, second = ""] = await applyConfig(rockpool, config());
    expect(first).toBe(`user pool test: ${pool.userPoolId}`);
    const client = await pool.clients.get(second.replace("  client web: ", ""));
    tokensOrThrow(await client.signIn({ username: "ada", password }));
    expect(await pool.groups.ofUser("ada")).toMatchObject({ groups: [{ groupName: "editors" }] });
    expect(await pool.resourceServers.get("https://api.example.com")).toMatchObject({ name: "api" });
  });

  it("writes nothing the second time", async () => {
    const storage = countingStorage(memory());
    const { rockpool } = await testPool({ storage });
    await applyConfig(rockpool, config());
    expect(await storage.count(() => applyConfig(rockpool, config()))).toMatchObject({ commit: 0 });
  });

  it("leaves a user the password they have chosen, and brings attributes to what is written", async () => {
    const { rockpool, pool, client } = await testPool();
    await applyConfig(rockpool, config());
    await pool.users.setPassword({ username: "ada", password: "Another-horse-8!", permanent: true });
    await applyConfig(rockpool, config("ada@newjob.example"));
    tokensOrThrow(await client.signIn({ username: "ada", password: "Another-horse-8!" }));
    const { attributes } = await pool.users.get("ada");
    expect(attributes).toMatchObject({ email: "ada@newjob.example", email_verified: "true" });
  });

  it("gives their password to a user whose making was broken off", async () => {
    const { rockpool, pool } = await testPool();
    await pool.users.create({ username: "ada", messageAction: "SUPPRESS" });
    await applyConfig(rockpool, config());
    expect(await pool.users.get("ada")).toMatchObject({ userStatus: "CONFIRMED", attributes: { email: "ada@example.com" } });
  });

  it("invites a user without a password, once", async () => {
    const { rockpool, outbox } = await testPool();
    const invited = config(undefined, { users: [{ username: "grace", attributes: { email: "grace@example.com" } }] });
    await applyConfig(rockpool, invited);
    await applyConfig(rockpool, invited);
    expect(outbox.messages.map(({ source, destination }) => [source, destination])).toEqual([
      ["CustomMessage_AdminCreateUser", "grace@example.com"],
    ]);
  });

  it("finds users by their address where that is their name", async () => {
    const { rockpool } = await testPool();
    const named = config(undefined, {
      poolName: "by-address",
      usernameAttributes: ["email"],
      users: [{ username: "ada@example.com", password }],
    });
    await applyConfig(rockpool, named);
    const [line = ""] = await applyConfig(rockpool, named);
    const pool = await rockpool.userPool(line.replace("user pool by-address: ", ""));
    expect((await pool.users.list()).users).toMatchObject([
      { userStatus: "CONFIRMED", attributes: { email: "ada@example.com" } },
    ]);
  });

  it("makes identity pools, to which clients log in that it names, with their roles and tags", async () => {
    const { rockpool } = await testPool();
    const roleMapping = { type: "Token", ambiguousRoleResolution: "Deny" } as const;
    const principalTags = { useDefaults: true, principalTags: {} };
    const login = { poolName: "test", clientName: "web", serverSideTokenCheck: true, roleMapping, principalTags };
    const visitors = { identityPoolName: "visitors", allowUnauthenticatedIdentities: true, userPoolClients: [login] };
    const both = defineConfig({ ...config(), identityPools: [visitors] });
    const lines = await applyConfig(rockpool, both);
    const [userPoolId = "", clientId = "", identityPoolId = ""] = lines.map((line) => line.slice(line.indexOf(": ") + 2));
    expect(lines[2]).toBe(`identity pool visitors: ${identityPoolId}`);
    const providerName = `cognito-idp.us-east-1.amazonaws.com/${userPoolId}`;
    const { settings } = await rockpool.identityPool(identityPoolId);
    expect(await settings.get()).toMatchObject({
      cognitoIdentityProviders: [{ providerName, clientId, serverSideTokenCheck: true }],
      roleMappings: { [`${providerName}:${clientId}`]: roleMapping },
      principalTags: { [providerName]: principalTags },
    });
    const before = await settings.dates();
    expect(await applyConfig(rockpool, both)).toEqual(lines);
    expect(await settings.dates()).toEqual(before);
  });

  it.each([
    [{ identityPoolName: "visitors", guests: true }, "identity pool visitors: 1 validation error detected: Value at 'guests'"],
    [
      { identityPoolName: "visitors", userPoolClients: [{ poolName: "test", clientName: "app" }] },
      "identity pool visitors: the configuration has no client app of a user pool test.",
    ],
  ])("%j is refused with its place, too", async (identityPool, complaint) => {
    const { rockpool } = await testPool();
    const identityPools = [identityPool] as NonNullable<RockpoolConfig["identityPools"]>;
    await expect(applyConfig(rockpool, { ...config(), identityPools })).rejects.toThrow(complaint);
  });

  it.each([
    [
      { clients: [{ clientName: "web" }, { clientName: "app" }, { clientName: "web" }] },
      "clients[0] and clients[2] are both web",
    ],
    [{ groups: [{ groupName: "a" }, { groupName: "a", precedence: 1 }] }, "groups[0] and groups[1] are both a"],
    [{ users: [{ username: "ada" }, { username: "ada" }] }, "users[0] and users[1] are both ada"],
    [
      {
        resourceServers: [
          { identifier: "api", name: "a" },
          { identifier: "api", name: "b" },
        ],
      },
      "resourceServers[0] and resourceServers[1] are both api",
    ],
  ])("%j is refused before anything is done: one would undo what the other says", async (more, both) => {
    const storage = countingStorage(memory());
    const { rockpool } = await testPool({ storage });
    const applied = async () => {
      await expect(applyConfig(rockpool, config(undefined, more))).rejects.toThrow(
        `user pool test: ${both}, and one would undo what the other says.`,
      );
    };
    expect(await storage.count(applied)).toMatchObject({ commit: 0 });
  });

  it.each([
    [
      { userPools: [{ poolName: "app" }, { poolName: "app", deletionProtection: "ACTIVE" }] },
      "userPools[0] and userPools[1] are both app",
    ],
    [
      { identityPools: [{ identityPoolName: "app" }, { identityPoolName: "app" }] },
      "identityPools[0] and identityPools[1] are both app",
    ],
    [{ userPools: [{ poolName: "one", key: "app" }, { poolName: "app" }] }, "userPools[0] and userPools[1] are both app"],
  ] as [RockpoolConfig, string][])("%j is refused, too", async (twins, both) => {
    const { rockpool } = await testPool();
    await expect(applyConfig(rockpool, twins)).rejects.toThrow(both);
  });

  it("has two of one name where each has a key of its own, but names neither for an identity pool", async () => {
    const { rockpool, pool } = await testPool();
    const clients = [
      { clientName: "web", key: "old" },
      { clientName: "web", key: "new" },
    ];
    await applyConfig(rockpool, config(undefined, { clients }));
    expect((await pool.clients.list()).clients.filter(({ clientName }) => clientName === "web")).toHaveLength(2);
    const identityPools = [{ identityPoolName: "visitors", userPoolClients: [{ poolName: "test", clientName: "web" }] }];
    await expect(applyConfig(rockpool, { ...config(undefined, { clients }), identityPools })).rejects.toThrow(
      "identity pool visitors: the configuration has more than one client web of a user pool test.",
    );
  });

  it.each([
    [{ mfa: true }, "user pool test: 1 validation error detected: Value at 'mfa'"],
    [
      { clients: [{ clientName: "web", lifetime: 1 }] },
      "user pool test, client web: 1 validation error detected: Value at 'lifetime'",
    ],
    [{ users: [{ username: "ada", password: "short" }] }, "user pool test, user ada: Password did not conform"],
    [{ users: [{ username: "ada", groups: ["nobody"] }] }, "user pool test, user ada: "],
    [{ clients: [undefined] }, "user pool test, client undefined: 1 validation error"],
  ])("%j is refused with its place", async (more, complaint) => {
    const { rockpool } = await testPool();
    await expect(applyConfig(rockpool, config(undefined, more))).rejects.toThrow(complaint);
  });
});

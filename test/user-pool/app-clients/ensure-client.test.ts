import type { AppClientOptions } from "rockpool";
import { memory } from "rockpool/storage/memory";
import { countingStorage, testPool } from "rockpool/testing";
import { describe, expect, it } from "vitest";
import { recordingStorage } from "../stand-ins.ts";

const defaults = {
  generateSecret: false,
  explicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
  accessTokenValiditySeconds: 3600,
  idTokenValiditySeconds: 3600,
  refreshTokenValiditySeconds: 2_592_000,
  refreshTokenRotation: { feature: "DISABLED", retryGracePeriodSeconds: 0 },
  enableTokenRevocation: true,
  authSessionValiditySeconds: 180,
  readAttributes: null,
  writeAttributes: null,
  allowedOAuthFlowsUserPoolClient: false,
  allowedOAuthFlows: [],
  allowedOAuthScopes: [],
  callbackURLs: [],
  anyLoopbackPort: false,
  logoutURLs: [],
  defaultRedirectURI: null,
  supportedIdentityProviders: [],
  analyticsConfiguration: { applicationArn: null, applicationId: null, externalId: null, roleArn: null, userDataShared: false },
  preventUserExistenceErrors: "ENABLED",
  enablePropagateAdditionalUserContextData: false,
};

describe("clients.ensure creates (users-and-triggers.md 6.1)", () => {
  it("a public client with every default", async () => {
    const { pool } = await testPool();
    const client = await pool.clients.ensure({ clientName: "web" });
    expect(client.clientId).toMatch(/^[a-z0-9]{26}$/);
    expect(await client.settings()).toEqual({ clientName: "web", ...defaults });
    expect(await client.clientSecret()).toBeNull();
  });

  it("a secret when it is asked for, and shows it again", async () => {
    const { pool } = await testPool();
    const client = await pool.clients.ensure({ clientName: "server", generateSecret: true });
    const secret = await client.clientSecret();
    expect(secret).toMatch(/^[a-z0-9]{51}$/);
    expect(await (await pool.clients.get(client.clientId)).clientSecret()).toBe(secret);
    expect(await (await pool.clients.ensure({ clientName: "other", generateSecret: true })).clientSecret()).not.toBe(secret);
  });

  it("one client, when 20 ask at once", async () => {
    const storage = recordingStorage();
    const { pool } = await testPool({ storage });
    const clients = await Promise.all(
      Array.from({ length: 20 }, () => pool.clients.ensure({ clientName: "web", generateSecret: true })),
    );
    expect(new Set(clients.map(({ clientId }) => clientId)).size).toBe(1);
    expect(await storage.records("app_clients")).toHaveLength(2);
  });

  it("another client for the same name in another pool", async () => {
    const { rockpool, client } = await testPool();
    const other = await rockpool.ensureUserPool({ poolName: "other" });
    expect((await other.clients.ensure({ clientName: "test" })).clientId).not.toBe(client.clientId);
  });
});

describe("clients.ensure finds", () => {
  it("the client of that name again, and writes nothing when nothing differs", async () => {
    const storage = countingStorage(memory());
    const { pool, client } = await testPool({ storage, client: { generateSecret: true, accessTokenValiditySeconds: 600 } });
    const written: AppClientOptions[] = [
      { clientName: "test" },
      { clientName: "test", generateSecret: true, accessTokenValiditySeconds: 600, explicitAuthFlows: undefined },
      { clientName: "test", explicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"] },
    ];
    const secret = await client.clientSecret();
    for (const options of written) {
      const cost = await storage.count(async () => {
        expect((await pool.clients.ensure(options)).clientId).toBe(client.clientId);
      });
      expect(cost.commit).toBe(0);
    }
    expect(await client.clientSecret()).toBe(secret);
  });

  it("and brings it to what is written; what is not written stays, lists are replaced", async () => {
    const storage = countingStorage(memory());
    const { pool, client } = await testPool({ storage, client: { accessTokenValiditySeconds: 600 } });
    const cost = await storage.count(() =>
      pool.clients.ensure({ clientName: "test", idTokenValiditySeconds: 300, explicitAuthFlows: ["ALLOW_REFRESH_TOKEN_AUTH"] }),
    );
    expect(cost.commit).toBe(1);
    expect(await client.settings()).toEqual({
      clientName: "test",
      ...defaults,
      accessTokenValiditySeconds: 600,
      idTokenValiditySeconds: 300,
      explicitAuthFlows: ["ALLOW_REFRESH_TOKEN_AUTH"],
    });
  });

  it.each([true, false])(
    "a client with generateSecret: %j, which is fixed, and changes nothing of it",
    async (generateSecret) => {
      const { pool, client } = await testPool({ client: { generateSecret } });
      const before = [await client.settings(), await client.clientSecret()];
      const refused = pool.clients.ensure({
        clientName: "test",
        generateSecret: !generateSecret,
        accessTokenValiditySeconds: 600,
      });
      await expect(refused).rejects.toMatchObject({
        code: "FrozenSettingException",
        message: "Fixed at creation, and written differently: generateSecret",
        details: {
          differences: [{ path: "generateSecret", stored: generateSecret, written: !generateSecret, frozen: true }],
        },
      });
      expect([await client.settings(), await client.clientSecret()]).toEqual(before);
    },
  );
});

describe("clients.ensure refuses", () => {
  it.each([
    ["no name", { clientName: "" }, "clientName"],
    ["a name of 129 characters", { clientName: "x".repeat(129) }, "clientName"],
    ["a name with another character", { clientName: "web/1" }, "clientName"],
    ["a misspelt member", { clientName: "x", acessTokenValiditySeconds: 600 }, "acessTokenValiditySeconds"],
    ["an unknown flow", { clientName: "x", explicitAuthFlows: ["ALLOW_ALL"] }, "explicitAuthFlows.0"],
    [
      "more flows than there are",
      { clientName: "x", explicitAuthFlows: Array(5000).fill("ALLOW_USER_PASSWORD_AUTH") },
      "explicitAuthFlows",
    ],
    ["a flow without its prefix", { clientName: "x", explicitAuthFlows: ["USER_SRP_AUTH"] }, "explicitAuthFlows.0"],
    ["access for less than 5 minutes", { clientName: "x", accessTokenValiditySeconds: 299 }, "accessTokenValiditySeconds"],
    ["access for more than a day", { clientName: "x", accessTokenValiditySeconds: 86_401 }, "accessTokenValiditySeconds"],
    ["an ID token for more than a day", { clientName: "x", idTokenValiditySeconds: 86_401 }, "idTokenValiditySeconds"],
    ["refresh for less than an hour", { clientName: "x", refreshTokenValiditySeconds: 3_599 }, "refreshTokenValiditySeconds"],
    [
      "refresh for more than ten years",
      { clientName: "x", refreshTokenValiditySeconds: 315_360_001 },
      "refreshTokenValiditySeconds",
    ],
    ["a broken number", { clientName: "x", accessTokenValiditySeconds: 600.5 }, "accessTokenValiditySeconds"],
    ["a number as text", { clientName: "x", accessTokenValiditySeconds: "600" }, "accessTokenValiditySeconds"],
    ["U+0000", { clientName: "x\0" }, "clientName"],
  ])("%s, by the path of the member; no client is made", async (_, options, path) => {
    const storage = recordingStorage();
    const { pool } = await testPool({ storage });
    const refused = pool.clients.ensure(options as unknown as AppClientOptions);
    await expect(refused).rejects.toMatchObject({ code: "InvalidParameterException", details: { path } });
    expect(await storage.records("app_clients")).toHaveLength(1);
  });

  it.each(["accessTokenValiditySeconds", "idTokenValiditySeconds"] as const)("%s above the refresh token's", async (member) => {
    const { pool, client } = await testPool({ client: { [member]: 7_200 } });
    const refusal = { code: "InvalidParameterException", details: { path: member } };
    const created = pool.clients.ensure({ clientName: "new", [member]: 7_200, refreshTokenValiditySeconds: 3_600 });
    await expect(created).rejects.toMatchObject(refusal);
    // What is written is right by itself; what the client would become is not.
    const changed = pool.clients.ensure({ clientName: "test", refreshTokenValiditySeconds: 3_600 });
    await expect(changed).rejects.toMatchObject(refusal);
    expect(await client.settings()).toMatchObject({ [member]: 7_200, refreshTokenValiditySeconds: 2_592_000 });
    await pool.clients.ensure({ clientName: "test", [member]: 3_600, refreshTokenValiditySeconds: 3_600 });
  });
});

describe("clients.get", () => {
  it("gives the client of an id", async () => {
    const { pool, client } = await testPool();
    expect(await (await pool.clients.get(client.clientId)).settings()).toMatchObject({ clientName: "test" });
  });

  // attacks 76, 78: an id is good in its own pool only
  it("does not find a client of another pool, nor one that never was", async () => {
    const { rockpool, client } = await testPool();
    const other = await rockpool.ensureUserPool({ poolName: "other" });
    for (const id of [client.clientId, "nothing", "-"]) {
      const message = `User pool client ${id} does not exist.`;
      await expect(other.clients.get(id)).rejects.toMatchObject({ code: "ResourceNotFoundException", message });
    }
  });

  it.each([[""], ["x".repeat(129)], ["a\0b"], [7], [undefined]])("refuses %j for an id", async (id) => {
    const { pool } = await testPool();
    const refused = pool.clients.get(id as string);
    await expect(refused).rejects.toMatchObject({ code: "InvalidParameterException", details: { path: "clientId" } });
  });
});

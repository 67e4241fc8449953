import type { AppClientOptions } from "rockpool";
import { type TestPool, testPool } from "rockpool/testing";
import { beforeEach, describe, expect, it } from "vitest";
import { codeOf, type HoldingStorage, holdingStorage, recordingStorage } from "../stand-ins.ts";

const identifier = "https://api.example.com/v1";
const read = { scopeName: "read", scopeDescription: "Read" };
const write = { scopeName: "write", scopeDescription: "Write" };
const [canRead, canWrite] = [`${identifier}/read`, `${identifier}/write`];

let storage: HoldingStorage;
let world: TestPool;
const ensure = (options: Partial<AppClientOptions>) => world.pool.clients.ensure({ clientName: "web", ...options });
const scopesNow = async () => (await (await ensure({})).settings()).allowedOAuthScopes;
beforeEach(async () => {
  storage = holdingStorage();
  world = await testPool({ storage });
  await world.pool.resourceServers.create({ identifier, name: "API", scopes: [read, write] });
});

describe("a client's allowedOAuthScopes (users-and-triggers.md 6.1, 6.5)", () => {
  it("name scopes of servers by their identifiers, at creation and later", async () => {
    await world.pool.resourceServers.create({ identifier: "plain", name: "Plain", scopes: [read] });
    const allowedOAuthScopes = ["openid", canRead, "plain/read", canWrite];
    const client = await ensure({ allowedOAuthScopes });
    expect((await client.settings()).allowedOAuthScopes).toEqual(allowedOAuthScopes);
    await world.pool.clients.update(client.clientId, { allowedOAuthScopes: [canWrite] });
    expect(await scopesNow()).toEqual([canWrite]);
  });

  it.each([
    ["a server that is not there", "https://api.example.com/read"],
    ["a scope that the server has not", `${identifier}/delete`],
    ["a server by its name", "API/read"],
    ["a server alone", identifier],
    ["a scope alone", "read"],
    ["a scope of no server", "/read"],
    ["no scope of a server", `${identifier}/`],
    ["another case", `${identifier}/Read`],
    ["a name of JavaScript", "constructor"],
  ])("do not name %s", async (_, scope) => {
    const refusal = { code: "ScopeDoesNotExistException", message: `Invalid scope requested: ${scope}` };
    await expect(ensure({ allowedOAuthScopes: [canRead, scope] })).rejects.toMatchObject(refusal);
    const { clientId } = await ensure({ allowedOAuthScopes: [canRead] });
    await expect(ensure({ allowedOAuthScopes: [canRead, scope] })).rejects.toMatchObject(refusal);
    const updated = world.pool.clients.update(clientId, { allowedOAuthScopes: [scope] });
    await expect(updated).rejects.toMatchObject(refusal);
    expect(await scopesNow()).toEqual([canRead]);
  });

  it("have at most 256 characters, as Cognito has it, though identifier and name may have as many each", async () => {
    const [long, scopeName] = ["i".repeat(200), "n".repeat(56)];
    const scopes = ["", "n"].map((more) => ({ scopeName: scopeName.slice(1) + more, scopeDescription: "Long" }));
    await world.pool.resourceServers.create({ identifier: long, name: "API", scopes });
    const longest = `${long}/${scopes[0]?.scopeName}`;
    await expect(ensure({ allowedOAuthScopes: [longest] })).resolves.toBeDefined();
    const refusal = { code: "InvalidParameterException", details: { path: "allowedOAuthScopes.0" } };
    await expect(ensure({ allowedOAuthScopes: [`${longest}n`] })).rejects.toMatchObject(refusal);
  });

  it("are those of their own pool", async () => {
    const other = await world.rockpool.ensureUserPool({ poolName: "other" });
    const refused = other.clients.ensure({ clientName: "web", allowedOAuthScopes: [canRead] });
    await expect(refused).rejects.toMatchObject({ code: "ScopeDoesNotExistException" });
  });

  it("let a machine in by custom scopes", async () => {
    const client = await ensure({
      generateSecret: true,
      allowedOAuthFlowsUserPoolClient: true,
      allowedOAuthFlows: ["client_credentials"],
      allowedOAuthScopes: [canRead],
    });
    expect(await client.settings()).toMatchObject({ allowedOAuthScopes: [canRead] });
  });

  it("of all 25 servers of a pool can be named at once", async () => {
    const others = Array.from({ length: 24 }, (_, n) => `api-${n}`);
    for (const one of others) await world.pool.resourceServers.create({ identifier: one, name: "API", scopes: [read, write] });
    const allowedOAuthScopes = [identifier, ...others].flatMap((one) => [`${one}/read`, `${one}/write`]);
    expect(await (await ensure({ allowedOAuthScopes })).settings()).toMatchObject({ allowedOAuthScopes });
  });
});

describe("a scope that goes", () => {
  const gone = [
    ["with its server", () => world.pool.resourceServers.delete(identifier)],
    ["from its server", () => world.pool.resourceServers.update(identifier, { scopes: [read] })],
  ] as const;

  it.each(gone)("%s stays in the clients that name it, and stops no other change of them", async (_, go) => {
    const { clientId } = await ensure({ allowedOAuthScopes: [canWrite] });
    await go();
    expect(await scopesNow()).toEqual([canWrite]);
    await world.pool.clients.update(clientId, { accessTokenValiditySeconds: 600 });
    await ensure({ allowedOAuthScopes: [canWrite], idTokenValiditySeconds: 600, revision: 2 });
    expect(await (await ensure({})).settings()).toMatchObject({ allowedOAuthScopes: [canWrite], idTokenValiditySeconds: 600 });
    // A list that is written otherwise is looked up again, all of it.
    const changed = ensure({ allowedOAuthScopes: [canWrite, "openid"] });
    await expect(changed).rejects.toMatchObject({ code: "ScopeDoesNotExistException" });
    await ensure({ allowedOAuthScopes: ["openid"] });
  });
});

describe("a scope that goes while it is written", () => {
  it.each([
    ["with its server", () => world.pool.resourceServers.delete(identifier)],
    ["from its server", () => world.pool.resourceServers.update(identifier, { scopes: [read] })],
  ] as const)("%s is not written: the plan rests on the server", async (_, go) => {
    for (const name of ["web", "new"]) {
      if (name === "web") await ensure({});
      const held = storage.holdNextCommit("app_clients");
      const late = ensure({ clientName: name, allowedOAuthScopes: [canWrite] }).then(() => "written", codeOf);
      await held.reached;
      await go();
      held.release();
      expect(await late).toBe("ScopeDoesNotExistException");
      await world.pool.resourceServers.ensure({ identifier, name: "API", scopes: [read, write] });
    }
  });

  it("is written when the server changed in something else", async () => {
    const held = storage.holdNextCommit("app_clients");
    const late = ensure({ allowedOAuthScopes: [canWrite] });
    await held.reached;
    await world.pool.resourceServers.update(identifier, { name: "Renamed" });
    held.release();
    expect(await (await late).settings()).toMatchObject({ allowedOAuthScopes: [canWrite] });
  });
});

it("servers are not looked up when scopes are not written", async () => {
  const recorded = recordingStorage();
  const { pool } = await testPool({ storage: recorded });
  await pool.resourceServers.create({ identifier, name: "API", scopes: [read] });
  await pool.clients.ensure({ clientName: "web", allowedOAuthScopes: [canRead] });
  const named = () => recorded.plans.at(-1)?.entries.filter(({ table }) => table === "resource_servers");
  expect(named()).toMatchObject([{ kind: "check" }]);
  await pool.clients.ensure({ clientName: "web", allowedOAuthScopes: [canRead], accessTokenValiditySeconds: 600 });
  expect(named()).toEqual([]);
});

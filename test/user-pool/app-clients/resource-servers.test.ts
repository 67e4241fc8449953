import type { ResourceServerOptions, ResourceServerPatch } from "rockpool";
import { type TestPool, testPool } from "rockpool/testing";
import { beforeEach, describe, expect, it } from "vitest";
import { codeOf, type RecordingStorage, recordingStorage } from "../stand-ins.ts";

const read = { scopeName: "read", scopeDescription: "Read what there is" };
const write = { scopeName: "write", scopeDescription: "Write what there is" };
const api: ResourceServerOptions = { identifier: "https://api.example.com/v1/", name: "The API", scopes: [read, write] };

let storage: RecordingStorage;
let world: TestPool;
let servers: TestPool["pool"]["resourceServers"];
beforeEach(async () => {
  storage = recordingStorage();
  world = await testPool({ storage });
  await world.pool.jwks();
  servers = world.pool.resourceServers;
});

async function plansOf(work: () => Promise<unknown>): Promise<number> {
  const before = storage.plans.length;
  await work();
  return storage.plans.length - before;
}

describe("resourceServers.create (users-and-triggers.md 6.5)", () => {
  it("makes one, and gives it back", async () => {
    expect(await servers.create(api)).toEqual(api);
    expect(await servers.get(api.identifier)).toEqual(api);
  });

  it("makes one without scopes", async () => {
    expect(await servers.create({ identifier: "api", name: "API" })).toEqual({ identifier: "api", name: "API", scopes: [] });
  });

  it("takes the longest of everything that ASCII can write", async () => {
    const scopes = Array.from({ length: 100 }, (_, n) => ({
      scopeName: `${n}`.padEnd(256, "x"),
      scopeDescription: "x".repeat(256),
    }));
    const longest = { identifier: "!#[]~".padEnd(256, "/"), name: "N".padEnd(256, " "), scopes };
    expect(await servers.create(longest)).toEqual(longest);
    expect(await servers.get(longest.identifier)).toEqual(longest);
  });

  it("refuses an identifier that is there, in this pool", async () => {
    await servers.create(api);
    await expect(servers.create({ ...api, name: "Another" })).rejects.toMatchObject({
      code: "InvalidParameterException",
      message: `${api.identifier} already exists in user pool ${world.pool.userPoolId}.`,
      details: { path: "identifier" },
    });
    expect(await servers.get(api.identifier)).toEqual(api);
    const other = await world.rockpool.ensureUserPool({ poolName: "other" });
    expect(await other.resourceServers.create(api)).toEqual(api);
  });

  it("refuses the 26th of a pool, and takes it when one is gone", async () => {
    for (let n = 0; n < 25; n += 1) await servers.create({ identifier: `api-${n}`, name: "API" });
    const refusal = {
      code: "LimitExceededException",
      message: "A user pool has at most 25 resource servers",
      details: { retryAfterSeconds: null },
    };
    await expect(servers.create(api)).rejects.toMatchObject(refusal);
    await expect(servers.ensure(api)).rejects.toMatchObject(refusal);
    await servers.ensure({ identifier: "api-7", name: "still to be changed" });
    const other = await world.rockpool.ensureUserPool({ poolName: "other" });
    await other.resourceServers.create(api);
    await servers.delete("api-7");
    expect(await servers.create(api)).toEqual(api);
  });

  it.each([2, 50])("makes one, when %i ask at once", async (once) => {
    const answers = await Promise.all(Array.from({ length: once }, () => servers.create(api).then(() => "made", codeOf)));
    expect(answers.filter((answer) => answer === "made")).toHaveLength(1);
    expect(new Set(answers)).toEqual(new Set(["made", "InvalidParameterException"]));
  });
});

const refused: readonly (readonly [string, object, string])[] = [
  ["no identifier", { identifier: undefined }, "identifier"],
  ["an empty identifier", { identifier: "" }, "identifier"],
  ["an identifier of 257 characters", { identifier: "x".repeat(257) }, "identifier"],
  ["an identifier with a space", { identifier: "a b" }, "identifier"],
  ['an identifier with "', { identifier: 'a"b' }, "identifier"],
  ["an identifier with \\", { identifier: "a\\b" }, "identifier"],
  ["an identifier with another letter", { identifier: "é" }, "identifier"],
  ["no name", { name: undefined }, "name"],
  ["an empty name", { name: "" }, "name"],
  ["a name of 257 characters", { name: "x".repeat(257) }, "name"],
  ["a name with another character", { name: "a/b" }, "name"],
  ["101 scopes", { scopes: Array.from({ length: 101 }, (_, n) => ({ ...read, scopeName: `${n}` })) }, "scopes"],
  ["a scope without a name", { scopes: [{ scopeDescription: "x" }] }, "scopes.0.scopeName"],
  ["an empty name of a scope", { scopes: [read, { ...read, scopeName: "" }] }, "scopes.1.scopeName"],
  ["a scope of 257 characters", { scopes: [{ ...read, scopeName: "x".repeat(257) }] }, "scopes.0.scopeName"],
  ["a scope with a slash", { scopes: [{ ...read, scopeName: "a/b" }] }, "scopes.0.scopeName"],
  ["a scope with a space", { scopes: [{ ...read, scopeName: "a b" }] }, "scopes.0.scopeName"],
  ['a scope with "', { scopes: [{ ...read, scopeName: 'a"' }] }, "scopes.0.scopeName"],
  ["a scope with \\", { scopes: [{ ...read, scopeName: "a\\" }] }, "scopes.0.scopeName"],
  ["a scope without a description", { scopes: [{ scopeName: "x" }] }, "scopes.0.scopeDescription"],
  ["an empty description", { scopes: [{ ...read, scopeDescription: "" }] }, "scopes.0.scopeDescription"],
  ["a description of 257 characters", { scopes: [{ ...read, scopeDescription: "x".repeat(257) }] }, "scopes.0.scopeDescription"],
  ["a scope that is named twice", { scopes: [read, { ...read, scopeDescription: "again" }] }, "scopes"],
  [
    "more than fits in a record",
    { scopes: Array.from({ length: 100 }, (_, n) => ({ scopeName: `${n}`, scopeDescription: "語".repeat(256) })) },
    "scopes",
  ],
  ["a member there is not", { description: "x" }, "description"],
];

describe("a resource server is refused (6.5)", () => {
  it.each(refused)("with %s", async (_, change, path) => {
    const refusal = { code: "InvalidParameterException", details: { path } };
    const written = { ...api, ...change } as ResourceServerOptions;
    await expect(servers.create(written)).rejects.toMatchObject(refusal);
    await expect(servers.ensure(written)).rejects.toMatchObject(refusal);
    expect(await storage.records("resource_servers")).toEqual([]);
    await servers.create(api);
    // What is left out of a change stays: then nothing is wrong with it.
    if (Object.values(change)[0] === undefined || path === "identifier") return;
    const { identifier: _fixed, ...patch } = written;
    await expect(servers.update(api.identifier, patch)).rejects.toMatchObject(refusal);
    expect(await servers.get(api.identifier)).toEqual(api);
  });

  it.each([[""], ["x".repeat(257)], ["a b"], ["a\0"], [7], [undefined]])("when it is asked for by %j", async (identifier) => {
    const refusal = { code: "InvalidParameterException", details: { path: "identifier" } };
    const given = identifier as string;
    await expect(servers.get(given)).rejects.toMatchObject(refusal);
    await expect(servers.delete(given)).rejects.toMatchObject(refusal);
    await expect(servers.update(given, {})).rejects.toMatchObject(refusal);
  });

  // attacks 76, 78: also one of another pool
  it("when it is not there", async () => {
    await servers.create(api);
    const other = (await world.rockpool.ensureUserPool({ poolName: "other" })).resourceServers;
    const { identifier } = api;
    const refusal = { code: "ResourceNotFoundException", message: `Resource server ${identifier} does not exist.` };
    await expect(other.get(identifier)).rejects.toMatchObject(refusal);
    await expect(other.delete(identifier)).rejects.toMatchObject(refusal);
    await expect(other.update(identifier, { name: "x" })).rejects.toMatchObject(refusal);
    expect(await servers.get(identifier)).toEqual(api);
  });
});

describe("resourceServers.update (6.5)", () => {
  const changes: readonly (readonly [string, ResourceServerPatch, Partial<ResourceServerOptions>])[] = [
    ["the name, and leaves the scopes", { name: "Renamed" }, { name: "Renamed" }],
    ["the scopes as a list, and leaves the name", { scopes: [write] }, { scopes: [write] }],
    ["both", { name: "Renamed", scopes: [] }, { name: "Renamed", scopes: [] }],
    ["nothing that is undefined", { name: undefined, scopes: undefined }, {}],
  ];

  it.each(changes)("changes %s", async (_, patch, expected) => {
    await servers.create(api);
    expect(await servers.update(api.identifier, patch)).toEqual({ ...api, ...expected });
    expect(await servers.get(api.identifier)).toEqual({ ...api, ...expected });
  });

  it("writes nothing where nothing differs", async () => {
    await servers.create(api);
    expect(await plansOf(() => servers.update(api.identifier, { name: api.name, scopes: [read, write] }))).toBe(0);
    expect(await plansOf(() => servers.update(api.identifier, {}))).toBe(0);
    expect(await plansOf(() => servers.update(api.identifier, { scopes: [write, read] }))).toBe(1);
  });

  it("loses neither of two changes at once", async () => {
    await servers.create(api);
    await Promise.all([servers.update(api.identifier, { name: "New" }), servers.update(api.identifier, { scopes: [read] })]);
    expect(await servers.get(api.identifier)).toEqual({ ...api, name: "New", scopes: [read] });
  });
});

describe("resourceServers.ensure", () => {
  it("creates, finds again without a write, and changes what is written", async () => {
    expect(await servers.ensure(api)).toEqual(api);
    expect(await plansOf(() => servers.ensure(api))).toBe(0);
    const { identifier, name } = api;
    expect(await plansOf(() => servers.ensure({ identifier, name }))).toBe(0);
    expect(await servers.ensure({ identifier, name: "Renamed" })).toEqual({ ...api, name: "Renamed" });
    expect(await servers.ensure({ identifier, name, scopes: [] })).toEqual({ ...api, scopes: [] });
  });

  it("makes one, when 20 ask at once, and all have it", async () => {
    const all = await Promise.all(Array.from({ length: 20 }, () => servers.ensure(api)));
    for (const one of all) expect(one).toEqual(api);
    expect(await storage.records("resource_servers")).toHaveLength(1);
  });

  it("makes all that a deployment asks for at once", async () => {
    await Promise.all(Array.from({ length: 25 }, (_, n) => servers.ensure({ identifier: `api-${n}`, name: "API" })));
    expect((await servers.list()).resourceServers).toHaveLength(25);
  });
});

describe("resourceServers.delete", () => {
  it("takes one away; its identifier can be used again", async () => {
    await servers.create(api);
    await servers.delete(api.identifier);
    const refusal = { code: "ResourceNotFoundException", message: `Resource server ${api.identifier} does not exist.` };
    await expect(servers.get(api.identifier)).rejects.toMatchObject(refusal);
    await expect(servers.delete(api.identifier)).rejects.toMatchObject(refusal);
    await expect(servers.update(api.identifier, {})).rejects.toMatchObject(refusal);
    expect(await storage.records("resource_servers")).toEqual([]);
    expect(await servers.create({ ...api, scopes: [] })).toEqual({ ...api, scopes: [] });
  });

  it("goes with the pool", async () => {
    await servers.create(api);
    await world.pool.delete();
    await expect(servers.get(api.identifier)).rejects.toMatchObject({ code: "ResourceNotFoundException" });
    await world.rockpool.maintain();
    expect(await storage.records("resource_servers")).toEqual([]);
  });
});

describe("resourceServers.list (4.2)", () => {
  beforeEach(async () => {
    for (const n of [3, 1, 2, 5, 4]) await servers.create({ identifier: `api-${n}`, name: "API", scopes: [read] });
  });

  it("gives all on one page, by identifier", async () => {
    const { resourceServers, nextToken } = await servers.list();
    expect(resourceServers.map(({ identifier }) => identifier)).toEqual(["api-1", "api-2", "api-3", "api-4", "api-5"]);
    expect(resourceServers[0]).toEqual({ identifier: "api-1", name: "API", scopes: [read] });
    expect(nextToken).toBeNull();
  });

  it("gives each once, page by page", async () => {
    const seen: string[] = [];
    let nextToken: string | undefined;
    do {
      const page = await servers.list({ limit: 2, nextToken });
      expect(page.resourceServers.length).toBeLessThanOrEqual(2);
      seen.push(...page.resourceServers.map(({ identifier }) => identifier));
      nextToken = page.nextToken ?? undefined;
    } while (nextToken !== undefined);
    expect(seen).toEqual(["api-1", "api-2", "api-3", "api-4", "api-5"]);
  });

  it("gives none of another pool, and takes no token of one", async () => {
    const other = (await world.rockpool.ensureUserPool({ poolName: "other" })).resourceServers;
    expect(await other.list()).toEqual({ resourceServers: [], nextToken: null });
    const { nextToken } = await servers.list({ limit: 2 });
    const refused = other.list({ nextToken: nextToken ?? "" });
    await expect(refused).rejects.toMatchObject({ code: "InvalidParameterException", details: { path: "nextToken" } });
  });

  it.each([
    ["limit 0", { limit: 0 }, "limit"],
    ["limit 51", { limit: 51 }, "limit"],
    ["a token that is none", { nextToken: "api-2" }, "nextToken"],
    ["a member there is not", { maxResults: 3 }, "maxResults"],
  ])("refuses %s", async (_, input, path) => {
    await expect(servers.list(input as object)).rejects.toMatchObject({ code: "InvalidParameterException", details: { path } });
  });
});

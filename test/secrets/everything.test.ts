import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type EventType, generateMasterKey, type PoolEvent, Rockpool, type RockpoolOptions, type UserPool } from "rockpool";
import { sqlite } from "rockpool/storage/sqlite";
import { fixedTestKeys, manualClock, outbox } from "rockpool/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { OwnAttributes, SignedInUser } from "../fuzz/classes.ts";
import { adapterWith, seededRandom } from "../user-pool/stand-ins.ts";
import { type Collector, collector } from "./collector.ts";
import { everything } from "./everything.ts";
import { overhear, shownInFull } from "./overheard.ts";
import { bytesOf, foundIn } from "./search.ts";
import type { World } from "./world.ts";

/** Every type of event there is. */
const eventTypes: readonly EventType[] = [
  ...(["signUp", "userMigrated", "userConfirmed", "signIn", "signInChallenge", "signInFailed", "lockout"] as const),
  ...(["tokenRefresh", "refreshTokenReuse", "tokenRevoked", "signOutEverywhere", "authorizationCodeReuse"] as const),
  ...(["passwordChange", "passwordChangeFailed", "forgotPassword", "codeResent", "attributesChanged"] as const),
  ...(["userDeleted", "administration", "deliveryFailed", "keyRotation"] as const),
];

/** What is no secret: labels of the collector. */
const isPublic: ReadonlySet<string> = new Set([
  ...["username", "USERNAME", "userSub", "attributes", "userAttributes", "requiredAttributes", "codeDeliveryDetails"],
  // What is sent has its code collected.
  ...[
    "delivery",
    "baseUrl",
    "poolName",
    "clientName",
    "clientId",
    "authFlow",
    "challengeName",
    "preventUserExistenceErrors",
    "outcome",
    "tokenType",
    "tokenUse",
  ],
  ...[
    "Rockpool.userPool",
    "Rockpool.appClient",
    "PoolUsers.respond",
    "region",
    "explicitAuthFlows",
    "team",
    "Rockpool.diffUserPool()",
    "Rockpool.check()",
    "PoolSettings.get()",
    "PoolSettings.update",
    "AppClient.settings()",
  ],
  // Public keys and claims, which are for whoever has the token; the token is a secret.
  ...[
    "UserPool.jwks()",
    "UserPool.issuer()",
    "UserPool.discovery()",
    "UserPool.verify()",
    "UserPool.isRevoked",
    "PoolClients.get",
  ],
  ...["get", "confirm", "disable", "enable", "signOutEverywhere", "delete"].map((method) => `PoolUsers.${method}`),
  ...["PoolUsers.get()", "PoolUsers.listAuthEvents()", "PoolUsers.create()", "OwnAttributes.update", "Rockpool.listUserPools()"],
  // Of users who move; their hashes are secrets. What was refused is an error.
  ...["sub", "userStatus", "deletionProtection", "refused", "providerName", "providerAttributeName"],
  // The secret that is added comes out of `clientSecret()` later.
  ...["update", "delete", "addSecret", "listSecrets", "deleteSecret"].map((method) => `PoolClients.${method}`),
  ...["clientSecretId", "identifier", "scopes"],
  ...["get", "update", "delete"].map((method) => `PoolResourceServers.${method}`),
  ...["groupName", "description", "roleArn", "PoolGroups.listUsers()"],
  ...["get", "update", "delete", "listUsers", "ofUser"].map((method) => `PoolGroups.${method}`),
  // Who an identity is, and what it is given; the tokens of logins and the credentials are secrets.
  ...[
    "identityId",
    "audience",
    "amr",
    "sessionName",
    "identityPoolName",
    "roles",
    "loginsToRemove",
    "accessKeyId",
    "cognitoIdentityProviders",
    "openIdConnectProviders",
    "supportedLoginProviders",
    "principalTags",
    "developerProviderName",
    "developerUserIdentifier",
    "developerUserIdentifiers",
    "sourceUserIdentifier",
    "destinationUserIdentifier",
  ],
  ...["Rockpool.identityPool", "Rockpool.identityPoolOf", "IdentityPoolSettingsFacet.setPrincipalTags"],
  ...["IdentityPool.discovery()", "Rockpool.listIdentityPools()", "IdentityPoolSettingsFacet.get()"],
  ...["describe", "delete"].map((method) => `PoolIdentities.${method}`),
  ...["PoolIdentities.describe()", "PoolIdentities.list()", "IdentityPool.issuer()", "IdentityPool.jwks()"],
  // What goes through a browser in an authorization request; its state and its nonce are secrets.
  ...["redirectUri", "responseType", "codeChallenge", "codeChallengeMethod", "scope", "resource", "error", "errorDescription"],
  "AppClient.userInfo()",
  // The public half of a key, and what is said of it.
  ...["kty", "n", "e", "crv", "x", "y", "kid", "status", "PoolSigningKeys.delete"],
]);

const folder = mkdtempSync(join(tmpdir(), "rockpool-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const path = join(folder, "auth.db");

/** Every file of the database, whatever SQLite calls it, in full. */
const files = (): readonly { readonly name: string; readonly bytes: string }[] =>
  readdirSync(folder).map((name) => ({ name, bytes: bytesOf(readFileSync(join(folder, name))) }));

const facetsOf = ({ settings, users, clients, resourceServers, groups, keys }: UserPool): readonly object[] => [
  ...[settings, users, clients, resourceServers, groups, keys],
];

let collected: Collector;
let world: World;
let whileOpen: ReturnType<typeof files>;
let whenClosed: ReturnType<typeof files>;
let shown: string;
const warnings: string[] = [];
const overheard: string[] = [];
const events: PoolEvent[] = [];

beforeAll(async () => {
  collected = collector(isPublic);
  const heard = overhear();
  try {
    world = await openWorld();
    for (const useCase of everything) await useCase(world);
    const { rockpool, pool, client, confidential } = world;
    const { identityPool } = world;
    shown = [rockpool, pool, ...facetsOf(pool), client, confidential, identityPool].map(shownInFull).join("\n");
    console.info("ida@example.com");
    whileOpen = files();
    await rockpool.close();
    whenClosed = files();
  } finally {
    heard.end();
    collected.end();
    overheard.push(...heard.lines);
  }
});

async function openWorld(): Promise<World> {
  const { secrets, watch } = collected;
  const masterKey = generateMasterKey();
  const clock = manualClock();
  const kept = outbox();
  const post: World["post"] = Object.assign(outbox(), {
    isDown: false,
    messages: kept.messages,
    lastCode: kept.lastCode,
    async send(message: Parameters<typeof kept.send>[0]) {
      secrets.add(message.code);
      if (post.isDown) throw new Error(`cannot send: ${message.body}`, { cause: message });
      await kept.send(message);
    },
  });
  // The same at every run: so no code is by chance a part of something else.
  const drawn = seededRandom("secrets");
  const random: RockpoolOptions["random"] = (length) => {
    const bytes = drawn(length);
    if (length === 32) secrets.add(Buffer.from(bytes).toString("base64url"));
    return bytes;
  };
  const published = fixedTestKeys();
  const keySource: RockpoolOptions["keySource"] = {
    forTestsOnly: false,
    async generate(request) {
      const jwk = await published.generate(request);
      for (const [member, value] of Object.entries(jwk)) if (!isPublic.has(member)) secrets.add(value);
      return jwk;
    },
  };

  watch(Rockpool);
  const reopen: World["reopen"] = (key) => {
    const storage = sqlite(path);
    // A clock that is a little ahead is something to warn of.
    const describe = async () => ({ name: "sqlite", durable: true, now: clock() + 2_000 });
    const passwordHashing = { memoryCostKib: 8, timeCost: 1 };
    const warn = (message: string): void => void warnings.push(message);
    const settings = { baseUrl: "https://auth.test", delivery: post, clock, random, keySource, passwordHashing, warn };
    return Rockpool.open({ storage: adapterWith(storage, { describe }), masterKey: key, ...settings });
  };
  const rockpool = await reopen(masterKey);
  watch(Rockpool.prototype);
  rockpool.subscribe((event) => events.push(event));
  const pool = await rockpool.ensureUserPool({ poolName: "secrets", autoVerifiedAttributes: ["email"] });
  for (const object of [pool, ...facetsOf(pool)]) watch(Object.getPrototypeOf(object));
  await pool.jwks();
  const client = await pool.clients.ensure({ clientName: "public" });
  watch(Object.getPrototypeOf(client));
  watch(SignedInUser.prototype);
  watch(OwnAttributes.prototype);
  const confidential = await pool.clients.ensure({ clientName: "confidential", generateSecret: true });
  const identityPool = await rockpool.ensureIdentityPool({ identityPoolName: "secrets" });
  for (const object of [identityPool, identityPool.settings, identityPool.identities]) watch(Object.getPrototypeOf(object));
  return { rockpool, pool, client, confidential, identityPool, post, path, masterKey, reopen };
}

// attacks 88, 89: whatever can be done, right or wrong, on a database in a file
describe("after everything that can be done, no secret", () => {
  it("was overlooked: every public method was called, and what it took and gave was collected", () => {
    expect([...collected.uncalled]).toEqual([]);
    const secrets = [...collected.secrets];
    const kinds = [/^rpmk_/, /^rpcs_/, /^rpr_/, /^ey\w+\.[\w-]+\.[\w-]+$/, /^\d{6}$/, /^[a-z0-9]{51}$/, /^Käse "ada" 77 Brote!$/];
    for (const kind of kinds)
      expect(
        secrets.filter((secret) => kind.test(secret)),
        String(kind),
      ).not.toEqual([]);
    expect(secrets).toEqual(expect.arrayContaining([world.masterKey, ...world.post.messages.map(({ code }) => code)]));
  });

  it("is in the database, its WAL or its index, be it open or closed", () => {
    expect(whileOpen.map(({ name }) => name)).toEqual(["auth.db", "auth.db-shm", "auth.db-wal"]);
    for (const { name, bytes } of [...whileOpen, ...whenClosed]) {
      expect(foundIn(bytes, collected.secrets), name).toEqual([]);
      expect(bytes, name).not.toMatch(/\$argon2|PRIVATE KEY|"d":|rpps_/);
    }
    // What is no secret is found: it was looked for in the right place.
    const all = [whileOpen, whenClosed].map((some) => some.map(({ bytes }) => bytes).join("\n"));
    for (const bytes of all) expect(foundIn(bytes, ["ada@example.com", "ida@example.com"])).toHaveLength(2);
  });

  it("was logged", () => {
    expect(warnings).not.toEqual([]);
    const said = bytesOf([...overheard, ...warnings].join("\n"));
    expect(foundIn(said, collected.secrets)).toEqual([]);
    expect(foundIn(said, ["ida@example.com"])).toHaveLength(1);
  });

  it("is in an error, its causes, or what an error looks like as JSON", () => {
    const said = bytesOf(collected.errors.map(shownInFull).join("\n"));
    expect(foundIn(said, collected.secrets)).toEqual([]);
    expect(foundIn(said, [world.confidential.clientId, "no such table"])).toHaveLength(2);
  });

  it("is in an event, nor an address, a name or an attribute's value; and there was one of each type", () => {
    const types = new Set(events.map(({ type }) => type));
    expect([...types].sort()).toEqual([...eventTypes].sort());
    // Times are in what methods gave, too.
    const shownEvents = events
      .map(shownInFull)
      .join("\n")
      .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "then");
    const said = bytesOf(shownEvents);
    expect(foundIn(said, collected.secrets)).toEqual([]);
    // In quotes: three letters are a part of many an id.
    expect(foundIn(said, ["@example", "'ada'", '"ada"', "Mia", "Käse"])).toEqual([]);
    expect(foundIn(said, [world.pool.userPoolId])).toHaveLength(1);
  });

  it("is in what objects show of themselves", () => {
    expect(foundIn(bytesOf(shown), collected.secrets)).toEqual([]);
    expect(foundIn(bytesOf(shown), [world.pool.userPoolId])).toHaveLength(1);
  });
});

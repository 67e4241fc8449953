import type { KeySource } from "rockpool";
import { memory } from "rockpool/storage/memory";
import { countingStorage, fixedTestKeys, testPool } from "rockpool/testing";
import { describe, expect, it } from "vitest";
import { PUBLICATION_MS, RETIREMENT_MS } from "../../src/tokens/rotation.ts";
import { keysOf, kidOf, longestTokens, takes, twoProcesses } from "./world.ts";

const none = { commit: 0 };

describe("pool.keys.list", () => {
  it("tells of the first keys that they sign, those for ID tokens first", async () => {
    const { pool, clock } = await testPool();
    const now = new Date(clock());
    const key = {
      kid: expect.stringMatching(/^.{43}=$/),
      alg: "RS256",
      status: "signing",
      createdAt: now,
      signsFrom: now,
      keyId: null,
    };
    expect(await pool.keys.list()).toEqual([
      { ...key, tokenUse: "id" },
      { ...key, tokenUse: "access" },
    ]);
    expect((await pool.keys.list()).map(({ kid }) => kid)).toEqual((await pool.jwks()).keys.map(({ kid }) => kid));
  });
});

describe("pool.keys.rotate", () => {
  it("publishes a key for each use, which signs when everybody knows it", async () => {
    const { pool, clock, signedIn } = await testPool();
    const before = await pool.keys.list();
    const next = await pool.keys.rotate();
    expect(next.map(({ tokenUse, status, alg }) => [tokenUse, status, alg])).toEqual([
      ["id", "published", "RS256"],
      ["access", "published", "RS256"],
    ]);
    for (const { createdAt, signsFrom } of next) {
      expect([createdAt, signsFrom]).toEqual([new Date(clock()), new Date(clock() + PUBLICATION_MS)]);
    }
    expect((await pool.jwks()).keys).toHaveLength(4);
    clock.advance({ milliseconds: PUBLICATION_MS - 1 });
    expect(kidOf((await signedIn()).tokens.idToken)).toBe(before[0]?.kid);
    clock.advance({ milliseconds: 1 });
    const { tokens } = await signedIn();
    expect([kidOf(tokens.idToken), kidOf(tokens.accessToken)]).toEqual(next.map(({ kid }) => kid));
    expect(await keysOf(pool)).toEqual(["retiring RS256", "signing RS256"]);
  });

  it("gives the keys that wait for their turn already, and writes nothing", async () => {
    const storage = countingStorage(memory());
    const { pool, clock } = await testPool({ storage });
    const next = await pool.keys.rotate();
    clock.advance({ milliseconds: PUBLICATION_MS - 1 });
    expect(await storage.count(async () => expect(await pool.keys.rotate()).toEqual(next))).toMatchObject(none);
    clock.advance({ milliseconds: 1 });
    expect(await pool.keys.rotate()).not.toEqual(next);
  });

  it.each([
    [2, "RS256"],
    [50, "ES256"],
  ] as const)("makes one key for each use, when %i ask at once in two processes: %s", async (count, signingAlgorithm) => {
    const { here, there } = await twoProcesses({ signingAlgorithm });
    const all = await Promise.all(Array.from({ length: count }, (_, n) => (n % 2 === 0 ? here : there).pool.keys.rotate()));
    expect(new Set(all.map((next) => JSON.stringify(next))).size).toBe(1);
    expect(await there.pool.keys.list()).toEqual(await here.pool.keys.list());
    expect(await keysOf(here.pool)).toEqual([`signing ${signingAlgorithm}`, `published ${signingAlgorithm}`]);
  });

  it("makes keys of the kind that the settings say by then; both kinds are good meanwhile", async () => {
    const { pool, clock, signedIn } = await testPool({ client: longestTokens });
    const rsa = (await signedIn()).tokens;
    await pool.settings.update({ signingAlgorithm: "ES256" });
    expect(await keysOf(pool)).toEqual(["signing RS256"]);
    await pool.keys.rotate();
    expect(await keysOf(pool)).toEqual(["signing RS256", "published ES256"]);
    clock.advance({ milliseconds: PUBLICATION_MS });
    const ec = (await signedIn()).tokens;
    expect(Buffer.from(ec.accessToken.split(".")[0] ?? "", "base64url").toString()).toMatch(/"alg":"ES256"/);
    for (const token of [rsa.accessToken, rsa.idToken, ec.accessToken, ec.idToken]) expect(await takes(pool, token)).toBe(true);
  });

  it("makes another key, when what waits is of another kind than the settings say", async () => {
    const { pool } = await testPool();
    await pool.keys.rotate();
    await pool.settings.update({ signingAlgorithm: "ES256" });
    await pool.keys.rotate();
    await pool.keys.rotate();
    expect(await keysOf(pool)).toEqual(["signing RS256", "published RS256", "published ES256"]);
  });

  it("makes no eleventh key for a use", async () => {
    const { pool } = await testPool();
    const kinds = Array.from({ length: 9 }, (_, n) => (n % 2 === 0 ? "ES256" : "RS256"));
    for (const signingAlgorithm of kinds) {
      await pool.settings.update({ signingAlgorithm });
      await pool.keys.rotate();
    }
    await pool.settings.update({ signingAlgorithm: "RS256" });
    const refused = pool.keys.rotate();
    await expect(refused).rejects.toMatchObject({ code: "LimitExceededException", details: { retryAfterSeconds: null } });
    expect(await keysOf(pool)).toHaveLength(10);
    // The largest there can be is no more than a record holds.
    expect((await pool.jwks()).keys).toHaveLength(20);
  });

  it("drops keys whose time is over", async () => {
    const { pool, clock } = await testPool({ signingAlgorithm: "ES256" });
    await pool.keys.rotate();
    clock.advance({ milliseconds: PUBLICATION_MS + RETIREMENT_MS - 1 });
    expect(await keysOf(pool)).toEqual(["retiring ES256", "signing ES256"]);
    clock.advance({ milliseconds: 1 });
    await pool.keys.rotate();
    expect(await keysOf(pool)).toEqual(["signing ES256", "published ES256"]);
  });

  it("is refused for a pool that is gone", async () => {
    const { here, there } = await twoProcesses();
    await here.pool.keys.list();
    await there.pool.delete();
    await expect(here.pool.keys.rotate()).rejects.toMatchObject({ code: "ResourceNotFoundException" });
  });

  it("tells why no key can be made, and changes nothing", async () => {
    const broken = new Error("the key service is down");
    let isBroken = false;
    const keys = fixedTestKeys();
    const generate: KeySource["generate"] = (request) => (isBroken ? Promise.reject(broken) : keys.generate(request));
    const { pool } = await testPool({ rockpool: { keySource: { forTestsOnly: true, generate } } });
    const before = await pool.keys.list();
    isBroken = true;
    await expect(pool.keys.rotate()).rejects.toBe(broken);
    expect(await pool.keys.list()).toEqual(before);
  });
});

// attack 64: tokens of old keys are good until they expire
describe("a token that the key before signed in its last second", () => {
  it("is good until it expires, however often keys are rotated; then its key goes", async () => {
    const { rockpool, pool, clock, signedIn } = await testPool({ client: longestTokens, rockpool: { signingKeyMaxAgeDays: 1 } });
    await pool.keys.rotate();
    clock.advance({ milliseconds: PUBLICATION_MS - 1_000 });
    const { idToken, accessToken } = (await signedIn()).tokens;
    const kids = [idToken, accessToken].map(kidOf);
    const end = clock() + 86_400_000;
    const step = 3_600_000;
    while (clock() + step < end) {
      clock.advance({ milliseconds: step });
      await rockpool.maintain();
    }
    clock.advance({ milliseconds: end - clock() - 1 });
    for (const token of [idToken, accessToken]) expect(await takes(pool, token)).toBe(true);
    expect((await pool.jwks()).keys.map(({ kid }) => kid)).toEqual(expect.arrayContaining(kids));
    clock.advance({ milliseconds: 1 });
    for (const token of [idToken, accessToken]) expect(await takes(pool, token)).toBe(false);
    clock.advance({ milliseconds: RETIREMENT_MS });
    await rockpool.maintain();
    for (const kid of kids) expect((await pool.jwks()).keys.map((key) => key.kid)).not.toContain(kid);
  });
});

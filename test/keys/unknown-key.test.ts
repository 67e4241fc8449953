import { generateKeyPairSync } from "node:crypto";
import { describe, expect, it } from "vitest";
import { kidOf, signIn, takes, twoProcesses } from "./world.ts";

const anHour = { settingsMaxAgeSeconds: 3_600 };
const newKey = (): Record<string, unknown> => {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  return privateKey.export({ format: "jwk" }) as Record<string, unknown>;
};

/** A token by a key that one process has since a moment, and the other has not read: which remembers settings for an hour. */
async function unknownToken() {
  const world = await twoProcesses({}, anHour);
  const { here, there } = world;
  await Promise.all([takes(there.pool, ""), there.client.settings()]);
  for (const tokenUse of ["id", "access"] as const) {
    await here.pool.keys.import({ tokenUse, privateKey: newKey(), isPublished: true });
  }
  return { ...world, tokens: await signIn(here) };
}

const forged = (kid: string): string => {
  const header = Buffer.from(JSON.stringify({ kid, alg: "RS256" })).toString("base64url");
  return `${header}.e30.AAAA`;
};

// attack 64: an unknown kid does not trigger unbounded reads
describe("a token by a key that is not known", () => {
  it("is good: keys are read again, once for all that ask meanwhile", async () => {
    const { there, storage, tokens } = await unknownToken();
    const cost = await storage.count(async () => {
      const all = Array.from({ length: 20 }, (_, n) => takes(there.pool, n % 2 === 0 ? tokens.idToken : tokens.accessToken));
      expect(await Promise.all(all)).toEqual(all.map(() => true));
    });
    expect(cost).toEqual({ get: 1, query: 0, commit: 0, sweep: 0 });
    expect(await storage.count(() => takes(there.pool, tokens.idToken))).toMatchObject({ get: 0 });
  });

  it("is good for the user that acts by it: the same read serves", async () => {
    const { there, storage, tokens } = await unknownToken();
    const first = await storage.count(() => there.client.user(tokens.accessToken));
    const second = await storage.count(() => there.client.user(tokens.accessToken));
    expect(first.get).toBe(second.get + 1);
  });

  it("costs no more than one read in 30 seconds, whatever it says", async () => {
    const { there, clock, storage } = await unknownToken();
    const many = async (): Promise<void> => {
      for (let n = 0; n < 50; n += 1) expect(await takes(there.pool, forged(`${n}`))).toBe(false);
    };
    expect(await storage.count(many)).toMatchObject({ get: 1 });
    clock.advance({ seconds: 30, milliseconds: -1 });
    expect(await storage.count(many)).toMatchObject({ get: 0 });
    clock.advance({ milliseconds: 1 });
    expect(await storage.count(many)).toMatchObject({ get: 1 });
  });

  it("costs each pool its own read", async () => {
    const { there, storage } = await unknownToken();
    const other = await there.rockpool.ensureUserPool({ poolName: "other" });
    await other.jwks();
    await takes(other, "");
    await takes(there.pool, forged("1"));
    expect(await storage.count(() => takes(other, forged("1")))).toMatchObject({ get: 1 });
    expect(await storage.count(() => takes(there.pool, forged("2")))).toMatchObject({ get: 0 });
  });

  it.each([
    ["is not one at all", "sesam"],
    ["has a header that is none", "AAAA.e30.AAAA"],
    [
      "has a header longer than any",
      `${Buffer.from(JSON.stringify({ kid: "x".repeat(4096), alg: "RS256" })).toString("base64url")}.e30.AAAA`,
    ],
    ["is no text", 7 as unknown as string],
  ])("costs nothing when it %s", async (_, token) => {
    const { there, storage } = await unknownToken();
    expect(await storage.count(() => takes(there.pool, token))).toMatchObject({ get: 0 });
  });

  it("costs nothing when the key is known, and the signature is wrong", async () => {
    const { here, storage } = await unknownToken();
    const { accessToken } = await signIn(here);
    const changed = `${accessToken.slice(0, -8)}AAAAAAAA`;
    await takes(here.pool, changed);
    expect(await storage.count(() => takes(here.pool, changed))).toMatchObject({ get: 0 });
  });

  it("is refused when its key is gone, although it was read a moment ago", async () => {
    const { here, there, clock, tokens } = await unknownToken();
    expect(await takes(there.pool, tokens.accessToken)).toBe(true);
    await here.pool.keys.delete(kidOf(tokens.accessToken));
    clock.advance({ hours: 1 });
    expect(await takes(there.pool, tokens.accessToken)).toBe(false);
    expect(await takes(there.pool, tokens.idToken)).toBe(true);
  });

  it("is looked up again at once by a clock that was set back", async () => {
    const { there, clock, storage } = await unknownToken();
    await takes(there.pool, forged("1"));
    clock.advance({ seconds: -1 });
    await takes(there.pool, ""); // settings are read again, too
    expect(await storage.count(() => takes(there.pool, forged("2")))).toMatchObject({ get: 1 });
  });
});

describe("a key that was deleted elsewhere", () => {
  it("is not brought back by what an unknown key had read before", async () => {
    const { here, there, clock } = await twoProcesses();
    const { accessToken } = await signIn(there);
    // The read for an unknown key sees the key that is deleted then.
    expect(await takes(there.pool, forged("1"))).toBe(false);
    await here.pool.keys.delete(kidOf(accessToken));
    clock.advance({ seconds: 5 });
    expect(await takes(there.pool, accessToken)).toBe(false);
    await there.client.settings();
    expect(await takes(there.pool, accessToken)).toBe(false);
  });
});

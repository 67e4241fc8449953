import { memory } from "rockpool/storage/memory";
import { countingStorage, type TestPool, type TestPoolOptions, testPool } from "rockpool/testing";
import { describe, expect, it } from "vitest";
import { poolWithStore } from "../stand-ins.ts";
import { changeFamily, isGoodOnline, refusal, rotating } from "./world.ts";

interface World extends TestPool {
  /** Of the sign-in: generation 0. */
  readonly first: string;
  readonly accessToken: string;
  /** @returns The successor. */
  rotate(refreshToken: string): Promise<string>;
}

/** Somebody who is signed in by a client whose refresh tokens rotate. */
async function opened(retryGracePeriodSeconds: number, options: TestPoolOptions = {}): Promise<World> {
  const world = await testPool({ ...options, client: { ...rotating(retryGracePeriodSeconds), ...options.client } });
  const { refreshToken: first, accessToken } = (await world.signedIn({ username: "ada" })).tokens;
  const rotate = async (refreshToken: string): Promise<string> => {
    const tokens = await world.client.refresh({ refreshToken });
    if (tokens.refreshToken === null) throw new Error("the token was not rotated");
    return tokens.refreshToken;
  };
  return { ...world, first, accessToken, rotate };
}

/** Nothing of the session works any more. */
async function expectEnded(world: World, ...refreshTokens: readonly string[]): Promise<void> {
  for (const refreshToken of [world.first, ...refreshTokens]) {
    await expect(world.client.refresh({ refreshToken })).rejects.toMatchObject(refusal.revoked);
  }
  expect(await isGoodOnline(world, world)).toBe(false);
}

describe("refresh token rotation (authentication.md 4.6, RFC 9700 section 4.14.2)", () => {
  it("gives another refresh token each time, of the same sign-in", async () => {
    const { rotate, first } = await opened(0);
    const chain = [first];
    for (let times = 0; times < 3; times += 1) chain.push(await rotate(chain.at(-1) ?? ""));
    expect(new Set(chain).size).toBe(4);
    const [, family = ""] = /^rpr_([^.]+)/.exec(first) ?? [];
    expect(chain.map((token) => token.split(".").slice(0, 2).join("."))).toEqual(chain.map((_, n) => `rpr_${family}.${n}`));
  });

  it("goes on as long as the session does, also behind the tenth token and the hundredth", async () => {
    const world = await opened(0);
    let newest = world.first;
    for (let times = 0; times < 101; times += 1) newest = await world.rotate(newest);
    expect(newest).toMatch(/^rpr_[^.]+\.101\./);
    expect(await isGoodOnline(world, world)).toBe(true);
  });

  it("is two reads and one commit; a replay within the grace is two reads; reuse is one commit", async () => {
    const storage = countingStorage(memory());
    const { client, first, clock } = await opened(30, { storage });
    const again = (): Promise<unknown> => client.refresh({ refreshToken: first }).catch(() => {});
    const counted = async (): Promise<unknown> => storage.count(again);
    await client.settings();
    expect(await counted()).toEqual({ get: 2, query: 0, commit: 1, sweep: 0 });
    expect(await counted()).toEqual({ get: 2, query: 0, commit: 0, sweep: 0 });
    clock.advance({ seconds: 30 });
    // The settings are too old by now.
    await client.settings();
    expect(await counted()).toEqual({ get: 2, query: 0, commit: 1, sweep: 0 });
  });
});

describe("within the grace", () => {
  it("the token that was replaced gives the same successor again, with tokens that are new", async () => {
    const world = await opened(30);
    const one = await world.client.refresh({ refreshToken: world.first });
    world.clock.advance({ seconds: 30, milliseconds: -1 });
    const other = await world.client.refresh({ refreshToken: world.first });
    expect(other.refreshToken).toBe(one.refreshToken);
    expect(other.accessToken).not.toBe(one.accessToken);
    for (const tokens of [one, other, world]) expect(await isGoodOnline(world, tokens)).toBe(true);
  });

  it("a replay does not prolong it: it runs from the rotation", async () => {
    const world = await opened(30);
    const second = await world.rotate(world.first);
    world.clock.advance({ seconds: 20 });
    await world.rotate(world.first);
    world.clock.advance({ seconds: 10 });
    await expect(world.client.refresh({ refreshToken: world.first })).rejects.toMatchObject(refusal.reused);
    await expectEnded(world, second);
  });

  it("of the next rotation, the token before that is reused: there is no way back by two", async () => {
    const world = await opened(60);
    const second = await world.rotate(world.first);
    const third = await world.rotate(second);
    expect(await world.rotate(second)).toBe(third);
    await expect(world.client.refresh({ refreshToken: world.first })).rejects.toMatchObject(refusal.reused);
    await expectEnded(world, second, third);
  });
});

// attack 5: what came of the token meanwhile is dead, too
describe("a token that is used again when it was replaced", () => {
  it.each([0, 30, 60])(
    "ends the session from the instant the grace of %i s is over: all refresh and access tokens",
    async (grace) => {
      const world = await opened(grace);
      const second = await world.client.refresh({ refreshToken: world.first });
      world.clock.advance({ seconds: grace });
      await expect(world.client.refresh({ refreshToken: world.first })).rejects.toMatchObject(refusal.reused);
      expect(await isGoodOnline(world, second)).toBe(false);
      await expectEnded(world, second.refreshToken ?? "");
    },
  );

  it("is told once: from then on the session is over, for who has the newest token as well", async () => {
    const world = await opened(0);
    const second = await world.rotate(world.first);
    await expect(world.client.refresh({ refreshToken: world.first })).rejects.toMatchObject(refusal.reused);
    await expect(world.client.refresh({ refreshToken: second })).rejects.toMatchObject(refusal.revoked);
    await expect(world.client.refresh({ refreshToken: world.first })).rejects.toMatchObject(refusal.revoked);
  });

  it("ends no other session of the user", async () => {
    const world = await opened(0);
    const { username, password } = { username: "ada", password: "Correct horse 7!" };
    const other = await world.client.signIn({ username, password });
    await world.rotate(world.first);
    await expect(world.client.refresh({ refreshToken: world.first })).rejects.toMatchObject(refusal.reused);
    if (other.outcome !== "signedIn") throw new Error("ada is not in");
    expect(await isGoodOnline(world, other.tokens)).toBe(true);
    await expect(world.rotate(other.tokens.refreshToken)).resolves.toBeDefined();
  });

  it("ends nothing when it comes from somebody who is not the client: another client, or one without the secret", async () => {
    const world = await opened(0, { client: { generateSecret: true } });
    const clientSecret = (await world.client.clientSecret()) ?? "";
    const { refreshToken } = await world.client.refresh({ refreshToken: world.first, clientSecret });
    const other = await world.pool.clients.ensure({ clientName: "other", ...rotating() });
    await expect(other.refresh({ refreshToken: world.first })).rejects.toMatchObject(refusal.invalid);
    await expect(world.client.refresh({ refreshToken: world.first, clientSecret: "wrong" })).rejects.toBeDefined();
    const living = world.client.refresh({ refreshToken: refreshToken ?? "", clientSecret });
    await expect(living).resolves.toMatchObject({ refreshToken: expect.any(String) });
  });
});

describe("rotation that is turned on and off between", () => {
  const off = { refreshTokenRotation: { feature: "DISABLED" } } as const;

  it("on: the token of before is the first of a chain", async () => {
    const world = await opened(0, { client: off });
    const { refreshToken } = await world.client.refresh({ refreshToken: world.first });
    expect(refreshToken).toBeNull();
    await world.pool.clients.update(world.client.clientId, { refreshTokenRotation: { feature: "ENABLED" } });
    const second = await world.rotate(world.first);
    await expect(world.rotate(second)).resolves.toBeDefined();
    await expect(world.client.refresh({ refreshToken: world.first })).rejects.toMatchObject(refusal.reused);
  });

  it("off: the last token of the chain stays good; those before it are as dead as they were", async () => {
    const world = await opened(60);
    const second = await world.rotate(world.first);
    await world.pool.clients.update(world.client.clientId, off);
    for (let times = 0; times < 2; times += 1) {
      expect(await world.client.refresh({ refreshToken: second })).toMatchObject({ refreshToken: null });
    }
    await expect(world.client.refresh({ refreshToken: world.first })).rejects.toMatchObject(refusal.reused);
    await expectEnded(world, second);
  });

  it("a grace that is changed counts at once, from the rotation that was", async () => {
    const world = await opened(60);
    const second = await world.rotate(world.first);
    world.clock.advance({ seconds: 40 });
    expect(await world.rotate(world.first)).toBe(second);
    await world.pool.clients.update(world.client.clientId, { refreshTokenRotation: { retryGracePeriodSeconds: 40 } });
    await expect(world.client.refresh({ refreshToken: world.first })).rejects.toMatchObject(refusal.reused);
  });
});

describe("a record that is behind its token: a backup was restored, and restoreDone was not called", () => {
  it("goes on behind the newest token that comes: also then no two tokens live", async () => {
    const world = await poolWithStore({ client: rotating() });
    const { tokens } = await world.signedIn();
    const chain = [tokens.refreshToken];
    const rotate = async (refreshToken = ""): Promise<string> =>
      (await world.client.refresh({ refreshToken })).refreshToken ?? "";
    for (let times = 0; times < 4; times += 1) chain.push(await rotate(chain.at(-1)));
    await changeFamily(world, tokens, { generation: 1 });
    const next = await rotate(chain[4]);
    expect(chain).not.toContain(next);
    await expect(world.client.refresh({ refreshToken: chain[3] ?? "" })).rejects.toMatchObject(refusal.reused);
    await expect(world.client.refresh({ refreshToken: next })).rejects.toMatchObject(refusal.revoked);
  });
});

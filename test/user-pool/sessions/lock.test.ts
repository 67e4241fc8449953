import { memory } from "rockpool/storage/memory";
import { countingStorage, type TestPool, testPool } from "rockpool/testing";
import { describe, expect, it } from "vitest";
import { isGoodOnline, refusal, rotating } from "./world.ts";

const locked = { code: "NotAuthorizedException", message: "Password attempts exceeded" };
const password = "Correct horse 7!";

async function lock({ client }: TestPool): Promise<void> {
  for (let n = 0; n < 5; n += 1) await client.signIn({ username: "ada", password: "wrong" }).catch(() => {});
  await expect(client.signIn({ username: "ada", password })).rejects.toMatchObject(locked);
}

/*
 * attack 68: the lock holds for every flow in which something is guessed. A refresh token has a MAC of 256 bits, and nobody guesses
 * it: to bar it would let everyone who knows a name end sessions.
 */
describe("while somebody is locked out", () => {
  it("no flow that takes a password lets them in, by whatever client", async () => {
    const world = await testPool();
    await world.signedIn({ username: "ada" });
    const other = await world.pool.clients.ensure({ clientName: "other", ...rotating() });
    await lock(world);
    const authParameters = { USERNAME: "ada", PASSWORD: password };
    for (const client of [world.client, other]) {
      await expect(client.signIn({ username: "ada", password })).rejects.toMatchObject(locked);
      const begun = client.initiateAuth({ authFlow: "USER_PASSWORD_AUTH", authParameters });
      await expect(begun).rejects.toMatchObject(locked);
    }
  });

  it("failures by several clients, flows and forms of the name are counted together", async () => {
    const world = await testPool();
    await world.signedIn({ username: "ada" });
    const other = await world.pool.clients.ensure({ clientName: "other" });
    const authParameters = { USERNAME: "ADA", PASSWORD: "wrong" };
    await world.client.signIn({ username: "ada", password: "wrong" }).catch(() => {});
    await other.signIn({ username: "Ada", password: "wrong" }).catch(() => {});
    for (const client of [world.client, other, other]) {
      await client.initiateAuth({ authFlow: "USER_PASSWORD_AUTH", authParameters }).catch(() => {});
    }
    await expect(world.client.signIn({ username: "ada", password })).rejects.toMatchObject(locked);
  });

  it.each([
    ["without rotation", {}],
    ["with rotation", rotating()],
  ])("their sessions go on: access tokens act, refresh tokens give new ones, %s", async (_, client) => {
    const world = await testPool({ client });
    const { tokens } = await world.signedIn({ username: "ada" });
    await lock(world);
    expect(await isGoodOnline(world, tokens)).toBe(true);
    const next = await world.client.refresh({ refreshToken: tokens.refreshToken });
    expect(await isGoodOnline(world, next)).toBe(true);
    // It is no success of the kind that ends a lock.
    await expect(world.client.signIn({ username: "ada", password })).rejects.toMatchObject(locked);
  });

  it("so they do by REFRESH_TOKEN_AUTH", async () => {
    const world = await testPool();
    const { tokens } = await world.signedIn({ username: "ada" });
    await lock(world);
    const authParameters = { REFRESH_TOKEN: tokens.refreshToken };
    await expect(world.client.initiateAuth({ authFlow: "REFRESH_TOKEN_AUTH", authParameters })).resolves.toBeDefined();
  });
});

describe("refresh tokens that are no good", () => {
  it("lock nobody out, however many come: a session is not what is guessed", async () => {
    const storage = countingStorage(memory());
    const world = await testPool({ storage });
    const { tokens } = await world.signedIn({ username: "ada" });
    const refreshToken = `${tokens.refreshToken.slice(0, -43)}${"A".repeat(43)}`;
    const cost = await storage.count(async () => {
      for (let n = 0; n < 20; n += 1) {
        await expect(world.client.refresh({ refreshToken })).rejects.toMatchObject(refusal.invalid);
      }
    });
    expect(cost).toMatchObject({ get: 0, commit: 0 });
    await expect(world.client.signIn({ username: "ada", password })).resolves.toMatchObject({ outcome: "signedIn" });
  });
});

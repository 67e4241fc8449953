import { isRockpoolError, tokensOrThrow } from "rockpool";
import { memory } from "rockpool/storage/memory";
import { countingStorage, type TestPool, testPool } from "rockpool/testing";
import { describe, expect, it } from "vitest";

const password = "Correct horse 7!";
const incorrect = { code: "NotAuthorizedException", message: "Incorrect username or password." };
const locked = { code: "NotAuthorizedException", message: "Password attempts exceeded" };

async function fail({ client }: TestPool, username: string, times: number): Promise<void> {
  for (let n = 0; n < times; n += 1) {
    await expect(client.signIn({ username, password: "wrong" })).rejects.toMatchObject(incorrect);
  }
}

describe("USER_PASSWORD_AUTH (authentication.md 1.2)", () => {
  it("gives three tokens for the right password", async () => {
    const world = await testPool();
    const { tokens } = await world.signedIn({ username: "ada" });
    expect(tokens).toMatchObject({ expiresIn: 3600, tokenType: "Bearer" });
    const claims = await world.pool.verify(tokens.accessToken, { tokenUse: "access", clientId: world.client.clientId });
    expect(claims.username).toBe("ada");
    expect(tokens.refreshToken).toMatch(/^[A-Za-z0-9\-_=.]+$/);
  });

  it("takes the user name in any case and Unicode form", async () => {
    const world = await testPool();
    await world.signedIn({ username: "Zoë", attributes: { email: "zoe@example.com" } });
    await expect(world.client.signIn({ username: "ZOE\u0308", password })).resolves.toMatchObject({ outcome: "signedIn" });
  });

  it.each([
    ["a wrong password", "ada", "Wrong horse 7!"],
    ["a name nobody has", "nobody", password],
  ])("answers %s with the same words", async (_, username, attempted) => {
    const world = await testPool();
    await world.signedIn({ username: "ada" });
    await expect(world.client.signIn({ username, password: attempted })).rejects.toMatchObject(incorrect);
  });

  // attacks 70, 71: whether a name exists shows in no answer and no cost; the hash it takes is counted in hashing.test.ts
  it("asks as much of the storage for a name nobody has as for a wrong password", async () => {
    const storage = countingStorage(memory());
    const world = await testPool({ storage });
    await world.signedIn({ username: "ada" });
    const wrong = await storage.count(() => fail(world, "ada", 1));
    expect(await storage.count(() => fail(world, "nobody", 1))).toEqual(wrong);
    expect(wrong).toEqual({ get: 3, query: 0, commit: 1, sweep: 0 });
  });

  it("is one commit and three reads", async () => {
    const storage = countingStorage(memory());
    const world = await testPool({ storage });
    await world.signedIn({ username: "ada" });
    const cost = await storage.count(() => world.client.signIn({ username: "ada", password }));
    expect(cost).toEqual({ get: 3, query: 0, commit: 1, sweep: 0 });
  });

  it("tells who is not confirmed only to who knows the password", async () => {
    const { client } = await testPool();
    await client.signUp({ username: "ada", password, attributes: { email: "ada@example.com" } });
    await expect(client.signIn({ username: "ada", password: "wrong" })).rejects.toMatchObject(incorrect);
    await expect(client.signIn({ username: "ada", password })).rejects.toMatchObject({ code: "UserNotConfirmedException" });
  });

  it("tells who is disabled only to who knows the password", async () => {
    const world = await testPool();
    await world.signedIn({ username: "ada" });
    await world.pool.users.disable("ada");
    await expect(world.client.signIn({ username: "ada", password: "wrong" })).rejects.toMatchObject(incorrect);
    const right = world.client.signIn({ username: "ada", password });
    await expect(right).rejects.toMatchObject({ code: "NotAuthorizedException", message: "User is disabled." });
    await world.pool.users.enable("ada");
    await expect(world.client.signIn({ username: "ada", password })).resolves.toMatchObject({ outcome: "signedIn" });
  });
});

// attack 68
describe.each([
  ["a user", "ada"],
  ["a name nobody has", "nobody"],
])("lockout of %s (authentication.md 7.1)", (_, username) => {
  const start = async (): Promise<TestPool> => {
    const world = await testPool();
    await world.signedIn({ username: "ada" });
    return world;
  };
  const right = { username, password };
  /** What the right password gets when nothing locks: nobody has no right one. */
  const unlocked = username === "ada" ? "signedIn" : incorrect.message;
  const answer = ({ client }: TestPool): Promise<string> =>
    client.signIn(right).then(
      ({ outcome }) => outcome,
      (error: unknown) => (error instanceof Error ? error.message : "?"),
    );

  it("leaves four failures unpunished", async () => {
    const world = await start();
    await fail(world, username, 4);
    expect(await answer(world)).toBe(unlocked);
  });

  it("locks for 1, 2, 4 … seconds from the fifth failure on, also for the right password", async () => {
    const world = await start();
    await fail(world, username, 5);
    for (let failures = 5; failures < 10; failures += 1) {
      world.clock.advance({ milliseconds: 2 ** (failures - 5) * 1000 - 1 });
      expect(await answer(world)).toBe(locked.message);
      world.clock.advance({ milliseconds: 1 });
      await fail(world, username, 1);
    }
  });

  it("locks for 15 minutes at most, and then has forgotten", async () => {
    const world = await start();
    await fail(world, username, 5);
    for (let failures = 5; failures < 16; failures += 1) {
      world.clock.advance({ seconds: Math.min(2 ** (failures - 5), 899) });
      if (failures < 15) await fail(world, username, 1);
    }
    expect(await answer(world)).toBe(locked.message);
    world.clock.advance({ seconds: 1 });
    await fail(world, username, 4);
    expect(await answer(world)).toBe(unlocked);
  });

  it("does not count or prolong by tries while locked", async () => {
    const world = await start();
    await fail(world, username, 5);
    for (let n = 0; n < 20; n += 1) expect(await answer(world)).toBe(locked.message);
    world.clock.advance({ seconds: 1 });
    expect(await answer(world)).toBe(unlocked);
  });

  it("forgets after 15 minutes without a try", async () => {
    const world = await start();
    await fail(world, username, 4);
    world.clock.advance({ minutes: 15 });
    await fail(world, username, 4);
    expect(await answer(world)).toBe(unlocked);
  });

  // attack 9: a burst of tries cannot exceed the budget
  it.each([2, 50])("judges %i parallel tries one after the other: five at most are answered", async (parallel) => {
    const world = await start();
    const tries = Array.from({ length: parallel }, () => world.client.signIn({ username, password: "wrong" }));
    const answers = await Promise.all(tries.map((one) => one.catch((error: unknown) => error)));
    const judged = answers.filter((error) => isRockpoolError(error) && error.message === incorrect.message);
    expect(judged.length).toBe(Math.min(parallel, 5));
    const others = answers.filter((error) => !judged.includes(error));
    for (const error of others) {
      expect(error).toSatisfy(
        (e) => isRockpoolError(e, "TooManyRequestsException") || (isRockpoolError(e) && e.message === locked.message),
      );
    }
  });
});

describe("success", () => {
  it("clears the failures before it", async () => {
    const world = await testPool();
    await world.signedIn({ username: "ada" });
    for (let round = 0; round < 3; round += 1) {
      await fail(world, "ada", 4);
      await world.client.signIn({ username: "ada", password });
    }
  });

  it.each([2, 50])("of %i parallel right passwords lets all in: they write nothing they share", async (parallel) => {
    const world = await testPool();
    await world.signedIn({ username: "ada" });
    const tries = Array.from({ length: parallel }, () => world.client.signIn({ username: "ada", password }));
    const results = await Promise.all(tries);
    expect(new Set(results.map((result) => tokensOrThrow(result).refreshToken)).size).toBe(parallel);
  });
});

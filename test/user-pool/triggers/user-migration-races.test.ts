import { isRockpoolError, type PoolEvent } from "rockpool";
import { type TestPool, type TestPoolOptions, testPool } from "rockpool/testing";
import { afterEach, describe, expect, it } from "vitest";
import { shownInFull } from "../../secrets/overheard.ts";
import { at, count, done } from "../races/at-once.ts";
import { codeOf, gate } from "../stand-ins.ts";
import { adasAnswer, olderSystem, theirs } from "./older-system.ts";

let world: TestPool;
afterEach(() => world.close());

const aliased = { aliasAttributes: ["email"] } as const;
const clientOf = (preventUserExistenceErrors: "ENABLED" | "LEGACY") => ({ client: { preventUserExistenceErrors } });
const signIn = (password: string): Promise<unknown> => world.client.signIn({ username: "ada", password });
const usersThere = async (): Promise<number> => (await world.pool.users.list({})).users.length;
const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** A pool whose older system answers nobody before so many are asked: all of a burst have passed the lock by then. */
async function burst(size: number, options: TestPoolOptions, answer = adasAnswer, before = 0): Promise<void> {
  const barrier = gate();
  let asked = 0;
  const older = olderSystem(answer);
  const userMigration: typeof older = async (event, context, callback) => {
    asked += 1;
    if (asked === before + size) barrier.release();
    if (asked > before) await barrier.pass();
    return (await older(event, context, callback)) as typeof event;
  };
  world = await testPool({ ...options, triggers: { userMigration } });
}

// attacks 9, 70: guesses at a name that nobody has here are guesses at one that somebody has there
describe.each(["ENABLED", "LEGACY"] as const)("guesses at once, for a name of the older system: %s", (existence) => {
  it.each([2, 50, 200])("%i right ones make one user", async (size) => {
    await burst(size, clientOf(existence));
    const answers = await at(size, () => signIn(theirs));
    expect(count(answers, done)).toBeGreaterThan(0);
    expect(answers.filter((answer) => answer !== done && answer !== "TooManyRequestsException")).toEqual([]);
    expect(await usersThere()).toBe(1);
  });

  it.each([2, 50])("%i right ones make one user, also after a wrong one", async (size) => {
    // The wrong one is asked about first.
    await burst(size, { ...clientOf(existence), ...aliased }, adasAnswer, 1);
    await signIn("wrong").catch(() => {});
    const answers = await at(size, () => signIn(theirs));
    expect(answers.filter((answer) => answer !== done && answer !== "TooManyRequestsException")).toEqual([]);
    expect(await usersThere()).toBe(1);
  });

  it.each([50, 200])("of %i wrong ones no more than five are judged, and then the name is locked", async (size) => {
    await burst(size, clientOf(existence));
    const answers = await Promise.all(Array.from({ length: size }, (_, n) => signIn(`guess ${n}`).then(() => done, messageOf)));
    const judged = answers.filter((answer) => /^(Incorrect|UserMigration failed)/.test(answer));
    expect(judged.length).toBeGreaterThan(0);
    expect(judged.length).toBeLessThanOrEqual(5);
    expect(new Set(answers.filter((answer) => !judged.includes(answer)))).toEqual(
      new Set(
        answers.some((answer) => answer === "Rate exceeded")
          ? ["Password attempts exceeded", "Rate exceeded"]
          : ["Password attempts exceeded"],
      ),
    );
    await expect(signIn(theirs)).rejects.toThrow("Password attempts exceeded");
    expect(await usersThere()).toBe(0);
  });

  const verdicts = [
    ["makes the user", adasAnswer, done],
    ["cannot make the user, whose address is somebody else's", adasAnswer, "AliasExistsException"],
    [
      "tells of a user whom the pool cannot have",
      { ...adasAnswer, userAttributes: { email: "none" } },
      "InvalidLambdaResponseException",
    ],
  ] as const;

  it.each(verdicts)(
    "a right one among 50 is told from the wrong ones within the budget, or not at all: it %s",
    async (_, answer, told) => {
      await burst(50, { ...clientOf(existence), ...aliased }, answer);
      if (told === "AliasExistsException") {
        const attributes = { email: "ada@example.com", email_verified: "true" };
        await world.pool.users.create({ username: "bob", attributes, messageAction: "SUPPRESS" });
      }
      // The wrong ones are judged first: the last one to come is the right one.
      const wrong = Array.from({ length: 49 }, (_, n) => signIn(`guess ${n}`).then(() => done, codeOf));
      const right = await signIn(theirs).then(
        () => done,
        (error) => (/attempts exceeded|Rate exceeded/.test(messageOf(error)) ? "barred" : codeOf(error)),
      );
      const others = await Promise.all(wrong);
      expect(count(others, done)).toBe(0);
      expect([told, "barred"]).toContain(right);
      await expect(world.pool.users.get("ada").then(() => done, codeOf)).resolves.toBe(
        right === done ? done : "UserNotFoundException",
      );
    },
  );

  it("a verdict that comes after five failures is not told", async () => {
    const barrier = gate();
    const older = olderSystem({ ...adasAnswer, userAttributes: { email: "none" } });
    world = await testPool({
      ...clientOf(existence),
      triggers: {
        userMigration: async (event, context, callback) => {
          if (event.request.password === theirs) await barrier.pass();
          return (await older(event, context, callback)) as typeof event;
        },
      },
    });
    const right = signIn(theirs).then(() => done, messageOf);
    await barrier.reached;
    for (let n = 0; n < 5; n += 1) await signIn(`guess ${n}`).catch(() => {});
    barrier.release();
    expect(await right).toBe("Password attempts exceeded");
  });

  it("a right one is told also after a failure, and counts as none", async () => {
    world = await testPool({
      ...clientOf(existence),
      triggers: { userMigration: olderSystem({ ...adasAnswer, userAttributes: { email: "none" } }) },
    });
    for (let n = 0; n < 4; n += 1) await signIn(`guess ${n}`).catch(() => {});
    for (let n = 0; n < 3; n += 1) await expect(signIn(theirs)).rejects.toMatchObject({ code: "InvalidLambdaResponseException" });
  });

  it("asks the older system no more once the name is locked", async () => {
    let asked = 0;
    const older = olderSystem();
    const counting: typeof older = (event, context, callback) => {
      asked += 1;
      return older(event, context, callback);
    };
    world = await testPool({ ...clientOf(existence), triggers: { userMigration: counting } });
    for (let n = 0; n < 9; n += 1) await signIn(`guess ${n}`).catch(() => {});
    expect(asked).toBe(5);
  });
});

describe("UserMigration_ForgotPassword, for one name at once", () => {
  it.each([2, 50])("%i make one user, who is sent no more than the five codes of an hour", async (size) => {
    await burst(size, {});
    const answers = await at(size, () => world.client.forgotPassword({ username: "ada" }));
    expect(await usersThere()).toBe(1);
    expect(count(answers, done)).toBeGreaterThan(0);
    expect(world.outbox.messages.length).toBe(count(answers, done));
    expect(count(answers, done)).toBeLessThanOrEqual(5);
  });
});

describe("a wrong guess at a name of the older system", () => {
  it.each(["ENABLED", "LEGACY"] as const)("is told as any that fails, and so is the lock: %s", async (existence) => {
    world = await testPool({ ...clientOf(existence), triggers: { userMigration: olderSystem() } });
    const events: PoolEvent[] = [];
    world.rockpool.subscribe((event) => events.push(event));
    for (let n = 0; n < 6; n += 1) await signIn("wrong").catch(() => {});
    const types = events.map(({ type }) => type);
    expect(types).toEqual([...Array<string>(5).fill("signInFailed"), "lockout", "signInFailed"]);
    expect(events.at(-1)).toMatchObject({ reason: "locked" });
  });

  // attack 88: the older system's error quotes the password
  it.each(["ENABLED", "LEGACY"] as const)("leaves the password in no error and no event: %s", async (existence) => {
    const password = 'geheim "7" & mehr';
    const quotes: readonly (() => unknown)[] = [
      () => new Error(`no: ${password}`),
      () => new Error(`POST ${JSON.stringify({ password })}`, { cause: { body: password } }),
      () => new Error(`GET /?${new URLSearchParams({ password })}`),
      () => new Error(`GET /${encodeURIComponent(password)}`),
      () => Object.assign(new Error("refused"), { config: { auth: password } }),
      () => password,
    ];
    for (const quote of quotes) {
      world = await testPool({
        ...clientOf(existence),
        triggers: {
          userMigration: () => {
            throw quote();
          },
        },
      });
      const events: PoolEvent[] = [];
      world.rockpool.subscribe((event) => events.push(event));
      const error = await signIn(password).catch((thrown: unknown) => thrown);
      expect(isRockpoolError(error)).toBe(true);
      for (const shown of [shownInFull(error), ...events.map(shownInFull)]) {
        expect(shown).not.toMatch(/geheim/);
      }
    }
  });
});

import { setTimeout as sleep } from "node:timers/promises";
import { isRockpoolError, type TriggerOptions } from "rockpool";
import { describe, expect, it } from "vitest";
import { ada, everyTrigger, password, poolWith, withUser } from "./world.ts";

const refusing = async () => {
  throw new Error("not now");
};
const slowly = async () => {
  await sleep(30);
  throw new Error("not now");
};

/** The answers to a guess: what each says, in the words of who guesses. */
const said = (answer: Promise<unknown>): Promise<string> =>
  answer.then(
    () => "in",
    (error: unknown) => (isRockpoolError(error) ? error.message : String(error)),
  );
const incorrect = "Incorrect username or password.";
const locked = "Password attempts exceeded";
const busy = "Rate exceeded";

/** What a guess of a right password comes to, where a trigger refuses it: the verdict that must be counted with the others. */
const verdicts: Readonly<Record<string, { readonly triggers: TriggerOptions; readonly right: string }>> = {
  PostAuthentication: {
    triggers: { ...everyTrigger, postAuthentication: refusing },
    right: "PostAuthentication failed with error not now.",
  },
  "PostAuthentication that takes its time": {
    triggers: { ...everyTrigger, postAuthentication: slowly },
    right: "PostAuthentication failed with error not now.",
  },
  PreTokenGeneration: {
    triggers: { ...everyTrigger, preTokenGeneration: refusing },
    right: "PreTokenGeneration failed with error not now.",
  },
  "PreTokenGeneration with claims that there cannot be": {
    triggers: {
      ...everyTrigger,
      preTokenGeneration: (event) => {
        const claims = Object.fromEntries(Array.from({ length: 5_000 }, (_, n) => [`c${n}`, ""]));
        event.response.claimsOverrideDetails = { claimsToAddOrOverride: claims };
        return event;
      },
    },
    right: "PreTokenGeneration makes 5030 claims and scopes, and tokens have at most 5000.",
  },
};

// attack 9: a burst of guesses, of which a trigger refuses the right one
describe.each(Object.entries(verdicts))("guesses at once, the right one refused by %s", (_, { triggers, right }) => {
  it.each([2, 50, 200])("%i: no more verdicts than one after the other", async (parallel) => {
    const world = await poolWith(triggers);
    await withUser(world);
    const guess = (n: number) => (n === Math.floor(parallel / 2) ? password : `Wrong horse ${n}!`);
    const answers = await Promise.all(
      Array.from({ length: parallel }, (__, n) => said(world.client.signIn({ username: ada.username, password: guess(n) }))),
    );
    for (const answer of answers) expect([incorrect, locked, busy, right]).toContain(answer);
    // The right one is a verdict beside the five failures, and is given before the last of them.
    expect(answers.filter((answer) => answer === incorrect).length).toBeLessThanOrEqual(5);
    expect(answers.filter((answer) => answer === right).length).toBeLessThanOrEqual(1);
  });

  it("is locked as everybody is: whoever comes after five failures learns nothing of the right one", async () => {
    const world = await poolWith(triggers);
    await withUser(world);
    for (let n = 0; n < 5; n += 1) await world.client.signIn({ username: ada.username, password: "wrong" }).catch(() => {});
    expect(await said(world.client.signIn({ username: ada.username, password }))).toBe(locked);
    const sources = world.recorder.sources.filter((source) => source === "PostAuthentication_Authentication");
    expect(sources).toEqual([]);
  });

  it("is locked when five failures are counted while the trigger runs", async () => {
    const world = await poolWith({
      ...triggers,
      async postAuthentication(event, ...rest) {
        // Five others fail before this one is judged.
        for (let n = 0; n < 5; n += 1) await world.client.signIn({ username: ada.username, password: "wrong" }).catch(() => {});
        const { postAuthentication } = triggers;
        return typeof postAuthentication === "function" ? ((await postAuthentication(event, ...rest)) ?? event) : event;
      },
    });
    await withUser(world);
    expect(await said(world.client.signIn({ username: ada.username, password }))).toBe(locked);
  });
});

describe("many right passwords at once, after a failure", () => {
  it.each([2, 50, 200])("%i: each trigger is called once for each, however often a plan is decided again", async (parallel) => {
    const world = await poolWith();
    await withUser(world);
    for (let n = 0; n < 4; n += 1) await world.client.signIn({ username: ada.username, password: "wrong" }).catch(() => {});
    world.recorder.clear();
    await Promise.all(Array.from({ length: parallel }, () => world.client.signIn({ username: ada.username, password })));
    for (const trigger of ["preAuthentication", "postAuthentication", "preTokenGeneration"]) {
      expect(world.recorder.calls.filter((call) => call.trigger === trigger)).toHaveLength(parallel);
    }
  });
});

describe("guesses at once, of which an older system knows the right one", () => {
  const impossible: Readonly<Record<string, TriggerOptions["userMigration"]>> = {
    "but answers something else than its event": (event) => {
      if (event.request.password === password) Object.assign(event, { response: { userAttributes: 7 } });
      return event;
    },
    "but of whom the pool can have no user": (event) => {
      if (event.request.password === password) event.response.userAttributes = { no_such_attribute: "7" };
      return event;
    },
    "but whose address is somebody else's": (event) => {
      if (event.request.password === password) {
        event.response.userAttributes = { email: "bob@example.com", email_verified: "true" };
      }
      return event;
    },
  };

  async function world(userMigration: TriggerOptions["userMigration"], preventUserExistenceErrors: "ENABLED" | "LEGACY") {
    const made = await poolWith({ userMigration }, { aliasAttributes: ["email"], client: { preventUserExistenceErrors } });
    const attributes = { email: "bob@example.com", email_verified: "true" };
    await made.pool.users.create({ username: "bob", attributes, messageAction: "SUPPRESS" });
    return made;
  }

  describe.each(Object.entries(impossible))("%s", (_, userMigration) => {
    it.each([0, 1, 4])("after %i failures it is said, and is no failure", async (failures) => {
      const { client } = await world(userMigration, "ENABLED");
      for (let n = 0; n < failures; n += 1)
        await client.signIn({ username: "ada", password: `Wrong horse ${n}!` }).catch(() => {});
      for (let n = 0; n < 6; n += 1) {
        const refused = client.signIn({ username: "ada", password });
        await expect(refused).rejects.toMatchObject({
          code: expect.stringMatching(/^(InvalidLambdaResponse|AliasExists)Exception$/),
        });
      }
    });

    it.each(["ENABLED", "LEGACY"] as const)("%s: after five failures nobody learns which it was", async (hides) => {
      const { client } = await world(userMigration, hides);
      for (let n = 0; n < 5; n += 1) await client.signIn({ username: "ada", password: `Wrong horse ${n}!` }).catch(() => {});
      expect(await said(client.signIn({ username: "ada", password }))).toBe(locked);
    });

    it.each(["ENABLED", "LEGACY"] as const)("%s: nor when they are counted while it is asked", async (hides) => {
      const { client } = await world(async (event, context, callback) => {
        if (event.request.password === password) {
          for (let n = 0; n < 5; n += 1) await client.signIn({ username: "ada", password: `Wrong horse ${n}!` }).catch(() => {});
        }
        return typeof userMigration === "function" ? ((await userMigration(event, context, callback)) ?? event) : event;
      }, hides);
      expect(await said(client.signIn({ username: "ada", password }))).toBe(locked);
    });
  });
});

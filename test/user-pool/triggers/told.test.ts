import type { PoolEvent, TriggerOptions } from "rockpool";
import type { TestPoolOptions } from "rockpool/testing";
import { describe, expect, it } from "vitest";
import { ada, another, challengeOf, everyTrigger, password, phone, poolWith, withTemporaryPassword, withUser } from "./world.ts";

const throwing = () => {
  throw new Error(`the password is ${password}`);
};

async function listening(triggers: TriggerOptions, options: TestPoolOptions = {}) {
  const world = await poolWith({ ...everyTrigger, ...triggers }, options);
  const events: PoolEvent[] = [];
  world.rockpool.subscribe((event) => events.push(event));
  return { ...world, events };
}

const migrating: TriggerOptions = {
  userMigration(event) {
    Object.assign(event.response, {
      userAttributes: { email: "ada@example.com", email_verified: "true" },
      finalUserStatus: "CONFIRMED",
    });
    return event;
  },
};

describe("what listeners hear of triggers", () => {
  it("userConfirmed by the trigger, after signUp", async () => {
    const { client, events } = await listening({
      preSignUp(event) {
        event.response.autoConfirmUser = true;
        return event;
      },
    });
    const { userSub: sub } = await client.signUp(ada);
    expect(events).toMatchObject([
      { type: "signUp", sub, clientId: client.clientId },
      { type: "userConfirmed", sub, by: "trigger" },
    ]);
  });

  it("nothing of a sign-up that PreSignUp refuses", async () => {
    const { client, events } = await listening({ preSignUp: throwing });
    await client.signUp(ada).catch(() => {});
    expect(events).toEqual([]);
  });

  it("userConfirmed also where PostConfirmation fails", async () => {
    const { client, outbox, events } = await listening({ postConfirmation: throwing });
    await client.signUp(ada);
    await client.confirmSignUp({ username: "ada", confirmationCode: outbox.lastCode() }).catch(() => {});
    expect(events.map(({ type }) => type)).toEqual(["signUp", "userConfirmed"]);
  });

  it("userMigrated, before the signIn; once, when many sign in at once", async () => {
    const { client, pool, events } = await listening(migrating);
    await Promise.all(Array.from({ length: 20 }, () => client.signIn({ username: "ada", password })));
    const { sub } = await pool.users.get("ada");
    expect(events[0]).toMatchObject({ type: "userMigrated", sub, clientId: client.clientId });
    expect(events.filter(({ type }) => type === "userMigrated")).toHaveLength(1);
    expect(events.filter(({ type }) => type === "signIn")).toHaveLength(20);
  });

  it("userMigrated, before the forgotPassword", async () => {
    const { client, events } = await listening(migrating);
    await client.forgotPassword({ username: "ada" });
    expect(events.map(({ type }) => type)).toEqual(["userMigrated", "forgotPassword"]);
  });
});

describe("signInFailed because a trigger refuses", () => {
  const failure = { type: "signInFailed", reason: "refusedByTrigger" };

  it("PreAuthentication: of nobody yet", async () => {
    const world = await listening({ preAuthentication: throwing });
    await withUser(world);
    world.events.length = 0;
    await world.client.signIn({ username: "ada", password }).catch(() => {});
    expect(world.events).toMatchObject([{ ...failure, sub: null, clientId: world.client.clientId }]);
  });

  it.each(["postAuthentication", "preTokenGeneration"] as const)("%s: of the user", async (trigger) => {
    const world = await listening({ [trigger]: throwing });
    const sub = await withUser(world);
    world.events.length = 0;
    await world.client.signIn({ username: "ada", password }).catch(() => {});
    expect(world.events).toMatchObject([{ ...failure, sub }]);
    const { authEvents } = await world.pool.users.listAuthEvents({ username: "ada" });
    expect(authEvents).toContainEqual(expect.objectContaining({ eventResponse: "Fail", reason: "refusedByTrigger" }));
  });

  it("of the answer to a challenge, too", async () => {
    const world = await listening({ postAuthentication: throwing });
    await withTemporaryPassword(world);
    const challenge = await challengeOf(world);
    world.events.length = 0;
    await world.client.respond(challenge, { newPassword: another }).catch(() => {});
    expect(world.events).toMatchObject([failure]);
  });

  it.each(["ENABLED", "LEGACY"] as const)(
    "UserMigration whose answer is none (%s): of nobody",
    async (preventUserExistenceErrors) => {
      const userMigration = async () => ({}) as never;
      const { client, events } = await listening({ userMigration }, { client: { preventUserExistenceErrors } });
      const refused = client.signIn({ username: "ada", password });
      await expect(refused).rejects.toMatchObject({ code: "InvalidLambdaResponseException" });
      expect(events).toMatchObject([{ ...failure, sub: null }]);
    },
  );

  it("UserMigration that throws: LEGACY says why; else it is a wrong password of nobody", async () => {
    const telling = await listening({ userMigration: throwing }, { client: { preventUserExistenceErrors: "LEGACY" } });
    await telling.client.signIn({ username: "ada", password }).catch(() => {});
    expect(telling.events).toMatchObject([{ ...failure, sub: null }]);
    const hiding = await listening({ userMigration: throwing });
    await hiding.client.signIn({ username: "ada", password }).catch(() => {});
    expect(hiding.events).toMatchObject([{ type: "signInFailed", reason: "wrongCredentials", sub: null }]);
  });

  it("a name that is locked is told of, also before the older system is asked", async () => {
    const { client, events } = await listening({});
    for (let n = 0; n < 5; n += 1) await client.signIn({ username: "nobody", password }).catch(() => {});
    events.length = 0;
    await client.signIn({ username: "nobody", password }).catch(() => {});
    expect(events).toMatchObject([{ type: "signInFailed", reason: "locked", sub: null }]);
  });

  it("says nothing of what the trigger threw", async () => {
    const world = await listening({ postAuthentication: throwing });
    await withUser(world);
    await world.client.signIn({ username: "ada", password }).catch(() => {});
    expect(JSON.stringify(world.events)).not.toContain(password);
  });
});

describe("deliveryFailed", () => {
  it("by CustomMessage", async () => {
    const { client, pool, events } = await listening({ customMessage: throwing });
    await client.signUp(ada).catch(() => {});
    const { sub } = await pool.users.get("ada");
    expect(events).toMatchObject([{ type: "signUp" }, { type: "deliveryFailed", sub, medium: "EMAIL" }]);
  });

  it.each([
    ["customEmailSender", "EMAIL", { email: "ada@example.com" }],
    ["customSMSSender", "SMS", { phone_number: phone }],
  ] as const)("by %s, which nobody waits for", async (trigger, medium, attributes) => {
    const autoVerifiedAttributes = ["email", "phone_number"] as const;
    const { client, rockpool, events } = await listening({ [trigger]: async () => throwing() }, { autoVerifiedAttributes });
    const { userSub: sub } = await client.signUp({ ...ada, attributes });
    await rockpool.close();
    expect(events).toMatchObject([{ type: "signUp" }, { type: "deliveryFailed", sub, medium }]);
    expect(JSON.stringify(events)).not.toContain(password);
  });
});

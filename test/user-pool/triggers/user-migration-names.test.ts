import type { UserMigrationEvent } from "rockpool";
import { type TestPool, type TestPoolOptions, testPool } from "rockpool/testing";
import { describe, expect, it } from "vitest";
import { adasAnswer, olderSystem, theirs } from "./older-system.ts";

type Answer = Partial<UserMigrationEvent["response"]>;

const email = "ada@example.com";
const names = ["ada", email, "+15555550100"];
const invalid = { code: "InvalidLambdaResponseException" };
const migrating = (answer: Answer, options: TestPoolOptions = {}): Promise<TestPool> =>
  testPool({ ...options, triggers: { userMigration: olderSystem(answer, names) } });
const verified = { email, email_verified: "true" };

describe("the names of who comes in by UserMigration (users-and-triggers.md 7.9)", () => {
  it("is a sub where addresses are user names, and the address is the one that was typed", async () => {
    const { client, pool } = await migrating(
      { ...adasAnswer, userAttributes: { name: "Ada" } },
      { usernameAttributes: ["email"] },
    );
    await expect(client.signIn({ username: email, password: theirs })).resolves.toMatchObject({ outcome: "signedIn" });
    const user = await pool.users.get(email);
    expect(user.username).toBe(user.sub);
    expect(user.attributes).toMatchObject({ email, email_verified: "false" });
  });

  it("refuses another address than the one that was typed, where addresses are user names", async () => {
    const userAttributes = { email: "victim@example.com", email_verified: "true" };
    const { client, pool } = await migrating({ ...adasAnswer, userAttributes }, { usernameAttributes: ["email"] });
    await expect(client.signIn({ username: email, password: theirs })).rejects.toMatchObject(invalid);
    await expect(pool.users.get("victim@example.com")).rejects.toMatchObject({ code: "UserNotFoundException" });
  });

  it("may say the name that was typed, in another case, too", async () => {
    const { client } = await migrating({ ...adasAnswer, userAttributes: { ...verified, username: "ADA" } });
    await expect(client.signIn({ username: "ada", password: theirs })).resolves.toMatchObject({ outcome: "signedIn" });
  });

  it("is said by `username` where what was typed is an alias, which has to be verified", async () => {
    const aliasAttributes = ["email"] as const;
    const { client, pool } = await migrating(
      { ...adasAnswer, userAttributes: { ...verified, username: "ada" } },
      { aliasAttributes },
    );
    await expect(client.signIn({ username: email, password: theirs })).resolves.toMatchObject({ outcome: "signedIn" });
    expect((await pool.users.get(email)).username).toBe("ada");
    await expect(client.signIn({ username: "ada", password: theirs })).resolves.toMatchObject({ outcome: "signedIn" });
  });

  it.each([
    ["no user name", verified],
    ["an address that is not verified", { email, username: "ada" }],
    ["another address", { email: "eve@example.com", email_verified: "true", username: "ada" }],
    ["a user name that is an address", { ...verified, username: "eve@example.com" }],
  ])("refuses who is found by an alias and has %s", async (_, userAttributes) => {
    const { client, pool } = await migrating({ ...adasAnswer, userAttributes }, { aliasAttributes: ["email"] });
    await expect(client.signIn({ username: email, password: theirs })).rejects.toMatchObject(invalid);
    expect((await pool.users.list({})).users).toEqual([]);
  });

  it("is refused where it is somebody else's user name", async () => {
    const { client, pool } = await migrating(
      { ...adasAnswer, userAttributes: { ...verified, username: "bob" } },
      { aliasAttributes: ["email"] },
    );
    await pool.users.create({ username: "bob", messageAction: "SUPPRESS" });
    await expect(client.signIn({ username: email, password: theirs })).rejects.toMatchObject({ code: "UsernameExistsException" });
    expect((await pool.users.get("bob")).attributes).not.toHaveProperty("email");
  });

  it("takes no address from who has it, unless forceAliasCreation", async () => {
    const open = async (answer: Answer): Promise<TestPool> => {
      const world = await migrating(answer, { aliasAttributes: ["email"] });
      await world.pool.users.create({ username: "bob", attributes: verified, messageAction: "SUPPRESS" });
      return world;
    };
    const kept = await open({ ...adasAnswer, forceAliasCreation: false });
    await expect(kept.client.signIn({ username: "ada", password: theirs })).rejects.toMatchObject({
      code: "AliasExistsException",
    });
    await expect(kept.pool.users.get("ada")).rejects.toMatchObject({ code: "UserNotFoundException" });
    expect((await kept.pool.users.get(email)).username).toBe("bob");

    const taken = await open({ ...adasAnswer, forceAliasCreation: true });
    await taken.client.signIn({ username: "ada", password: theirs });
    expect((await taken.pool.users.get(email)).username).toBe("ada");
    expect((await taken.pool.users.get("bob")).attributes).toMatchObject({ email_verified: "false" });
  });
});

describe("the invitation of who comes in by UserMigration", () => {
  const withoutPassword = {
    adminCreateUserConfig: {
      inviteMessageTemplate: { emailMessage: "Welcome, {username}.", smsMessage: "Welcome, {username}." },
    },
    signInPolicy: { allowedFirstAuthFactors: ["PASSWORD", "EMAIL_OTP"] },
  } as const;
  const { messageAction: _, ...answer } = adasAnswer;
  const both = { ...verified, phone_number: "+15555550100" };

  async function sent(given: Answer, options: TestPoolOptions): Promise<readonly string[]> {
    const { client, outbox, rockpool } = await migrating(given, options);
    await client.signIn({ username: "ada", password: theirs });
    await rockpool.close();
    for (const message of outbox.messages) expect(JSON.stringify(message)).not.toContain(theirs);
    return outbox.messages.map(({ medium, body }) => `${medium}: ${body}`);
  }

  it.each<readonly [string, Answer, readonly string[]]>([
    ["SUPPRESS: none", adasAnswer, []],
    ["by e-mail", answer, ["EMAIL: Welcome, ada."]],
    [
      "by the media that are wanted",
      { ...answer, desiredDeliveryMediums: ["SMS"], userAttributes: both },
      ["SMS: Welcome, ada."],
    ],
    ["to the addresses there are", { ...answer, desiredDeliveryMediums: ["SMS", "EMAIL"] }, ["EMAIL: Welcome, ada."]],
    ["to nobody without an address", { ...answer, userAttributes: { name: "Ada" } }, []],
  ])("%s", async (__, given, expected) => {
    expect(await sent(given, withoutPassword)).toEqual(expected);
  });

  it("has no password in the text of CustomMessage either", async () => {
    const { client, outbox, rockpool } = await testPool({
      ...withoutPassword,
      triggers: {
        userMigration: olderSystem(answer),
        customMessage: async (event) =>
          Object.assign(event, { response: { emailMessage: "{username}: {####}" } }) as typeof event,
      },
    });
    await client.signIn({ username: "ada", password: theirs });
    await rockpool.close();
    expect(outbox.messages).toEqual([]);
  });

  it("is not sent where its text speaks of a password: nobody but who came in is to know it", async () => {
    expect(await sent(answer, {})).toEqual([]);
  });
});

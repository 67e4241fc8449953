import { type TestPool, type TestPoolOptions, testPool } from "rockpool/testing";
import { beforeEach, describe, expect, it } from "vitest";
import { recordingStorage } from "../stand-ins.ts";

const temporaryPassword = "Temporary 1!";
const attributes = { email: "ada@example.com" };

let world: TestPool;
beforeEach(async () => {
  world = await testPool();
});
const signIn = (password: string) => world.client.signIn({ username: "ada", password });

describe("users.create (AdminCreateUser)", () => {
  it("makes a user who must choose another password, and shows them", async () => {
    const user = await world.pool.users.create({ username: "Ada", temporaryPassword, attributes });
    expect(user).toEqual({
      username: "ada",
      sub: expect.stringMatching(/^[\da-f-]{36}$/),
      attributes: { ...attributes, email_verified: "false" },
      userStatus: "FORCE_CHANGE_PASSWORD",
      enabled: true,
      userCreateDate: new Date(world.clock()),
      userLastModifiedDate: new Date(world.clock()),
    });
    expect(await world.pool.users.get("ada")).toEqual(user);
    await expect(signIn(temporaryPassword)).resolves.toMatchObject({ challengeName: "NEW_PASSWORD_REQUIRED" });
  });

  it("invites them by e-mail, in Cognito's words", async () => {
    await world.pool.users.create({ username: "ada", temporaryPassword, attributes });
    expect(world.outbox.messages).toEqual([
      {
        source: "CustomMessage_AdminCreateUser",
        userPoolId: world.pool.userPoolId,
        clientId: "CLIENT_ID_NOT_APPLICABLE",
        username: "ada",
        medium: "EMAIL",
        destination: "ada@example.com",
        subject: "Your temporary password",
        body: `Your username is ada and temporary password is ${temporaryPassword}. `,
        html: `Your username is ada and temporary password is ${temporaryPassword}. `,
        code: temporaryPassword,
      },
    ]);
  });

  it("draws a password where none is given, which conforms to the policy and is told to nobody else", async () => {
    await world.rockpool.ensureUserPool({ poolName: "test", passwordPolicy: { minimumLength: 40 } });
    await world.pool.users.create({ username: "ada", attributes });
    const drawn = world.outbox.lastCode();
    expect(drawn.length).toBe(40);
    await expect(signIn(drawn)).resolves.toMatchObject({ challengeName: "NEW_PASSWORD_REQUIRED" });
    await world.pool.users.create({ username: "bob", attributes: { email: "bob@example.com" } });
    expect(world.outbox.lastCode()).not.toBe(drawn);
  });

  it("sends nothing when it is told to", async () => {
    await world.pool.users.create({ username: "ada", temporaryPassword, attributes, messageAction: "SUPPRESS" });
    expect(world.outbox.messages).toEqual([]);
  });

  it("may call an address verified", async () => {
    const verified = { ...attributes, email_verified: "true" };
    const user = await world.pool.users.create({ username: "ada", temporaryPassword, attributes: verified });
    expect(user.attributes).toEqual(verified);
  });

  // attack 84: a name is text in a message, whatever it looks like
  it("takes a name that looks like a placeholder for a name", async () => {
    await world.pool.users.create({ username: "{####}", temporaryPassword, attributes });
    expect(world.outbox.messages[0]?.body).toContain("username is {####} and temporary password is Temporary 1!.");
  });

  it("keeps the user when the invitation cannot be sent", async () => {
    const failing: TestPoolOptions = {
      rockpool: { delivery: { send: async () => Promise.reject(new Error(temporaryPassword)) } },
    };
    const { pool } = await testPool(failing);
    const created = pool.users.create({ username: "ada", temporaryPassword, attributes });
    await expect(created).rejects.toMatchObject({ code: "CodeDeliveryFailureException" });
    expect((await pool.users.get("ada")).userStatus).toBe("FORCE_CHANGE_PASSWORD");
  });

  it("is one plan", async () => {
    const storage = recordingStorage();
    const { pool } = await testPool({ storage });
    const before = storage.plans.length;
    await pool.users.create({ username: "ada", temporaryPassword, attributes });
    expect(storage.plans.length - before).toBe(1);
  });
});

describe("users.create refuses, and stores nothing", () => {
  it.each([
    ["a name that is taken", "UsernameExistsException", { username: "TAKEN" }],
    ["a password against the policy", "InvalidPasswordException", { temporaryPassword: "short" }],
    [
      "an invitation by a medium without an address",
      "InvalidParameterException",
      { attributes: {}, desiredDeliveryMediums: ["EMAIL"] },
    ],
    ["an attribute that is none", "InvalidParameterException", { attributes: { ...attributes, shoe_size: "44" } }],
    ["a sub", "InvalidParameterException", { attributes: { ...attributes, sub: "x" } }],
    ["a flag that is none", "InvalidParameterException", { attributes: { ...attributes, email_verified: "yes" } }],
    [
      "an address that is verified and not there",
      "InvalidParameterException",
      { attributes: { ...attributes, phone_number_verified: "true" } },
    ],
    ["another action", "InvalidParameterException", { messageAction: "SHOUT" }],
    ["a misspelt member", "InvalidParameterException", { password: temporaryPassword }],
    ["a name that can be none", "InvalidParameterException", { username: "a b" }],
  ])("%s", async (_, code, wrong) => {
    const storage = recordingStorage();
    const { pool } = await testPool({ storage });
    await pool.users.create({ username: "taken", temporaryPassword, messageAction: "SUPPRESS" });
    const before = storage.plans.length;
    const input = { username: "ada", temporaryPassword, attributes, ...wrong };
    await expect(pool.users.create(input as { username: string })).rejects.toMatchObject({ code });
    expect(storage.plans.length).toBe(before);
  });
});

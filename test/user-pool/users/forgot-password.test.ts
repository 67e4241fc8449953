import type { ForgotPasswordInput, UserPoolSettings } from "rockpool";
import { memory } from "rockpool/storage/memory";
import { countingStorage, type TestPool, type TestPoolOptions, testPool } from "rockpool/testing";
import { describe, expect, it } from "vitest";

const email = "ada@example.com";
const phone = "+15555550100";
const limit = { code: "LimitExceededException", message: "Attempt limit exceeded, please try after some time." };
const nowhere = {
  code: "InvalidParameterException",
  message: "Cannot reset password for the user as there is no registered/verified email or phone_number",
};

interface Forgetful extends TestPool {
  forgot(input?: Partial<ForgotPasswordInput>): ReturnType<TestPool["client"]["forgotPassword"]>;
}

/** A pool with ada, whose attributes an administrator has set. */
async function forgetful(attributes: Readonly<Record<string, string>>, options: TestPoolOptions = {}): Promise<Forgetful> {
  const world = await testPool(options);
  await world.pool.users.create({ username: "ada", attributes, messageAction: "SUPPRESS" });
  await world.pool.users.setPassword({ username: "ada", password: "Correct horse 7!", permanent: true });
  return { ...world, forgot: (input) => world.client.forgotPassword({ username: "ada", ...input }) };
}

const both = { email, email_verified: "true", phone_number: phone, phone_number_verified: "true" };
const legacy: TestPoolOptions = { client: { preventUserExistenceErrors: "LEGACY" } };

describe("forgotPassword (users-and-triggers.md 3.5)", () => {
  const by = (...names: readonly string[]) =>
    ({ recoveryMechanisms: names.map((name, at) => ({ name, priority: at + 1 })) }) as UserPoolSettings["accountRecoverySetting"];

  it.each([
    ["a pool that says nothing sends to the telephone", both, undefined, phone],
    ["or else to the e-mail address", { ...both, phone_number_verified: "false" }, undefined, email],
    ["a pool with an order sends by it", both, by("verified_email", "verified_phone_number"), email],
    ["from its end, too", both, by("verified_phone_number", "verified_email"), phone],
    [
      "to the next where the first is not verified",
      { ...both, email_verified: "false" },
      by("verified_email", "verified_phone_number"),
      phone,
    ],
    [
      "or not there",
      { phone_number: phone, phone_number_verified: "true" },
      by("verified_email", "verified_phone_number"),
      phone,
    ],
  ])("%s", async (_, attributes, accountRecoverySetting, to) => {
    const { forgot, outbox } = await forgetful(attributes, { accountRecoverySetting });
    const sent = await forgot();
    const expected =
      to === email
        ? { attributeName: "email", deliveryMedium: "EMAIL", destination: "a***@e***" }
        : { attributeName: "phone_number", deliveryMedium: "SMS", destination: "+*******0100" };
    expect(sent).toEqual(expected);
    expect(outbox.messages).toHaveLength(1);
    expect(outbox.messages[0]).toMatchObject({ destination: to, source: "CustomMessage_ForgotPassword", username: "ada" });
  });

  it("goes by the priorities, in whichever order they stand", async () => {
    const recoveryMechanisms = [
      { name: "verified_phone_number", priority: 2 },
      { name: "verified_email", priority: 1 },
    ] as const;
    const { forgot } = await forgetful(both, { accountRecoverySetting: { recoveryMechanisms } });
    await expect(forgot()).resolves.toMatchObject({ attributeName: "email" });
  });

  it("leaves the password as it is", async () => {
    const { forgot, client } = await forgetful(both);
    await forgot();
    await expect(client.signIn({ username: "ada", password: "Correct horse 7!" })).resolves.toMatchObject({
      outcome: "signedIn",
    });
  });

  it("sends again to somebody whose password was reset", async () => {
    const { forgot, pool, outbox } = await forgetful(both);
    await pool.users.resetPassword("ada");
    await forgot();
    expect(outbox.messages).toHaveLength(2);
    expect((await pool.users.get("ada")).userStatus).toBe("RESET_REQUIRED");
  });

  it("is for administrators only where the pool says so, also about nobody", async () => {
    const { forgot } = await forgetful(both, { accountRecoverySetting: by("admin_only") });
    const only = { code: "NotAuthorizedException", message: "Contact administrator to reset password." };
    await expect(forgot()).rejects.toMatchObject(only);
    await expect(forgot({ username: "nobody" })).rejects.toMatchObject(only);
  });
});

describe("forgotPassword of somebody who cannot recover", () => {
  // attack 70: nothing tells who has an account, or in which state
  const hidden: readonly [string, Readonly<Record<string, string>>, (world: TestPool) => Promise<unknown>][] = [
    ["has no address", {}, async () => {}],
    ["has proved none", { email, phone_number: phone }, async () => {}],
    ["is disabled", both, ({ pool }) => pool.users.disable("ada")],
    ["must choose a password first", both, ({ pool }) => pool.users.setPassword({ username: "ada", password: "Temporary 1!" })],
    ["is not there any more", both, ({ pool }) => pool.users.delete("ada")],
  ];

  it.each(hidden)("sends nothing to who %s, and answers as if", async (_, attributes, become) => {
    const world = await forgetful(attributes);
    await become(world);
    const first = await world.forgot();
    expect(first).toEqual({
      attributeName: "email",
      deliveryMedium: "EMAIL",
      destination: expect.stringMatching(/^[a-z]\*\*\*@[a-z]\*\*\*$/),
    });
    expect(await world.forgot({ username: "ADA" })).toEqual(first);
    expect(world.outbox.messages).toEqual([]);
  });

  it.each([
    ["EMAIL", "nobody", {}],
    ["SMS", "+4912345", {}],
    ["SMS", "nobody", { autoVerifiedAttributes: ["phone_number"] }],
  ] as const)("answers %s about %s", async (deliveryMedium, username, options) => {
    const { client } = await testPool(options);
    expect((await client.forgotPassword({ username })).deliveryMedium).toBe(deliveryMedium);
  });

  // attack 70: the work tells nothing either
  it("costs as much for a name nobody has as for one that somebody has", async () => {
    const storage = countingStorage(memory());
    const { forgot } = await forgetful(both, { storage });
    await forgot();
    const cost = await storage.count(() => forgot());
    expect(await storage.count(() => forgot({ username: "nobody" }))).toEqual(cost);
  });

  it.each([
    ["is unknown", "UserNotFoundException", "Username/client id combination not found.", "nobody", {}, undefined],
    ["is disabled", "NotAuthorizedException", "User is disabled.", "ada", both, "disable"],
    ["has proved no address", nowhere.code, nowhere.message, "ada", { email }, undefined],
  ] as const)("tells who %s, with LEGACY", async (_, code, message, username, attributes, become) => {
    const { forgot, pool, outbox } = await forgetful(attributes, legacy);
    if (become !== undefined) await pool.users[become]("ada");
    await expect(forgot({ username })).rejects.toMatchObject({ code, message });
    expect(outbox.messages).toEqual([]);
  });
});

describe("the budget of forgotPassword", () => {
  it.each(["ada", "nobody"])("is five an hour for %s", async (username) => {
    const { forgot, clock } = await forgetful(both);
    for (let n = 0; n < 5; n += 1) await forgot({ username });
    await expect(forgot({ username })).rejects.toMatchObject({ ...limit, details: { retryAfterSeconds: 3600 } });
    clock.advance({ hours: 1 });
    await expect(forgot({ username })).resolves.toBeDefined();
  });
});

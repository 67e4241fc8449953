import type { CreateUserInput } from "rockpool";
import { type TestPool, testPool } from "rockpool/testing";
import { beforeEach, describe, expect, it } from "vitest";

const temporaryPassword = "Temporary 1!";
const email = "ada@example.com";
const phone_number = "+15555550100";
const expired = {
  code: "NotAuthorizedException",
  message: "Temporary password has expired and must be reset by an administrator.",
};

let world: TestPool;
beforeEach(async () => {
  world = await testPool();
});
const create = (input: Partial<CreateUserInput> = {}) => world.pool.users.create({ username: "ada", ...input });
const signIn = (password: string) => world.client.signIn({ username: "ada", password });

describe("desiredDeliveryMediums", () => {
  it.each([
    ["an e-mail", { email }, undefined, ["EMAIL"]],
    ["an e-mail to who has both", { email, phone_number }, undefined, ["EMAIL"]],
    ["an SMS to who has no e-mail address", { phone_number }, undefined, ["SMS"]],
    ["what is wanted", { email, phone_number }, ["SMS"], ["SMS"]],
    ["both, where both are wanted", { email, phone_number }, ["SMS", "EMAIL"], ["SMS", "EMAIL"]],
  ] as const)("sends %s", async (_, attributes, desiredDeliveryMediums, media) => {
    await create({ attributes, desiredDeliveryMediums });
    expect(world.outbox.messages.map(({ medium }) => medium)).toEqual(media);
  });

  it("sends nothing to who has no address, where no medium was asked for", async () => {
    await create({ attributes: {} });
    expect(world.outbox.messages).toEqual([]);
  });

  it.each([
    ["SMS", { email }, "phone_number"],
    ["EMAIL", { phone_number }, "email"],
  ] as const)("refuses %s to who has no such address, and makes nobody", async (medium, attributes, name) => {
    await expect(create({ attributes, desiredDeliveryMediums: [medium] })).rejects.toMatchObject({
      code: "InvalidParameterException",
      message: `An invitation by ${medium} needs the attribute ${name}; messageAction: SUPPRESS sends none`,
      details: { path: `attributes.${name}` },
    });
    await expect(world.pool.users.get("ada")).rejects.toMatchObject({ code: "UserNotFoundException" });
  });
});

describe("inviteMessageTemplate", () => {
  it("is what is sent, with the name and the password in it", async () => {
    const inviteMessageTemplate = {
      emailSubject: "Welcome",
      emailMessage: "{username}: {####}, {####}",
      smsMessage: "{####} for {username}",
    };
    await world.pool.settings.update({ adminCreateUserConfig: { inviteMessageTemplate } });
    await create({ temporaryPassword, attributes: { email, phone_number }, desiredDeliveryMediums: ["EMAIL", "SMS"] });
    expect(world.outbox.messages).toMatchObject([
      { subject: "Welcome", body: "ada: Temporary 1!, Temporary 1!" },
      { subject: "", body: "Temporary 1! for ada" },
    ]);
  });

  it("calls who signs in by an address by the address", async () => {
    const { pool, outbox } = await testPool({ usernameAttributes: ["email"] });
    await pool.users.create({ username: email, temporaryPassword });
    expect(outbox.messages[0]?.body).toBe(`Your username is ${email} and temporary password is ${temporaryPassword}. `);
  });
});

describe("users.create with RESEND", () => {
  it("sends another password, and the one before is dead", async () => {
    await create({ temporaryPassword, attributes: { email } });
    const { userStatus } = await create({ messageAction: "RESEND" });
    expect(userStatus).toBe("FORCE_CHANGE_PASSWORD");
    const another = world.outbox.lastCode();
    expect(another).not.toBe(temporaryPassword);
    await expect(signIn(temporaryPassword)).rejects.toMatchObject({ message: "Incorrect username or password." });
    await expect(signIn(another)).resolves.toMatchObject({ challengeName: "NEW_PASSWORD_REQUIRED" });
  });

  it("sends the password that is given", async () => {
    await create({ attributes: { email } });
    await create({ messageAction: "RESEND", temporaryPassword });
    expect(world.outbox.lastCode()).toBe(temporaryPassword);
  });

  it("starts the days of the temporary password anew", async () => {
    await create({ temporaryPassword, attributes: { email } });
    world.clock.advance({ days: 7 });
    await expect(signIn(temporaryPassword)).rejects.toMatchObject(expired);
    await create({ messageAction: "RESEND", temporaryPassword });
    world.clock.advance({ days: 7, milliseconds: -1 });
    await expect(signIn(temporaryPassword)).resolves.toMatchObject({ challengeName: "NEW_PASSWORD_REQUIRED" });
    world.clock.advance({ milliseconds: 1 });
    await expect(signIn(temporaryPassword)).rejects.toMatchObject(expired);
  });

  it.each([
    ["nobody", { username: "nobody" }, "UserNotFoundException", "User does not exist."],
    ["attributes", { attributes: { email } }, "InvalidParameterException", expect.stringContaining("'attributes'")],
    [
      "another medium than there is an address for",
      { desiredDeliveryMediums: ["SMS"] },
      "InvalidParameterException",
      expect.stringContaining("phone_number"),
    ],
    ["a weak password", { temporaryPassword: "short" }, "InvalidPasswordException", expect.any(String)],
  ] as const)("refuses %s, and the password stays", async (_, input, code, message) => {
    await create({ temporaryPassword, attributes: { email } });
    await expect(create({ messageAction: "RESEND", ...input })).rejects.toMatchObject({ code, message });
    await expect(signIn(temporaryPassword)).resolves.toMatchObject({ challengeName: "NEW_PASSWORD_REQUIRED" });
  });
});

describe("a temporary password that has expired", () => {
  it("has its own answer, for who has it; setPassword revives the account", async () => {
    await create({ temporaryPassword, attributes: { email } });
    world.clock.advance({ days: 7 });
    await expect(signIn(temporaryPassword)).rejects.toMatchObject(expired);
    await expect(signIn("wrong")).rejects.toMatchObject({ message: "Incorrect username or password." });
    await world.pool.users.setPassword({ username: "ada", password: temporaryPassword });
    await expect(signIn(temporaryPassword)).resolves.toMatchObject({ challengeName: "NEW_PASSWORD_REQUIRED" });
  });
});

describe("a pool that lets people in without a password (users-and-triggers.md 3.4)", () => {
  beforeEach(async () => {
    world = await testPool({ signInPolicy: { allowedFirstAuthFactors: ["PASSWORD", "EMAIL_OTP"] } });
  });

  it("makes a user without a password CONFIRMED, whom no password lets in", async () => {
    const { userStatus } = await create({ attributes: { email } });
    expect(userStatus).toBe("CONFIRMED");
    await expect(signIn("")).rejects.toMatchObject({ code: "InvalidParameterException" });
    await expect(signIn(temporaryPassword)).rejects.toMatchObject({ message: "Incorrect username or password." });
  });

  it("sends nothing that speaks of a password", async () => {
    await create({ attributes: { email } });
    expect(world.outbox.messages).toEqual([]);
  });

  describe("and invites by a text without a password", () => {
    beforeEach(() =>
      world.pool.settings.update({
        adminCreateUserConfig: { inviteMessageTemplate: { emailMessage: "Welcome, {username}!", smsMessage: "Hi {username}" } },
      }),
    );

    it("who has none, by each medium that is wanted", async () => {
      await create({ attributes: { email, phone_number }, desiredDeliveryMediums: ["EMAIL", "SMS"] });
      expect(world.outbox.messages).toMatchObject([
        { medium: "EMAIL", destination: email, body: "Welcome, ada!", code: "" },
        { medium: "SMS", destination: phone_number, body: "Hi ada", code: "" },
      ]);
    });

    it("and not who has one, which would not be told", async () => {
      await create({ temporaryPassword, attributes: { email } });
      await create({ messageAction: "RESEND", temporaryPassword });
      expect(world.outbox.messages).toEqual([]);
      await expect(signIn(temporaryPassword)).resolves.toMatchObject({ challengeName: "NEW_PASSWORD_REQUIRED" });
    });

    it("and cannot go back to passwords only, where the text would be for nobody", async () => {
      const signInPolicy = { allowedFirstAuthFactors: ["PASSWORD"] } as const;
      await expect(world.pool.settings.update({ signInPolicy })).rejects.toMatchObject({
        code: "InvalidParameterException",
        details: { path: "adminCreateUserConfig.inviteMessageTemplate.emailMessage" },
      });
    });
  });

  it("makes one with a temporary password where it is given", async () => {
    const { userStatus } = await create({ temporaryPassword, attributes: { email } });
    expect(userStatus).toBe("FORCE_CHANGE_PASSWORD");
  });

  it("refuses who has neither a password nor an address", async () => {
    await expect(create({ messageAction: "SUPPRESS" })).rejects.toMatchObject({
      code: "InvalidParameterException",
      message: expect.stringContaining("Member must have an email or a phone_number where there is no password"),
    });
  });
});

import { type TriggerOptions, tokensOrThrow } from "rockpool";
import { describe, expect, it } from "vitest";
import { recordingStorage } from "../stand-ins.ts";
import { ada, another, challengeOf, everyTrigger, password, poolWith, withTemporaryPassword, withUser } from "./world.ts";

const throwing = () => {
  throw new Error("not now");
};
const failed = (trigger: string) => ({
  code: "UserLambdaValidationException",
  message: `${trigger} failed with error not now.`,
});
const withFailing = (trigger: keyof TriggerOptions): TriggerOptions => ({ ...everyTrigger, [trigger]: throwing });
const notFound = { code: "UserNotFoundException" };

describe("a trigger that fails before (users-and-triggers.md 7.2) leaves nothing done", () => {
  it("PreSignUp: no user, also by an administrator", async () => {
    const { client, pool, outbox } = await poolWith(withFailing("preSignUp"));
    await expect(client.signUp(ada)).rejects.toMatchObject(failed("PreSignUp"));
    await expect(pool.users.create({ username: "ada", attributes: ada.attributes })).rejects.toMatchObject(failed("PreSignUp"));
    await expect(pool.users.get("ada")).rejects.toMatchObject(notFound);
    expect(outbox.messages).toEqual([]);
  });

  it("PreAuthentication: no password is looked at, and nothing is counted", async () => {
    let fails = true;
    const world = await poolWith({
      ...everyTrigger,
      preAuthentication: (event) => (fails ? throwing() : event),
    });
    await withUser(world);
    const { client } = world;
    for (let n = 0; n < 10; n += 1) {
      const wrong = client.signIn({ username: "ada", password: n % 2 === 0 ? "wrong" : password });
      await expect(wrong).rejects.toMatchObject(failed("PreAuthentication"));
    }
    fails = false;
    await expect(client.signIn({ username: "ada", password })).resolves.toMatchObject({ outcome: "signedIn" });
  });

  it("UserMigration: there is nobody; LEGACY says why, and counts it", async () => {
    const hiding = await poolWith(withFailing("userMigration"));
    const incorrect = { code: "NotAuthorizedException", message: "Incorrect username or password." };
    await expect(hiding.client.signIn({ username: "ada", password })).rejects.toMatchObject(incorrect);
    const telling = await poolWith(withFailing("userMigration"), { client: { preventUserExistenceErrors: "LEGACY" } });
    for (let n = 0; n < 5; n += 1) {
      await expect(telling.client.signIn({ username: "ada", password })).rejects.toMatchObject(failed("UserMigration"));
    }
    const locked = { message: "Password attempts exceeded" };
    await expect(telling.client.signIn({ username: "ada", password })).rejects.toMatchObject(locked);
    await expect(telling.pool.users.get("ada")).rejects.toMatchObject(notFound);
  });

  it("PreTokenGeneration at a refresh: the token stays good", async () => {
    let fails = false;
    const world = await poolWith({ ...everyTrigger, preTokenGeneration: (event) => (fails ? throwing() : event) });
    await withUser(world);
    const { refreshToken } = tokensOrThrow(await world.client.signIn({ username: "ada", password }));
    fails = true;
    await expect(world.client.refresh({ refreshToken })).rejects.toMatchObject(failed("PreTokenGeneration"));
    fails = false;
    await expect(world.client.refresh({ refreshToken })).resolves.toBeDefined();
  });
});

describe("a trigger that fails after undoes nothing", () => {
  it("PostConfirmation: the user is confirmed", async () => {
    const { client, pool, outbox } = await poolWith(withFailing("postConfirmation"));
    await client.signUp(ada);
    const confirmation = { username: "ada", confirmationCode: outbox.lastCode() };
    await expect(client.confirmSignUp(confirmation)).rejects.toMatchObject(failed("PostConfirmation"));
    expect(await pool.users.get("ada")).toMatchObject({ userStatus: "CONFIRMED", attributes: { email_verified: "true" } });
    await client.signUp({ ...ada, username: "bob" });
    await expect(pool.users.confirm("bob")).rejects.toMatchObject(failed("PostConfirmation"));
    expect(await pool.users.get("bob")).toMatchObject({ userStatus: "CONFIRMED" });
  });

  it("PostConfirmation of a forgotten password: the password is set", async () => {
    const world = await poolWith(withFailing("postConfirmation"));
    await withUser(world);
    await world.pool.users.resetPassword("ada");
    const confirmationCode = world.outbox.lastCode();
    const confirmed = world.client.confirmForgotPassword({ username: "ada", confirmationCode, password: another });
    await expect(confirmed).rejects.toMatchObject(failed("PostConfirmation"));
    await expect(world.client.signIn({ username: "ada", password: another })).resolves.toMatchObject({ outcome: "signedIn" });
  });

  it("CustomMessage: nothing is sent, and the user is stored", async () => {
    const { client, pool, outbox } = await poolWith(withFailing("customMessage"));
    await expect(client.signUp(ada)).rejects.toMatchObject(failed("CustomMessage"));
    expect(outbox.messages).toEqual([]);
    expect(await pool.users.get("ada")).toMatchObject({ userStatus: "UNCONFIRMED" });
  });

  it("a custom sender: nobody is told", async () => {
    const { client } = await poolWith({ ...everyTrigger, customEmailSender: throwing });
    await expect(client.signUp(ada)).resolves.toMatchObject({ codeDeliveryDetails: { deliveryMedium: "EMAIL" } });
  });
});

describe("PostAuthentication that fails behind the answer to a question", () => {
  it("says nothing where the question was answered meanwhile: a session gets one verdict", async () => {
    let calls = 0;
    const world = await poolWith({
      ...everyTrigger,
      async postAuthentication(event) {
        calls += 1;
        if (calls > 1) return event;
        await world.client.respond(challenge, { newPassword: another });
        return throwing();
      },
    });
    await withTemporaryPassword(world);
    const challenge = await challengeOf(world);
    await expect(world.client.respond(challenge, { newPassword: `${another}!` })).rejects.toMatchObject({
      code: "NotAuthorizedException",
      message: "Invalid session for the user, session can only be used once.",
    });
    await expect(world.client.signIn({ username: "ada", password: another })).resolves.toMatchObject({ outcome: "signedIn" });
  });
});

describe.each([
  ["PostAuthentication", "postAuthentication"],
  ["PreTokenGeneration", "preTokenGeneration"],
] as const)("%s that fails", (name, trigger) => {
  it("gives no tokens, and stores no session", async () => {
    const storage = recordingStorage();
    const world = await poolWith(withFailing(trigger), { storage });
    await withUser(world);
    await expect(world.client.signIn({ username: "ada", password })).rejects.toMatchObject(failed(name));
    expect(await storage.records("families")).toEqual([]);
  });

  it("is no failure of the password, and forgives none", async () => {
    let fails = true;
    const world = await poolWith({ ...everyTrigger, [trigger]: (event: never) => (fails ? throwing() : event) });
    await withUser(world);
    const wrong = () => world.client.signIn({ username: "ada", password: "wrong" }).catch(() => {});
    const right = () => world.client.signIn({ username: "ada", password });
    for (let n = 0; n < 4; n += 1) await wrong();
    for (let n = 0; n < 10; n += 1) await expect(right()).rejects.toMatchObject(failed(name));
    await wrong();
    fails = false;
    await expect(right()).rejects.toMatchObject({ message: "Password attempts exceeded" });
  });

  it("leaves a challenge that can be answered again, and the temporary password", async () => {
    let fails = true;
    const world = await poolWith({ ...everyTrigger, [trigger]: (event: never) => (fails ? throwing() : event) });
    await withTemporaryPassword(world);
    const challenge = await challengeOf(world);
    await expect(world.client.respond(challenge, { newPassword: another })).rejects.toMatchObject(failed(name));
    expect(await world.pool.users.get("ada")).toMatchObject({ userStatus: "FORCE_CHANGE_PASSWORD" });
    await expect(challengeOf(world)).resolves.toBeDefined();
    fails = false;
    await expect(world.client.respond(challenge, { newPassword: another })).resolves.toMatchObject({ outcome: "signedIn" });
  });
});

import type { UserMigrationEvent } from "rockpool";
import { type TestPool, type TestPoolOptions, testPool, triggerRecorder } from "rockpool/testing";
import { describe, expect, it } from "vitest";
import { adasAnswer, olderSystem, theirs } from "./older-system.ts";

const incorrect = { code: "NotAuthorizedException", message: "Incorrect username or password." };
const nobody = { code: "UserNotFoundException" };
const legacy = { client: { preventUserExistenceErrors: "LEGACY" } } as const;
const ada = { username: "ada", password: theirs };

type Recorded = TestPool & { readonly recorder: ReturnType<typeof triggerRecorder> };

async function migrating(
  answer: Partial<UserMigrationEvent["response"]> = adasAnswer,
  { names, ...options }: TestPoolOptions & { readonly names?: readonly string[] } = {},
): Promise<Recorded> {
  const recorder = triggerRecorder({ userMigration: olderSystem(answer, names), ...options.triggers });
  return { ...(await testPool({ ...options, triggers: recorder.triggers })), recorder };
}

const withoutUser = ({ pool }: TestPool, username = "ada") => expect(pool.users.get(username)).rejects.toMatchObject(nobody);

describe("UserMigration_Authentication (users-and-triggers.md 7.9)", () => {
  it("is told what was typed, password included, and the metadata as validationData", async () => {
    const { pool, client, recorder } = await migrating(adasAnswer, { names: ["Ada"] });
    const authParameters = { USERNAME: "Ada", PASSWORD: theirs };
    await client.initiateAuth({ authFlow: "USER_PASSWORD_AUTH", authParameters, clientMetadata: { from: "web" } });
    expect(recorder.lastEvent("UserMigration_Authentication")).toEqual({
      version: "1",
      triggerSource: "UserMigration_Authentication",
      region: "us-east-1",
      userPoolId: pool.userPoolId,
      userName: "Ada",
      callerContext: { awsSdkVersion: "aws-sdk-unknown-unknown", clientId: client.clientId },
      request: { password: theirs, validationData: { from: "web" } },
      response: { userAttributes: {}, desiredDeliveryMediums: [], forceAliasCreation: false, enableSMSMFA: false },
    });
  });

  it("CONFIRMED: makes the user with the password that was typed, whatever the policy, and goes on with the sign-in", async () => {
    const world = await migrating(adasAnswer, {
      passwordPolicy: { minimumLength: 20 },
      triggers: { preAuthentication: (e) => e },
    });
    const { client, pool, recorder } = world;
    await expect(client.signIn(ada)).resolves.toMatchObject({ outcome: "signedIn" });
    expect(recorder.sources).toEqual(["UserMigration_Authentication", "PreAuthentication_Authentication"]);
    expect(await pool.users.get("ada")).toMatchObject({
      userStatus: "CONFIRMED",
      attributes: { email: "ada@example.com", email_verified: "true", name: "Ada" },
    });
    recorder.clear();
    await client.signIn(ada);
    await expect(client.signIn({ ...ada, password: "wrong" })).rejects.toMatchObject(incorrect);
    expect(recorder.sources).not.toContain("UserMigration_Authentication");
  });

  it.each([{ finalUserStatus: "RESET_REQUIRED" as const }, {}])(
    "%j: makes the user, who has to choose another password",
    async (status) => {
      const { finalUserStatus: _, ...answer } = adasAnswer;
      const { client, pool, outbox } = await migrating({ ...answer, ...status });
      await expect(client.signIn(ada)).rejects.toMatchObject({ code: "PasswordResetRequiredException" });
      expect((await pool.users.get("ada")).userStatus).toBe("RESET_REQUIRED");
      await client.forgotPassword({ username: "ada" });
      await client.confirmForgotPassword({ username: "ada", confirmationCode: outbox.lastCode(), password: "Correct horse 7!" });
      await client.signIn({ username: "ada", password: "Correct horse 7!" });
    },
  );

  it.each([
    ["a wrong password", "ada", "wrong", "UserLambdaValidationException"],
    ["somebody whom nobody knows", "bob", theirs, "UserNotFoundException"],
  ])("%s: the same answer where existence is hidden, and with LEGACY what it came to", async (_, username, password, code) => {
    const hidden = await migrating();
    await expect(hidden.client.signIn({ username, password })).rejects.toMatchObject(incorrect);
    await withoutUser(hidden, username);
    const telling = await migrating(adasAnswer, legacy);
    await expect(telling.client.signIn({ username, password })).rejects.toMatchObject({ code });
    await withoutUser(telling, username);
  });

  it("answers without an attribute, or with a user name alone, tell of nobody", async () => {
    for (const userAttributes of [{}, { username: "ada" }]) {
      const world = await migrating({ ...adasAnswer, userAttributes });
      await expect(world.client.signIn(ada)).rejects.toMatchObject(incorrect);
      await withoutUser(world);
    }
  });

  it.each([
    ["an attribute that the schema has not", { email: "ada@example.com", "custom:tenant": "7" }],
    ["a value of another form", { email: "no address" }],
    ["a name that nobody typed", { email: "ada@example.com", username: "eve" }],
    ["cognito's own attributes", { email: "ada@example.com", "cognito:user_status": "CONFIRMED" }],
    ["a sub of its choice", { email: "ada@example.com", sub: "11111111-1111-4111-8111-111111111111" }],
  ])("refuses %s, and stores nothing", async (_, userAttributes) => {
    const world = await migrating({ ...adasAnswer, userAttributes });
    await expect(world.client.signIn(ada)).rejects.toMatchObject({ code: "InvalidLambdaResponseException" });
    await withoutUser(world);
  });

  it("refuses a user without an attribute that the pool requires", async () => {
    const world = await migrating(adasAnswer, { schema: { family_name: { required: true } } });
    await expect(world.client.signIn(ada)).rejects.toMatchObject({ code: "InvalidLambdaResponseException" });
    await withoutUser(world);
  });

  it("is never asked where there is no password, nor about anybody who is here", async () => {
    const { client, recorder, signedIn } = await migrating();
    const { tokens } = await signedIn({ username: "eve" });
    await client.refresh({ refreshToken: tokens.refreshToken });
    const authParameters = { REFRESH_TOKEN: tokens.refreshToken };
    await client.initiateAuth({ authFlow: "REFRESH_TOKEN_AUTH", authParameters });
    await client.signUp({ username: "fay", password: "Correct horse 7!", attributes: { email: "fay@example.com" } });
    await client.resendConfirmationCode({ username: "bob" });
    await expect(client.signIn({ username: "eve", password: "wrong" })).rejects.toMatchObject(incorrect);
    expect(recorder.calls).toEqual([]);
  });

  // attack 74: the administrator set the trigger, and it brings in who has an account already; nobody registers by it
  it("brings people in where nobody can sign up: who is known to the older system has registered there", async () => {
    const { client } = await migrating(adasAnswer, { adminCreateUserConfig: { allowAdminCreateUserOnly: true } });
    await expect(client.signUp({ username: "ada", password: "Correct horse 7!" })).rejects.toMatchObject({
      code: "NotAuthorizedException",
    });
    await expect(client.signIn({ username: "bob", password: theirs })).rejects.toMatchObject(incorrect);
    await expect(client.signIn(ada)).resolves.toMatchObject({ outcome: "signedIn" });
  });
});

describe("UserMigration_ForgotPassword", () => {
  it("is told no password, makes the user, and the code is sent as to anybody", async () => {
    const { client, pool, outbox, recorder } = await migrating();
    await client.forgotPassword({ username: "ada", clientMetadata: { from: "web" } });
    expect(recorder.lastEvent("UserMigration_ForgotPassword")["request"]).toEqual({ clientMetadata: { from: "web" } });
    expect(await pool.users.get("ada")).toMatchObject({ userStatus: "CONFIRMED" });
    await client.confirmForgotPassword({ username: "ada", confirmationCode: outbox.lastCode(), password: "Correct horse 7!" });
    await client.signIn({ username: "ada", password: "Correct horse 7!" });
  });

  it("makes nobody without an address that is verified, and no password opens who was made", async () => {
    const unreachable = await migrating({ ...adasAnswer, userAttributes: { email: "ada@example.com" } });
    await expect(unreachable.client.forgotPassword({ username: "ada" })).resolves.toMatchObject({ deliveryMedium: "EMAIL" });
    await withoutUser(unreachable);
    const { client } = await migrating();
    await client.forgotPassword({ username: "ada" });
    for (const password of [theirs, " ", "undefined", "null"]) {
      await expect(client.signIn({ username: "ada", password })).rejects.toMatchObject(incorrect);
    }
  });

  it("answers about somebody whom nobody knows as ever; with LEGACY it says so", async () => {
    const { client, outbox } = await migrating();
    await expect(client.forgotPassword({ username: "bob" })).resolves.toMatchObject({ destination: expect.any(String) });
    expect(outbox.messages).toEqual([]);
    const telling = await migrating(adasAnswer, legacy);
    await expect(telling.client.forgotPassword({ username: "bob" })).rejects.toMatchObject(nobody);
  });
});

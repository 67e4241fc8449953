import type { PreSignUpHandler } from "rockpool";
import { type TestPool, type TestPoolOptions, testPool, triggerRecorder } from "rockpool/testing";
import { describe, expect, it } from "vitest";

const password = "Correct horse 7!";
const ada = { username: "Ada", password, attributes: { email: "ada@example.com" } } as const;

async function poolWith(
  preSignUp: PreSignUpHandler,
  options: TestPoolOptions = {},
): Promise<TestPool & { sources: readonly string[] }> {
  const recorder = triggerRecorder({ preSignUp, postConfirmation: (event) => event, customMessage: (event) => event });
  const test = await testPool({ ...options, triggers: recorder.triggers });
  return Object.assign(test, { sources: recorder.sources });
}

const answering =
  (response: Partial<Parameters<PreSignUpHandler>[0]["response"]>): PreSignUpHandler =>
  async (event) => {
    Object.assign(event.response, response);
    return event;
  };

describe("PreSignUp (users-and-triggers.md 7.4)", () => {
  it("PreSignUp_SignUp is told who wants to sign up, before they have a sub", async () => {
    const recorder = triggerRecorder({ preSignUp: (event) => event });
    const { client, pool } = await testPool({ triggers: recorder.triggers });
    await client.signUp({ ...ada, validationData: { invited: "by bob" }, clientMetadata: { from: "landing page" } });
    expect(recorder.lastEvent("PreSignUp_SignUp")).toEqual({
      version: "1",
      triggerSource: "PreSignUp_SignUp",
      region: "us-east-1",
      userPoolId: pool.userPoolId,
      userName: "ada",
      callerContext: { awsSdkVersion: "aws-sdk-unknown-unknown", clientId: client.clientId },
      request: {
        userAttributes: { email: "ada@example.com" },
        validationData: { invited: "by bob" },
        clientMetadata: { from: "landing page" },
      },
      response: { autoConfirmUser: false, autoVerifyEmail: false, autoVerifyPhone: false },
    });
  });

  it("has no validationData and no clientMetadata where none were passed", async () => {
    const recorder = triggerRecorder({ preSignUp: (event) => event });
    const { client } = await testPool({ triggers: recorder.triggers });
    await client.signUp(ada);
    expect(recorder.lastEvent("PreSignUp_SignUp")["request"]).toEqual({ userAttributes: { email: "ada@example.com" } });
  });

  it("refuses a sign-up with its own words, and nothing is stored or sent", async () => {
    const { client, pool, outbox } = await poolWith(async () => {
      throw new Error("Only by invitation");
    });
    await expect(client.signUp(ada)).rejects.toMatchObject({
      code: "UserLambdaValidationException",
      message: "PreSignUp failed with error Only by invitation.",
    });
    await expect(pool.users.get("ada")).rejects.toMatchObject({ code: "UserNotFoundException" });
    expect(outbox.messages).toEqual([]);
  });

  it("autoConfirmUser confirms, sends no code, and PostConfirmation is called in place of the message", async () => {
    const recorder = triggerRecorder({
      preSignUp: answering({ autoConfirmUser: true }),
      postConfirmation: (event) => event,
      customMessage: (event) => event,
    });
    const { client, pool, outbox } = await testPool({ triggers: recorder.triggers });
    expect(await client.signUp(ada)).toMatchObject({ userConfirmed: true });
    expect(recorder.sources).toEqual(["PreSignUp_SignUp", "PostConfirmation_ConfirmSignUp"]);
    expect(outbox.messages).toEqual([]);
    expect(await pool.users.get("ada")).toMatchObject({ userStatus: "CONFIRMED", attributes: { email_verified: "false" } });
    await client.signIn({ username: "ada", password });
  });

  it("autoVerifyEmail proves the address, and takes the alias from whoever had it", async () => {
    const { client, pool } = await poolWith(answering({ autoConfirmUser: true, autoVerifyEmail: true }), {
      aliasAttributes: ["email"],
    });
    await client.signUp(ada);
    await client.signUp({ ...ada, username: "eve" });
    expect(await pool.users.get("ada@example.com")).toMatchObject({ username: "eve", attributes: { email_verified: "true" } });
    expect(await pool.users.get("ada")).toMatchObject({ attributes: { email_verified: "false" } });
  });

  it("refuses to verify an address that is not there", async () => {
    const { client, pool } = await poolWith(answering({ autoVerifyPhone: true }));
    await expect(client.signUp(ada)).rejects.toMatchObject({ code: "InvalidLambdaResponseException" });
    await expect(pool.users.get("ada")).rejects.toMatchObject({ code: "UserNotFoundException" });
  });

  it("changes no attribute by changing its request", async () => {
    const { client, pool } = await poolWith((event) => {
      event.request.userAttributes["email"] = "eve@example.com";
      event.userName = "eve";
      return event;
    });
    await client.signUp(ada);
    expect(await pool.users.get("ada")).toMatchObject({ attributes: { email: "ada@example.com" } });
  });

  it("PreSignUp_AdminCreateUser may refuse, and decides nothing else", async () => {
    const recorder = triggerRecorder({ preSignUp: answering({ autoConfirmUser: true, autoVerifyEmail: true }) });
    const { pool } = await testPool({ triggers: recorder.triggers });
    const created = await pool.users.create({ username: "ada", attributes: ada.attributes, validationData: { a: "b" } });
    expect(created).toMatchObject({ userStatus: "FORCE_CHANGE_PASSWORD", attributes: { email_verified: "false" } });
    expect(recorder.lastEvent("PreSignUp_AdminCreateUser")).toMatchObject({
      callerContext: { clientId: "CLIENT_ID_NOT_APPLICABLE" },
      request: { userAttributes: { email: "ada@example.com" }, validationData: { a: "b" } },
    });
  });

  it("is called once, however often its plan is decided again", async () => {
    const recorder = triggerRecorder({ preSignUp: (event) => event });
    const { client } = await testPool({ triggers: recorder.triggers });
    const tries = await Promise.allSettled(Array.from({ length: 50 }, () => client.signUp(ada)));
    expect(tries.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(recorder.calls).toHaveLength(50);
  });
});

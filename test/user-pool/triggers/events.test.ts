import { tokensOrThrow } from "rockpool";
import { describe, expect, it } from "vitest";
import {
  ada,
  another,
  challengeOf,
  everyTrigger,
  password,
  poolWith,
  roleArn,
  type TriggerWorld,
  withTemporaryPassword,
  withUser,
} from "./world.ts";

const signIn = ({ client }: TriggerWorld, clientMetadata = { from: "the app" }) =>
  client.signIn({ username: ada.username, password, clientMetadata });

/** What every event says. @param clientId By default of the client. */
function common({ pool, client }: TriggerWorld, clientId: string = client.clientId) {
  return {
    version: "1",
    region: "us-east-1",
    userPoolId: pool.userPoolId,
    userName: "ada",
    callerContext: { awsSdkVersion: "aws-sdk-unknown-unknown", clientId },
  };
}

const attributesOf = async ({ pool }: TriggerWorld, changed: Readonly<Record<string, string>> = {}) => ({
  ...(await pool.users.get("ada")).attributes,
  sub: (await pool.users.get("ada")).sub,
  "cognito:user_status": "CONFIRMED",
  ...changed,
});

describe("PostConfirmation (users-and-triggers.md 7.5)", () => {
  const triggerSource = "PostConfirmation_ConfirmSignUp";

  it("_ConfirmSignUp by a code: CONFIRMED, and verified", async () => {
    const world = await poolWith();
    await world.client.signUp(ada);
    const confirmationCode = world.outbox.lastCode();
    await world.client.confirmSignUp({ username: "ada", confirmationCode, clientMetadata: { a: "b" } });
    expect(world.recorder.lastEvent(triggerSource)).toEqual({
      ...common(world),
      triggerSource,
      request: {
        userAttributes: {
          sub: expect.stringMatching(/^[0-9a-f-]{36}$/),
          "cognito:user_status": "CONFIRMED",
          email: "ada@example.com",
          email_verified: "true",
        },
        clientMetadata: { a: "b" },
      },
      response: {},
    });
  });

  it("_ConfirmSignUp by an administrator: of no client, and nothing is verified", async () => {
    const world = await poolWith();
    await world.client.signUp(ada);
    await world.pool.users.confirm("ada");
    expect(world.recorder.lastEvent(triggerSource)).toEqual({
      ...common(world, "CLIENT_ID_NOT_APPLICABLE"),
      triggerSource,
      request: { userAttributes: await attributesOf(world, { email_verified: "false" }) },
      response: {},
    });
  });

  it("_ConfirmSignUp by PreSignUp, as the sign-up has it", async () => {
    const world = await poolWith({
      ...everyTrigger,
      preSignUp(event) {
        Object.assign(event.response, { autoConfirmUser: true, autoVerifyEmail: true });
        return event;
      },
    });
    await world.client.signUp({ ...ada, clientMetadata: { a: "b" } });
    expect(world.recorder.lastEvent(triggerSource)).toEqual({
      ...common(world),
      triggerSource,
      request: { userAttributes: await attributesOf(world, { email_verified: "true" }), clientMetadata: { a: "b" } },
      response: {},
    });
  });

  it("_ConfirmForgotPassword", async () => {
    const world = await poolWith();
    await withUser(world);
    await world.pool.users.resetPassword("ada");
    const confirmationCode = world.outbox.lastCode();
    await world.client.confirmForgotPassword({ username: "ada", confirmationCode, password: another });
    expect(world.recorder.lastEvent("PostConfirmation_ConfirmForgotPassword")).toEqual({
      ...common(world),
      triggerSource: "PostConfirmation_ConfirmForgotPassword",
      request: { userAttributes: await attributesOf(world) },
      response: {},
    });
  });
});

describe("PreAuthentication and PostAuthentication (7.6)", () => {
  const triggerSource = "PreAuthentication_Authentication";

  it("PreAuthentication is told whether there is somebody, where that is hidden", async () => {
    const world = await poolWith();
    await withUser(world);
    await signIn(world);
    const request = { validationData: { from: "the app" }, userNotFound: false };
    expect(world.recorder.lastEvent(triggerSource)).toEqual({
      ...common(world),
      triggerSource,
      request: { ...request, userAttributes: await attributesOf(world) },
      response: {},
    });
  });

  it("and is called for a name that nobody has, with what was typed", async () => {
    const world = await poolWith();
    await world.client.signIn({ username: "Nobody", password }).catch(() => {});
    expect(world.recorder.lastEvent(triggerSource)).toEqual({
      ...common(world),
      userName: "Nobody",
      triggerSource,
      request: { userAttributes: {}, userNotFound: true },
      response: {},
    });
  });

  it("with LEGACY it is told nothing of it, and is called for nobody", async () => {
    const { userMigration: _, ...triggers } = everyTrigger;
    const world = await poolWith(triggers, { client: { preventUserExistenceErrors: "LEGACY" } });
    await withUser(world);
    await expect(world.client.signIn({ username: "nobody", password })).rejects.toThrow();
    expect(world.recorder.sources).toEqual([]);
    await signIn(world);
    expect(world.recorder.lastEvent(triggerSource)["request"]).toEqual({
      userAttributes: await attributesOf(world),
      validationData: { from: "the app" },
    });
  });

  it("PostAuthentication is told who it is, and no metadata of a sign-in", async () => {
    const world = await poolWith();
    await withUser(world);
    await signIn(world);
    expect(world.recorder.lastEvent("PostAuthentication_Authentication")).toEqual({
      ...common(world),
      triggerSource: "PostAuthentication_Authentication",
      request: { userAttributes: await attributesOf(world), newDeviceUsed: false },
      response: {},
    });
  });
});

describe("PreTokenGeneration (7.8)", () => {
  const passing = <E>(event: E): E => event;
  const versions = {
    V1_0: { version: "1", scopes: {}, response: { claimsOverrideDetails: {} } },
    V2_0: {
      version: "2",
      scopes: { scopes: ["aws.cognito.signin.user.admin"] },
      response: { claimsAndScopeOverrideDetails: {} },
    },
    V3_0: {
      version: "3",
      scopes: { scopes: ["aws.cognito.signin.user.admin"] },
      response: { claimsAndScopeOverrideDetails: {} },
    },
  } as const;

  const occasions: Readonly<Record<string, (world: TriggerWorld) => Promise<unknown>>> = {
    TokenGeneration_Authentication: (world) => signIn(world),
    TokenGeneration_NewPasswordChallenge: async (world) => {
      await world.pool.users.setPassword({ username: "ada", password, permanent: false });
      return world.client.respond(await challengeOf(world), { newPassword: another });
    },
    TokenGeneration_RefreshTokens: async (world) => {
      const { refreshToken } = tokensOrThrow(await signIn(world));
      return world.client.refresh({ refreshToken });
    },
  };

  const all = (["V1_0", "V2_0", "V3_0"] as const).flatMap((version) =>
    Object.entries(occasions).map(([source, run]) => [version, source, run] as const),
  );
  it.each(all)("of %s: %s", async (version, triggerSource, run) => {
    const world = await poolWith({ ...everyTrigger, preTokenGeneration: { version, handler: passing } });
    await withUser(world);
    await world.pool.groups.create({ groupName: "staff", precedence: 1, roleArn });
    await world.pool.groups.create({ groupName: "admins", precedence: 2 });
    for (const groupName of ["admins", "staff"]) await world.pool.groups.addUser({ groupName, username: "ada" });
    await run(world);
    const { version: said, scopes, response } = versions[version];
    const groupConfiguration = { groupsToOverride: ["staff", "admins"], iamRolesToOverride: [roleArn], preferredRole: roleArn };
    expect(world.recorder.lastEvent(triggerSource)).toEqual({
      ...common(world),
      version: said,
      triggerSource,
      request: { userAttributes: await attributesOf(world), groupConfiguration, ...scopes },
      response,
    });
  });

  it("of somebody in no group has empty lists, and no preferred role", async () => {
    const world = await poolWith();
    await withTemporaryPassword(world);
    await world.client.respond(await challengeOf(world), { newPassword: another });
    expect(world.recorder.lastEvent("TokenGeneration_NewPasswordChallenge")["request"]).toStrictEqual({
      userAttributes: await attributesOf(world),
      groupConfiguration: { groupsToOverride: [], iamRolesToOverride: [] },
    });
  });
});

describe("UserMigration (7.9)", () => {
  const response = { userAttributes: {}, desiredDeliveryMediums: [], forceAliasCreation: false, enableSMSMFA: false };

  it("_Authentication is told what was typed, password and all", async () => {
    const world = await poolWith();
    await world.client.signIn({ username: "Ada", password, clientMetadata: { a: "b" } }).catch(() => {});
    expect(world.recorder.lastEvent("UserMigration_Authentication")).toEqual({
      ...common(world),
      userName: "Ada",
      triggerSource: "UserMigration_Authentication",
      request: { password, validationData: { a: "b" } },
      response,
    });
  });

  it("_ForgotPassword has no password", async () => {
    const world = await poolWith();
    await world.client.forgotPassword({ username: "Ada", clientMetadata: { a: "b" } });
    expect(world.recorder.lastEvent("UserMigration_ForgotPassword")).toEqual({
      ...common(world),
      userName: "Ada",
      triggerSource: "UserMigration_ForgotPassword",
      request: { clientMetadata: { a: "b" } },
      response,
    });
  });
});

import { type TriggerOptions, tokensOrThrow } from "rockpool";
import { describe, expect, it } from "vitest";
import {
  ada,
  another,
  challengeOf,
  everyTrigger,
  password,
  phone,
  poolWith,
  senders,
  type TriggerWorld,
  withTemporaryPassword,
  withUser,
} from "./world.ts";

const emailSender: TriggerOptions = { ...everyTrigger, customEmailSender: senders.customEmailSender };
const signIn = ({ client }: TriggerWorld) => client.signIn({ username: ada.username, password });
const refreshTokenOf = async (world: TriggerWorld) => {
  const { refreshToken } = tokensOrThrow(await signIn(world));
  world.recorder.clear();
  return refreshToken;
};
const me = async (world: TriggerWorld) => {
  const user = await world.client.user(tokensOrThrow(await signIn(world)).accessToken);
  world.recorder.clear();
  return user;
};

interface Flow {
  readonly run: (world: TriggerWorld) => Promise<unknown>;
  readonly sources: readonly string[];
  readonly triggers?: TriggerOptions;
  readonly options?: Parameters<typeof poolWith>[1];
}

const flows: Readonly<Record<string, Flow>> = {
  SignUp: { run: ({ client }) => client.signUp(ada), sources: ["PreSignUp_SignUp", "CustomMessage_SignUp"] },
  "SignUp that PreSignUp confirms": {
    triggers: {
      ...everyTrigger,
      preSignUp(event) {
        event.response.autoConfirmUser = true;
        return event;
      },
    },
    run: ({ client }) => client.signUp(ada),
    sources: ["PreSignUp_SignUp", "PostConfirmation_ConfirmSignUp"],
  },
  "SignUp where nothing is verified": {
    options: { autoVerifiedAttributes: [] },
    run: ({ client }) => client.signUp(ada),
    sources: ["PreSignUp_SignUp"],
  },
  ConfirmSignUp: {
    async run({ client, recorder, outbox }) {
      await client.signUp(ada);
      recorder.clear();
      await client.confirmSignUp({ username: ada.username, confirmationCode: outbox.lastCode() });
    },
    sources: ["PostConfirmation_ConfirmSignUp"],
  },
  "ConfirmSignUp with a wrong code": {
    async run({ client, recorder }) {
      await client.signUp(ada);
      recorder.clear();
      await client.confirmSignUp({ username: ada.username, confirmationCode: "wrong" }).catch(() => {});
    },
    sources: [],
  },
  AdminConfirmSignUp: {
    async run({ client, pool, recorder }) {
      await client.signUp(ada);
      recorder.clear();
      await pool.users.confirm(ada.username);
    },
    sources: ["PostConfirmation_ConfirmSignUp"],
  },
  ResendConfirmationCode: {
    async run({ client, recorder }) {
      await client.signUp(ada);
      recorder.clear();
      await client.resendConfirmationCode({ username: ada.username });
    },
    sources: ["CustomMessage_ResendCode"],
  },
  AdminCreateUser: {
    run: ({ pool }) => pool.users.create({ username: ada.username, attributes: ada.attributes }),
    sources: ["PreSignUp_AdminCreateUser", "CustomMessage_AdminCreateUser"],
  },
  "AdminCreateUser by two media": {
    run: ({ pool }) =>
      pool.users.create({
        username: ada.username,
        attributes: { ...ada.attributes, phone_number: phone },
        desiredDeliveryMediums: ["SMS", "EMAIL"],
      }),
    sources: ["PreSignUp_AdminCreateUser", "CustomMessage_AdminCreateUser", "CustomMessage_AdminCreateUser"],
  },
  "AdminCreateUser without a message": {
    run: ({ pool }) => pool.users.create({ username: ada.username, messageAction: "SUPPRESS" }),
    sources: ["PreSignUp_AdminCreateUser"],
  },
  "AdminCreateUser once more": {
    async run(world) {
      await withTemporaryPassword(world);
      await world.pool.users.create({ username: ada.username, messageAction: "RESEND" });
    },
    sources: ["CustomMessage_AdminCreateUser"],
  },
  "a sign-in": {
    async run(world) {
      await withUser(world);
      await signIn(world);
    },
    sources: ["PreAuthentication_Authentication", "PostAuthentication_Authentication", "TokenGeneration_Authentication"],
  },
  "a wrong password": {
    async run(world) {
      await withUser(world);
      await world.client.signIn({ username: ada.username, password: "wrong" }).catch(() => {});
    },
    sources: ["PreAuthentication_Authentication"],
  },
  "a user who is disabled": {
    async run(world) {
      await withUser(world);
      await world.pool.users.disable(ada.username);
      await signIn(world).catch(() => {});
    },
    sources: ["PreAuthentication_Authentication"],
  },
  "a user who is locked": {
    async run(world) {
      await withUser(world);
      for (let n = 0; n < 5; n += 1) await world.client.signIn({ username: ada.username, password: "wrong" }).catch(() => {});
      world.recorder.clear();
      await signIn(world).catch(() => {});
    },
    sources: [],
  },
  "a name that nobody has": {
    run: ({ client }) => client.signIn({ username: "nobody", password }).catch(() => {}),
    sources: ["UserMigration_Authentication", "PreAuthentication_Authentication"],
  },
  "a name that an older system knows": {
    triggers: {
      ...everyTrigger,
      userMigration(event) {
        event.response.userAttributes = { ...ada.attributes, email_verified: "true" };
        event.response.finalUserStatus = "CONFIRMED";
        event.response.messageAction = "SUPPRESS";
        return event;
      },
    },
    run: signIn,
    sources: [
      "UserMigration_Authentication",
      "PreAuthentication_Authentication",
      "PostAuthentication_Authentication",
      "TokenGeneration_Authentication",
    ],
  },
  "a temporary password": {
    async run(world) {
      await withTemporaryPassword(world);
      await challengeOf(world);
    },
    sources: ["PreAuthentication_Authentication"],
  },
  "NEW_PASSWORD_REQUIRED answered": {
    async run(world) {
      await withTemporaryPassword(world);
      const challenge = await challengeOf(world);
      world.recorder.clear();
      await world.client.respond(challenge, { newPassword: another });
    },
    sources: ["PostAuthentication_Authentication", "TokenGeneration_NewPasswordChallenge"],
  },
  GetTokensFromRefreshToken: {
    async run(world) {
      await withUser(world);
      await world.client.refresh({ refreshToken: await refreshTokenOf(world) });
    },
    sources: ["TokenGeneration_RefreshTokens"],
  },
  REFRESH_TOKEN_AUTH: {
    async run(world) {
      await withUser(world);
      const authParameters = { REFRESH_TOKEN: await refreshTokenOf(world) };
      await world.client.initiateAuth({ authFlow: "REFRESH_TOKEN_AUTH", authParameters });
    },
    sources: ["TokenGeneration_RefreshTokens"],
  },
  ForgotPassword: {
    async run(world) {
      await withUser(world);
      await world.client.forgotPassword({ username: ada.username });
    },
    sources: ["CustomMessage_ForgotPassword"],
  },
  "ForgotPassword of a name that nobody has": {
    run: ({ client }) => client.forgotPassword({ username: "nobody" }),
    sources: ["UserMigration_ForgotPassword"],
  },
  AdminResetUserPassword: {
    async run(world) {
      await withUser(world);
      await world.pool.users.resetPassword(ada.username);
    },
    sources: ["CustomMessage_ForgotPassword"],
  },
  ConfirmForgotPassword: {
    async run(world) {
      await withUser(world);
      await world.pool.users.resetPassword(ada.username);
      world.recorder.clear();
      const confirmationCode = world.outbox.lastCode();
      await world.client.confirmForgotPassword({ username: ada.username, confirmationCode, password: another });
    },
    sources: ["PostConfirmation_ConfirmForgotPassword"],
  },
  UpdateUserAttributes: {
    async run(world) {
      await withUser(world);
      await (await me(world)).attributes.update({ email: "countess@example.com" });
    },
    sources: ["CustomMessage_UpdateUserAttribute"],
  },
  AdminUpdateUserAttributes: {
    async run(world) {
      await withUser(world);
      await world.pool.users.updateAttributes({ username: ada.username, attributes: { email: "countess@example.com" } });
    },
    sources: ["CustomMessage_UpdateUserAttribute"],
  },
  "GetUserAttributeVerificationCode, and VerifyUserAttribute": {
    async run(world) {
      await withUser(world);
      const { attributes } = await me(world);
      await attributes.sendVerificationCode("email");
      await attributes.verify({ attributeName: "email", code: world.outbox.lastCode() });
    },
    sources: ["CustomMessage_VerifyUserAttribute"],
  },
  "a custom sender in place of CustomMessage": {
    triggers: emailSender,
    run: ({ client }) => client.signUp(ada),
    sources: ["PreSignUp_SignUp", "CustomEmailSender_SignUp"],
  },
  "a custom sender of the other medium": {
    triggers: emailSender,
    options: { autoVerifiedAttributes: ["phone_number"] },
    run: ({ client }) => client.signUp({ ...ada, attributes: { phone_number: phone } }),
    sources: ["PreSignUp_SignUp", "CustomMessage_SignUp"],
  },
};

describe("the order of triggers (users-and-triggers.md 7.3)", () => {
  it.each(Object.entries(flows))("%s", async (_, { run, sources, triggers, options }) => {
    const world = await poolWith(triggers, options);
    await run(world);
    // What is done behind has ended when everything is closed.
    await world.close();
    expect(world.recorder.sources).toEqual(sources);
  });

  it("a custom sender is alone to send by its medium", async () => {
    const world = await poolWith(emailSender);
    await world.pool.users.create({
      username: ada.username,
      attributes: { ...ada.attributes, phone_number: phone },
      desiredDeliveryMediums: ["SMS", "EMAIL"],
    });
    await world.close();
    expect(world.outbox.messages.map(({ medium }) => medium)).toEqual(["SMS"]);
    expect(world.recorder.sources).toContain("CustomEmailSender_AdminCreateUser");
  });
});

import { type TriggerOptions, tokensOrThrow } from "rockpool";
import { describe, expect, it } from "vitest";
import {
  ada,
  another,
  challengeOf,
  everyTrigger,
  password,
  poolWith,
  senders,
  type TriggerWorld,
  withTemporaryPassword,
  withUser,
} from "./world.ts";

const clientMetadata = { is: "metadata" };
const validationData = { is: "validation" };
const signIn = ({ client }: TriggerWorld) => client.signIn({ username: "ada", password });
const me = async (world: TriggerWorld) => {
  const user = await world.client.user(tokensOrThrow(await signIn(world)).accessToken);
  world.recorder.clear();
  return user;
};

/** Each event that an operation makes, with the member that what was passed arrives in. */
type Routes = Readonly<Record<string, "clientMetadata" | "validationData" | "both" | "nothing">>;
interface Operation {
  readonly run: (world: TriggerWorld) => Promise<unknown>;
  readonly routes: Routes;
  readonly triggers?: TriggerOptions;
}

const confirming: TriggerOptions = {
  ...everyTrigger,
  preSignUp(event) {
    event.response.autoConfirmUser = true;
    return event;
  },
};
const withSenders: TriggerOptions = { ...everyTrigger, ...senders };
const migrating: TriggerOptions = {
  ...withSenders,
  userMigration(event) {
    Object.assign(event.response, {
      userAttributes: { ...ada.attributes, email_verified: "true" },
      finalUserStatus: "CONFIRMED",
    });
    return event;
  },
};

/** A sign-up that waits for its code. */
async function signedUp({ client, recorder }: TriggerWorld): Promise<void> {
  await client.signUp(ada);
  recorder.clear();
}

const operations: Readonly<Record<string, Operation>> = {
  SignUp: {
    run: ({ client }) => client.signUp({ ...ada, clientMetadata, validationData }),
    routes: { PreSignUp_SignUp: "both", CustomMessage_SignUp: "clientMetadata" },
  },
  "SignUp, confirmed": {
    triggers: confirming,
    run: ({ client }) => client.signUp({ ...ada, clientMetadata, validationData }),
    routes: { PreSignUp_SignUp: "both", PostConfirmation_ConfirmSignUp: "clientMetadata" },
  },
  "SignUp, with a custom sender": {
    triggers: withSenders,
    run: ({ client }) => client.signUp({ ...ada, clientMetadata }),
    routes: { PreSignUp_SignUp: "clientMetadata", CustomEmailSender_SignUp: "clientMetadata" },
  },
  "SignUp with validationData alone": {
    run: ({ client }) => client.signUp({ ...ada, validationData }),
    routes: { PreSignUp_SignUp: "validationData", CustomMessage_SignUp: "nothing" },
  },
  AdminCreateUser: {
    run: ({ pool }) => pool.users.create({ ...{ username: "ada", attributes: ada.attributes }, clientMetadata, validationData }),
    routes: { PreSignUp_AdminCreateUser: "both", CustomMessage_AdminCreateUser: "clientMetadata" },
  },
  ConfirmSignUp: {
    async run(world) {
      await signedUp(world);
      await world.client.confirmSignUp({ username: "ada", confirmationCode: world.outbox.lastCode(), clientMetadata });
    },
    routes: { PostConfirmation_ConfirmSignUp: "clientMetadata" },
  },
  AdminConfirmSignUp: {
    async run(world) {
      await signedUp(world);
      await world.pool.users.confirm("ada", { clientMetadata });
    },
    routes: { PostConfirmation_ConfirmSignUp: "clientMetadata" },
  },
  ConfirmForgotPassword: {
    async run(world) {
      await withUser(world);
      await world.pool.users.resetPassword("ada");
      world.recorder.clear();
      const confirmationCode = world.outbox.lastCode();
      await world.client.confirmForgotPassword({ username: "ada", confirmationCode, password: another, clientMetadata });
    },
    routes: { PostConfirmation_ConfirmForgotPassword: "clientMetadata" },
  },
  ResendConfirmationCode: {
    async run(world) {
      await signedUp(world);
      await world.client.resendConfirmationCode({ username: "ada", clientMetadata });
    },
    routes: { CustomMessage_ResendCode: "clientMetadata" },
  },
  AdminResetUserPassword: {
    async run(world) {
      await withUser(world);
      await world.pool.users.resetPassword("ada", { clientMetadata });
    },
    routes: { CustomMessage_ForgotPassword: "clientMetadata" },
  },
  UpdateUserAttributes: {
    async run(world) {
      await withUser(world);
      await (await me(world)).attributes.update({ email: "countess@example.com" }, { clientMetadata });
    },
    routes: { CustomMessage_UpdateUserAttribute: "clientMetadata" },
  },
  AdminUpdateUserAttributes: {
    async run(world) {
      await withUser(world);
      await world.pool.users.updateAttributes({ username: "ada", attributes: { email: "c@example.com" }, clientMetadata });
    },
    routes: { CustomMessage_UpdateUserAttribute: "clientMetadata" },
  },
  GetUserAttributeVerificationCode: {
    async run(world) {
      await withUser(world);
      await (await me(world)).attributes.sendVerificationCode("email", { clientMetadata });
    },
    routes: { CustomMessage_VerifyUserAttribute: "clientMetadata" },
  },
  ForgotPassword: {
    triggers: migrating,
    run: ({ client }) => client.forgotPassword({ username: "ada", clientMetadata }),
    routes: { UserMigration_ForgotPassword: "clientMetadata", CustomEmailSender_ForgotPassword: "clientMetadata" },
  },
  InitiateAuth: {
    async run(world) {
      await withUser(world);
      const authParameters = { USERNAME: "ada", PASSWORD: password };
      await world.client.initiateAuth({ authFlow: "USER_PASSWORD_AUTH", authParameters, clientMetadata });
    },
    routes: {
      PreAuthentication_Authentication: "validationData",
      PostAuthentication_Authentication: "nothing",
      TokenGeneration_Authentication: "nothing",
    },
  },
  "InitiateAuth of somebody who is migrated": {
    triggers: migrating,
    run: ({ client }) => client.signIn({ username: "ada", password, clientMetadata }),
    routes: {
      UserMigration_Authentication: "validationData",
      PreAuthentication_Authentication: "validationData",
      PostAuthentication_Authentication: "nothing",
      TokenGeneration_Authentication: "nothing",
    },
  },
  "InitiateAuth by a refresh token": {
    async run(world) {
      await withUser(world);
      const { refreshToken } = tokensOrThrow(await signIn(world));
      world.recorder.clear();
      const authParameters = { REFRESH_TOKEN: refreshToken };
      await world.client.initiateAuth({ authFlow: "REFRESH_TOKEN_AUTH", authParameters, clientMetadata });
    },
    routes: { TokenGeneration_RefreshTokens: "nothing" },
  },
  RespondToAuthChallenge: {
    async run(world) {
      await withTemporaryPassword(world);
      const challenge = await challengeOf(world);
      world.recorder.clear();
      await world.client.respond(challenge, { newPassword: another, clientMetadata });
    },
    routes: {
      PostAuthentication_Authentication: "clientMetadata",
      TokenGeneration_NewPasswordChallenge: "clientMetadata",
    },
  },
  GetTokensFromRefreshToken: {
    async run(world) {
      await withUser(world);
      const { refreshToken } = tokensOrThrow(await signIn(world));
      world.recorder.clear();
      await world.client.refresh({ refreshToken, clientMetadata });
    },
    routes: { TokenGeneration_RefreshTokens: "clientMetadata" },
  },
};

/** In which members something arrived; that it is what was passed. */
function routeOf(request: unknown): Routes[string] {
  const given = request as Readonly<Record<string, unknown>>;
  const has = Object.entries({ clientMetadata, validationData }).filter(([member]) => member in given);
  for (const [member] of has) expect([clientMetadata, validationData]).toContainEqual(given[member]);
  if (has.length === 2) {
    expect(given).toMatchObject({ clientMetadata, validationData });
    return "both";
  }
  return (has[0]?.[0] ?? "nothing") as Routes[string];
}

describe("what is passed to an operation arrives where it is to (users-and-triggers.md 7.1)", () => {
  it.each(Object.entries(operations))("%s", async (_, { run, routes, triggers }) => {
    const world = await poolWith(triggers);
    await run(world);
    // What is sent behind has been sent when everything is closed.
    await world.close();
    const came = world.recorder.calls
      // The welcome of who was migrated is no part of the table.
      .filter(({ triggerSource }) => triggerSource !== "CustomEmailSender_AdminCreateUser")
      .map(({ triggerSource, event }) => [triggerSource, routeOf(event["request"])]);
    expect(Object.fromEntries(came)).toEqual(routes);
  });
});

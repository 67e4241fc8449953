import type { Challenge, SignedInUser, SignInResult } from "rockpool";
import type { TestSignIn } from "rockpool/testing";
import {
  ada,
  invited,
  named,
  password,
  signedIn,
  signedInUser,
  signedUp,
  temporaryPassword,
  type UseCases,
  type World,
} from "../world.ts";

async function signUpCode(world: World): Promise<string> {
  await world.client.signUp(ada);
  return world.outbox.lastCode();
}

async function resetCode(world: World): Promise<string> {
  await world.signedIn(ada);
  await world.client.forgotPassword({ username: "ada" });
  return world.outbox.lastCode();
}

async function challenged({ pool, client }: World): Promise<SignInResult> {
  await pool.users.create(invited);
  return client.signIn({ username: "ada", password: temporaryPassword });
}

/** ada, signed in by a client whose refresh tokens rotate. */
async function rotating(world: World, retryGracePeriodSeconds: number): Promise<TestSignIn> {
  await world.pool.clients.update(world.client.clientId, {
    explicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH"],
    refreshTokenRotation: { feature: "ENABLED", retryGracePeriodSeconds },
  });
  return world.signedIn(ada);
}

interface Proving {
  readonly user: SignedInUser;
  readonly code: string;
}

async function emailCode(world: World): Promise<Proving> {
  const user = await signedInUser(world);
  await user.attributes.sendVerificationCode("email");
  return { user, code: world.outbox.lastCode() };
}

/** Of people who sign up and in, and of who acts for themselves. */
export const application: UseCases = {
  "AppClient.settings": { act: ({ client }) => client.settings(), plans: 0 },
  "AppClient.dates": { act: ({ client }) => client.dates(), plans: 0 },
  "AppClient.clientSecret": { act: ({ client }) => client.clientSecret(), plans: 0 },
  "AppClient.signUp": { act: ({ client }) => client.signUp(ada), again: "UsernameExistsException" },
  "AppClient.confirmSignUp": {
    before: signUpCode,
    act: ({ client }, confirmationCode) => client.confirmSignUp({ username: "ada", confirmationCode }),
    again: "NotAuthorizedException",
  },
  "AppClient.confirmSignUp, wrong code": {
    before: signedUp,
    act: ({ client }) => client.confirmSignUp({ username: "ada", confirmationCode: "wrong" }),
    comesTo: "CodeMismatchException",
  },
  "AppClient.resendConfirmationCode": {
    before: signedUp,
    act: ({ client }) => client.resendConfirmationCode({ username: "ada" }),
  },
  "AppClient.forgotPassword": { before: signedIn, act: ({ client }) => client.forgotPassword({ username: "ada" }) },
  "AppClient.confirmForgotPassword": {
    before: resetCode,
    act: ({ client }, confirmationCode) => client.confirmForgotPassword({ ...named, confirmationCode }),
    again: "ExpiredCodeException",
  },
  "AppClient.confirmForgotPassword, wrong code": {
    before: resetCode,
    act: ({ client }) => client.confirmForgotPassword({ ...named, confirmationCode: "wrong" }),
    comesTo: "CodeMismatchException",
  },
  "AppClient.user": {
    before: signedIn,
    act: ({ client }, { tokens }: TestSignIn) => client.user(tokens.accessToken),
    plans: 0,
  },
  "AppClient.initiateAuth": {
    before: signedIn,
    act: ({ client }) =>
      client.initiateAuth({ authFlow: "USER_PASSWORD_AUTH", authParameters: { USERNAME: "ada", PASSWORD: password } }),
  },
  "AppClient.signIn": { before: signedIn, act: ({ client }) => client.signIn(named) },
  "AppClient.signIn, wrong password": {
    before: signedIn,
    act: ({ client }) => client.signIn({ ...named, password: "wrong" }),
    comesTo: "NotAuthorizedException",
  },
  "AppClient.signIn, unknown name": { act: ({ client }) => client.signIn(named), comesTo: "NotAuthorizedException" },
  "AppClient.signIn, temporary password": {
    before: ({ pool }) => pool.users.create(invited),
    act: ({ client }) => client.signIn({ username: "ada", password: temporaryPassword }),
  },
  "AppClient.signIn, member of groups": {
    before: async (world) => {
      await world.signedIn(ada);
      await world.pool.groups.create({ groupName: "staff" });
      await world.pool.groups.addUser({ groupName: "staff", username: "ada" });
    },
    act: ({ client }) => client.signIn(named),
  },
  "AppClient.respond": {
    before: challenged,
    act: ({ client }, challenge: Challenge) => client.respond(challenge, { newPassword: password }),
    again: "NotAuthorizedException",
  },
  "PoolUsers.initiateAuth": {
    before: async ({ pool, client, signedIn: signIn }) => {
      await signIn(ada);
      await pool.clients.update(client.clientId, { explicitAuthFlows: ["ALLOW_ADMIN_USER_PASSWORD_AUTH"] });
    },
    act: ({ pool, client: { clientId } }) =>
      pool.users.initiateAuth({
        clientId,
        authFlow: "ADMIN_USER_PASSWORD_AUTH",
        authParameters: { USERNAME: "ada", PASSWORD: password },
      }),
  },
  "PoolUsers.respond": {
    before: challenged,
    act: ({ pool, client }, challenge: Challenge) => pool.users.respond(client.clientId, challenge, { newPassword: password }),
    again: "NotAuthorizedException",
  },
  "AppClient.initiateAuth, by a refresh token": {
    before: signedIn,
    act: ({ client }, { tokens }: TestSignIn) =>
      client.initiateAuth({ authFlow: "REFRESH_TOKEN_AUTH", authParameters: { REFRESH_TOKEN: tokens.refreshToken } }),
    plans: 0,
  },
  "AppClient.refresh": {
    before: signedIn,
    act: ({ client }, { tokens }: TestSignIn) => client.refresh({ refreshToken: tokens.refreshToken }),
    plans: 0,
  },
  "AppClient.refresh, rotated": {
    before: (world) => rotating(world, 60),
    act: ({ client }, { tokens }: TestSignIn) => client.refresh({ refreshToken: tokens.refreshToken }),
  },
  "AppClient.refresh, used before": {
    before: async (world) => {
      const ada = await rotating(world, 0);
      await world.client.refresh({ refreshToken: ada.tokens.refreshToken });
      return ada;
    },
    act: ({ client }, { tokens }: TestSignIn) => client.refresh({ refreshToken: tokens.refreshToken }),
    comesTo: "RefreshTokenReuseException",
    again: "NotAuthorizedException",
  },
  "AppClient.revoke": {
    before: signedIn,
    act: ({ client }, { tokens }: TestSignIn) => client.revoke({ token: tokens.refreshToken }),
  },
  "SignedInUser.get": { before: signedInUser, act: (_, user: SignedInUser) => user.get(), plans: 0 },
  "SignedInUser.changePassword": {
    before: signedInUser,
    act: (_, user: SignedInUser) => user.changePassword({ previousPassword: password, proposedPassword: "Another horse 8!" }),
    again: "NotAuthorizedException",
  },
  "SignedInUser.changePassword, wrong password": {
    before: signedInUser,
    act: (_, user: SignedInUser) => user.changePassword({ previousPassword: "wrong", proposedPassword: "Another horse 8!" }),
    comesTo: "NotAuthorizedException",
  },
  "SignedInUser.signOutEverywhere": {
    before: signedInUser,
    act: (_, user: SignedInUser) => user.signOutEverywhere(),
    again: "NotAuthorizedException",
  },
  "SignedInUser.delete": {
    before: signedInUser,
    act: (_, user: SignedInUser) => user.delete(),
    again: "NotAuthorizedException",
  },
  "OwnAttributes.update": {
    before: signedInUser,
    act: (_, user: SignedInUser) => user.attributes.update({ email: "new@example.com" }),
  },
  "OwnAttributes.delete": { before: signedInUser, act: (_, user: SignedInUser) => user.attributes.delete(["email"]) },
  "OwnAttributes.sendVerificationCode": {
    before: signedInUser,
    act: (_, user: SignedInUser) => user.attributes.sendVerificationCode("email"),
  },
  "OwnAttributes.verify": {
    before: emailCode,
    act: (_, { user, code }: Proving) => user.attributes.verify({ attributeName: "email", code }),
    again: "ExpiredCodeException",
  },
  "OwnAttributes.verify, wrong code": {
    before: emailCode,
    act: (_, { user }: Proving) => user.attributes.verify({ attributeName: "email", code: "wrong" }),
    comesTo: "CodeMismatchException",
  },
};

import { callback, invalid, type Methods, machineSecret, password, type World } from "../world.ts";

const clientMetadata = { from: "web" };
const challenge = { challengeName: "NEW_PASSWORD_REQUIRED", session: `rpcs_${"A".repeat(43)}`, username: "ada" };

/** Her token is not known before the world is there: it takes the place of its name. */
function withEves(member: string, input: unknown, { eve }: World): never {
  const written = typeof input === "object" && input !== null ? Object.getOwnPropertyDescriptor(input, member)?.value : undefined;
  return (written === "eve's" ? { ...(input as object), [member]: eve.tokens.refreshToken } : input) as never;
}

/** Of applications, and of those who are signed in by them. */
export const applicationMethods: Methods = {
  "AppClient.settings": { call: ({ client }) => client.settings(), valid: [], codes: [] },
  "AppClient.dates": { call: ({ client }) => client.dates(), valid: [], codes: [] },
  "AppClient.clientSecret": { call: ({ client }) => client.clientSecret(), valid: [], codes: [] },
  "AppClient.signUp": {
    call: ({ client }, input) => client.signUp(input),
    valid: [
      { username: "bob", password, attributes: { email: "bob@example.com", name: "Bob" }, clientMetadata, validationData: {} },
    ],
    codes: [invalid, "InvalidPasswordException", "UsernameExistsException", "NotAuthorizedException"],
  },
  "AppClient.confirmSignUp": {
    call: ({ client }, input) => client.confirmSignUp(input),
    valid: [{ username: "ada", confirmationCode: "123456", clientMetadata }],
    codes: [invalid, "CodeMismatchException", "LimitExceededException", "NotAuthorizedException", "ExpiredCodeException"],
  },
  "AppClient.resendConfirmationCode": {
    call: ({ client }, input) => client.resendConfirmationCode(input),
    valid: [{ username: "ada", clientMetadata }],
    codes: [invalid, "LimitExceededException"],
  },
  "AppClient.initiateAuth": {
    call: ({ client }, input) => client.initiateAuth(input),
    valid: [{ authFlow: "USER_PASSWORD_AUTH", authParameters: { USERNAME: "ada", PASSWORD: password }, clientMetadata }],
    codes: [invalid, "NotAuthorizedException", "UserNotConfirmedException"],
  },
  "AppClient.initiateAuth, refresh": {
    call: (world, authFlow, parameters) => {
      return world.client.initiateAuth({ authFlow, authParameters: withEves("REFRESH_TOKEN", parameters, world) });
    },
    valid: ["REFRESH_TOKEN_AUTH", { REFRESH_TOKEN: "eve's", DEVICE_KEY: "x", SECRET_HASH: "x" }],
    codes: [invalid, "NotAuthorizedException"],
  },
  "AppClient.refresh": {
    call: (world, input) => world.client.refresh(withEves("refreshToken", input, world)),
    valid: [{ refreshToken: "eve's", clientSecret: "x", deviceKey: "x", clientMetadata }],
    codes: [invalid, "NotAuthorizedException"],
  },
  "AppClient.revoke": {
    call: (world, input) => world.client.revoke(withEves("token", input, world)),
    valid: [{ token: "eve's", clientSecret: "x" }],
    codes: [invalid, "UnsupportedTokenTypeException"],
  },
  "AppClient.authorize": {
    call: (world, input) => world.client.authorize(withEves("accessToken", input, world)),
    valid: [
      {
        ...{
          accessToken: "eve's",
          responseType: "code",
          redirectUri: callback,
          scope: "openid api/read",
          state: "x",
          nonce: "x",
        },
        ...{ codeChallenge: "A".repeat(43), codeChallengeMethod: "S256", resource: "https://api.test" },
      },
    ],
    codes: [invalid, "invalid_request", "redirect_mismatch"],
  },
  "AppClient.exchangeCode": {
    call: ({ client }, input) => client.exchangeCode(input),
    valid: [{ code: `rpac_${"A".repeat(43)}`, redirectUri: callback, codeVerifier: "A".repeat(43), clientSecret: "x" }],
    codes: [invalid, "invalid_request", "invalid_grant"],
  },
  "AppClient.refreshGrant": {
    call: (world, input) => world.client.refreshGrant(withEves("refreshToken", input, world)),
    valid: [{ refreshToken: "eve's", clientSecret: "x" }],
    codes: [invalid, "invalid_request", "invalid_grant"],
  },
  "AppClient.revokeGrant": {
    call: (world, input) => world.client.revokeGrant(withEves("token", input, world)),
    valid: [{ token: "eve's", clientSecret: "x" }],
    codes: [invalid, "invalid_request", "invalid_client", "unsupported_token_type"],
  },
  "AppClient.clientCredentials": {
    call: ({ machine }, input) => machine.clientCredentials(input),
    valid: [{ clientSecret: machineSecret, scope: "api/read", clientMetadata }],
    codes: [invalid, "invalid_client", "invalid_scope"],
  },
  "AppClient.userInfo": {
    call: ({ client, eve }, token) => client.userInfo(token === "eve's" ? eve.tokens.accessToken : token),
    valid: ["eve's"],
    codes: [invalid, "invalid_token", "insufficient_scope"],
  },
  "AppClient.bearer": { call: async ({ client }, token) => client.bearer(token), valid: ["e30.e30.AAAA"], codes: [] },
  "PoolUsers.initiateAuth": {
    call: ({ pool, client }, authFlow, parameters) => {
      return pool.users.initiateAuth({ clientId: client.clientId, authFlow, authParameters: parameters });
    },
    valid: ["ADMIN_USER_PASSWORD_AUTH", { USERNAME: "ada", PASSWORD: password }],
    codes: [invalid, "NotAuthorizedException", "UserNotConfirmedException"],
  },
  "PoolUsers.respond": {
    call: ({ pool, client }, asked, answer) => pool.users.respond(client.clientId, asked, answer),
    valid: [challenge, { newPassword: password, attributes: { name: "Ada" } }],
    codes: [invalid, "NotAuthorizedException", "InvalidPasswordException"],
  },
  "AppClient.signIn": {
    call: ({ client }, input) => client.signIn(input),
    valid: [{ username: "ada", password }],
    codes: [invalid, "NotAuthorizedException", "UserNotConfirmedException"],
  },
  "AppClient.respond": {
    call: ({ client }, asked, answer) => client.respond(asked, answer),
    valid: [challenge, { newPassword: password, attributes: { name: "Ada" }, clientMetadata }],
    codes: [invalid, "NotAuthorizedException", "InvalidPasswordException"],
  },
  "AppClient.forgotPassword": {
    call: ({ client }, input) => client.forgotPassword(input),
    valid: [{ username: "eve", clientMetadata }],
    codes: [invalid, "LimitExceededException", "NotAuthorizedException"],
  },
  "AppClient.confirmForgotPassword": {
    call: ({ client }, input) => client.confirmForgotPassword(input),
    valid: [{ username: "eve", confirmationCode: "123456", password, clientMetadata }],
    codes: [invalid, "InvalidPasswordException", "CodeMismatchException", "LimitExceededException", "ExpiredCodeException"],
  },
  "AppClient.user": {
    call: ({ client, eve }, token) => client.user(token === "eve's" ? eve.tokens.accessToken : token),
    valid: ["eve's"],
    codes: [invalid, "NotAuthorizedException"],
  },
  "SignedInUser.get": { call: ({ user }) => user.get(), valid: [], codes: [] },
  "SignedInUser.changePassword": {
    call: ({ user }, input) => user.changePassword(input),
    valid: [{ previousPassword: password, proposedPassword: "Correct horse 8!" }],
    codes: [invalid, "InvalidPasswordException", "NotAuthorizedException", "LimitExceededException"],
  },
  // Once, and then the session is over.
  "SignedInUser.signOutEverywhere": {
    call: ({ user }) => user.signOutEverywhere(),
    valid: [],
    codes: ["NotAuthorizedException"],
  },
  // Once, and then nobody is there any more.
  "SignedInUser.delete": { call: ({ user }) => user.delete(), valid: [], codes: ["NotAuthorizedException"] },
  "OwnAttributes.update": {
    call: ({ user }, attributes) => user.attributes.update(attributes),
    valid: [{ name: "Eve", email: "eve@example.org", "custom:tenant": "7" }],
    codes: [invalid, "NotAuthorizedException", "LimitExceededException"],
  },
  "OwnAttributes.delete": {
    call: ({ user }, names) => user.attributes.delete(names),
    valid: [["name"]],
    codes: [invalid, "NotAuthorizedException"],
  },
  "OwnAttributes.sendVerificationCode": {
    call: ({ user }, name) => user.attributes.sendVerificationCode(name),
    valid: ["email"],
    codes: [invalid, "LimitExceededException"],
  },
  "OwnAttributes.verify": {
    call: ({ user }, input) => user.attributes.verify(input),
    valid: [{ attributeName: "email", code: "123456" }],
    codes: [invalid, "CodeMismatchException", "LimitExceededException", "ExpiredCodeException"],
  },
};

import { invalid, type Methods, password } from "../world.ts";

const challenge = { challengeName: "NEW_PASSWORD_REQUIRED", session: `rpcs_${"A".repeat(43)}`, username: "ada" };

/** Of applications, and of those who are signed in by them. */
export const applicationMethods: Methods = {
  "AppClient.settings": { call: ({ client }) => client.settings(), valid: [], codes: [] },
  "AppClient.clientSecret": { call: ({ client }) => client.clientSecret(), valid: [], codes: [] },
  "AppClient.signUp": {
    call: ({ client }, input) => client.signUp(input),
    valid: [{ username: "bob", password, attributes: { email: "bob@example.com", name: "Bob" } }],
    codes: [invalid, "InvalidPasswordException", "UsernameExistsException", "NotAuthorizedException"],
  },
  "AppClient.confirmSignUp": {
    call: ({ client }, input) => client.confirmSignUp(input),
    valid: [{ username: "ada", confirmationCode: "123456" }],
    codes: [invalid, "CodeMismatchException", "LimitExceededException", "NotAuthorizedException", "ExpiredCodeException"],
  },
  "AppClient.resendConfirmationCode": {
    call: ({ client }, input) => client.resendConfirmationCode(input),
    valid: [{ username: "ada" }],
    codes: [invalid, "LimitExceededException"],
  },
  "AppClient.initiateAuth": {
    call: ({ client }, input) => client.initiateAuth(input),
    valid: [{ authFlow: "USER_PASSWORD_AUTH", authParameters: { USERNAME: "ada", PASSWORD: password } }],
    codes: [invalid, "NotAuthorizedException", "UserNotConfirmedException"],
  },
  "AppClient.signIn": {
    call: ({ client }, input) => client.signIn(input),
    valid: [{ username: "ada", password }],
    codes: [invalid, "NotAuthorizedException", "UserNotConfirmedException"],
  },
  "AppClient.respond": {
    call: ({ client }, asked, answer) => client.respond(asked, answer),
    valid: [challenge, { newPassword: password, attributes: { name: "Ada" } }],
    codes: [invalid, "NotAuthorizedException", "InvalidPasswordException"],
  },
  "AppClient.forgotPassword": {
    call: ({ client }, input) => client.forgotPassword(input),
    valid: [{ username: "eve" }],
    codes: [invalid, "LimitExceededException", "NotAuthorizedException"],
  },
  "AppClient.confirmForgotPassword": {
    call: ({ client }, input) => client.confirmForgotPassword(input),
    valid: [{ username: "eve", confirmationCode: "123456", password }],
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

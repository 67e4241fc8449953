import {
  AdminInitiateAuthCommand,
  AdminRespondToAuthChallengeCommand,
  InitiateAuthCommand,
  RespondToAuthChallengeCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { type Capability, calling, ofClient, ofPool, type Provocations, writes } from "./provocation.ts";
import { attributes, confirmed, Password, type Stage, Temporary, weak } from "./stage.ts";

const USERNAME = "ada";
const asked = { USERNAME, PASSWORD: Password };

const begins: Provocations = {
  ...writes,
  ...calling("preAuthentication"),
  NotAuthorizedException: { input: { AuthParameters: { USERNAME, PASSWORD: "Wrong-horse-7!" } } },
  UserNotFoundException: { input: { AuthParameters: { ...asked, USERNAME: "nobody" } } },
  UserNotConfirmedException: {
    before: ({ client }) => client.signUp({ username: "bob", password: Password, attributes: { email: "bob@example.com" } }),
    input: { AuthParameters: { ...asked, USERNAME: "bob" } },
  },
  PasswordResetRequiredException: { before: ({ pool }) => pool.users.resetPassword(USERNAME) },
};

const answer = { USERNAME, NEW_PASSWORD: Password };

const answers: Provocations = {
  ...writes,
  ...calling("postAuthentication"),
  NotAuthorizedException: { input: { Session: "a".repeat(40) } },
  InvalidPasswordException: { input: { ChallengeResponses: { ...answer, NEW_PASSWORD: weak } } },
  PasswordHistoryPolicyViolationException: {
    options: { passwordPolicy: { passwordHistorySize: 3 } },
    input: { ChallengeResponses: { ...answer, NEW_PASSWORD: Temporary } },
  },
  AliasExistsException: {
    options: { aliasAttributes: ["preferred_username"] },
    before: (stage) => confirmed(stage, "bob"),
    input: { ChallengeResponses: { ...answer, "userAttributes.preferred_username": "bob" } },
  },
};

/** Whoever was invited has begun to sign in. */
async function session({ pool, client }: Stage): Promise<string> {
  await pool.users.create({ username: USERNAME, temporaryPassword: Temporary, attributes, messageAction: "SUPPRESS" });
  const result = await client.signIn({ username: USERNAME, password: Temporary });
  return "session" in result ? result.session : "";
}

export const signIns: Capability = {
  InitiateAuth: {
    async command(stage) {
      await confirmed(stage);
      return new InitiateAuthCommand({ ClientId: stage.ClientId, AuthFlow: "USER_PASSWORD_AUTH", AuthParameters: { ...asked } });
    },
    errors: { ...begins, ...ofClient },
  },
  AdminInitiateAuth: {
    options: { client: { explicitAuthFlows: ["ALLOW_ADMIN_USER_PASSWORD_AUTH"] } },
    async command(stage) {
      await confirmed(stage);
      const { UserPoolId, ClientId } = stage;
      const AuthFlow = "ADMIN_USER_PASSWORD_AUTH";
      return new AdminInitiateAuthCommand({ UserPoolId, ClientId, AuthFlow, AuthParameters: { ...asked } });
    },
    errors: { ...begins, ...ofPool },
  },
  RespondToAuthChallenge: {
    async command(stage) {
      const of = { ClientId: stage.ClientId, Session: await session(stage) };
      const ChallengeName = "NEW_PASSWORD_REQUIRED";
      return new RespondToAuthChallengeCommand({ ...of, ChallengeName, ChallengeResponses: { ...answer } });
    },
    errors: { ...answers, ...ofClient },
  },
  AdminRespondToAuthChallenge: {
    async command(stage) {
      const { UserPoolId, ClientId } = stage;
      const of = { UserPoolId, ClientId, Session: await session(stage) };
      const ChallengeName = "NEW_PASSWORD_REQUIRED";
      return new AdminRespondToAuthChallengeCommand({ ...of, ChallengeName, ChallengeResponses: { ...answer } });
    },
    errors: { ...answers, ...ofPool },
  },
};

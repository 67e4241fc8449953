import type { TriggerOptions } from "rockpool";
import { invalid, type Methods, password, type World } from "../world.ts";

const lambda = ["InvalidLambdaResponseException", "UserLambdaValidationException"];
const metadata = { clientMetadata: { from: "web" } };
const both = { ...metadata, validationData: { invited: "by bob" } };
const passing = <E>(event: E): E => event;

/** Whose every trigger that is named answers this. */
async function answering({ rockpool }: World, names: readonly (keyof TriggerOptions)[], response: unknown): Promise<void> {
  const answer = async (event: object): Promise<object> => ({ ...event, response });
  const triggers = Object.fromEntries(names.map((name) => [name, answer]));
  await rockpool.ensureUserPool({ poolName: "test", triggers });
}

/** Of functions of the application: which they are, what they are told, and what they answer. */
export const triggersMethods: Methods = {
  "Rockpool.ensureUserPool, triggers": {
    call: ({ rockpool }, triggers) => rockpool.ensureUserPool({ poolName: "test", triggers }),
    valid: [{ preSignUp: passing, customMessage: "functions/message", preAuthentication: "skip", preTokenGeneration: null }],
    codes: [invalid],
  },
  "Rockpool.ensureUserPool, a trigger with a version": {
    call: ({ rockpool }, preTokenGeneration) => rockpool.ensureUserPool({ poolName: "test", triggers: { preTokenGeneration } }),
    valid: [{ version: "V2_0", handler: passing }],
    codes: [invalid],
  },
  "Rockpool.diffUserPool, triggers": {
    call: ({ rockpool }, triggers) => rockpool.diffUserPool({ poolName: "test", triggers }),
    valid: [{ preSignUp: passing, preTokenGeneration: { version: "V3_0", handler: "name" } }],
    codes: [invalid],
  },
  "AppClient.signUp, what is passed on": {
    call: ({ client }, clientMetadata, validationData) =>
      client.signUp({ username: "bob", password, clientMetadata, validationData }),
    valid: [both.clientMetadata, both.validationData],
    codes: [invalid, "UsernameExistsException"],
  },
  "AppClient.initiateAuth, what is passed on": {
    call: async (world, clientMetadata) => {
      await world.rockpool.ensureUserPool({ poolName: "test", triggers: { preAuthentication: passing, userMigration: passing } });
      const authParameters = { USERNAME: "nobody", PASSWORD: password };
      return world.client.initiateAuth({ authFlow: "USER_PASSWORD_AUTH", authParameters, clientMetadata });
    },
    valid: [metadata.clientMetadata],
    codes: [invalid, "NotAuthorizedException"],
  },
  "AppClient.forgotPassword, what is passed on": {
    call: async (world, clientMetadata) => {
      await world.rockpool.ensureUserPool({ poolName: "test", triggers: { customMessage: passing } });
      return world.client.forgotPassword({ username: "eve", clientMetadata });
    },
    valid: [metadata.clientMetadata],
    codes: [invalid, "LimitExceededException"],
  },
  "AppClient.refresh, what is passed on": {
    call: async (world, clientMetadata) => {
      await world.rockpool.ensureUserPool({ poolName: "test", triggers: { preTokenGeneration: passing } });
      return world.client.refresh({ refreshToken: world.eve.tokens.refreshToken, clientMetadata });
    },
    valid: [metadata.clientMetadata],
    codes: [invalid],
  },
  "AppClient.signUp, what PreSignUp and CustomMessage answer": {
    call: async (world, response) => {
      await answering(world, ["preSignUp", "customMessage"], response);
      return world.client.signUp({ username: "bob", password, attributes: { email: "bob@example.com" } });
    },
    valid: [{ autoConfirmUser: false, autoVerifyEmail: true, emailMessage: "Code {####}", emailSubject: "Hi" }],
    codes: [...lambda, "UsernameExistsException"],
  },
  "AppClient.signIn, what PreTokenGeneration answers": {
    call: async (world, claimsOverrideDetails) => {
      await answering(world, ["preTokenGeneration"], { claimsOverrideDetails });
      return world.client.signIn({ username: "eve", password });
    },
    valid: [
      { claimsToAddOrOverride: { plan: "gold" }, claimsToSuppress: ["email"], groupOverrideDetails: { groupsToOverride: ["a"] } },
    ],
    codes: lambda,
  },
  "AppClient.signIn, what UserMigration answers": {
    call: async (world, response) => {
      await answering(world, ["userMigration"], response);
      return world.client.signIn({ username: "carol", password });
    },
    valid: [
      { userAttributes: { email: "carol@example.com" }, finalUserStatus: "RESET_REQUIRED", desiredDeliveryMediums: ["EMAIL"] },
    ],
    codes: [...lambda, "NotAuthorizedException", "PasswordResetRequiredException"],
  },
};

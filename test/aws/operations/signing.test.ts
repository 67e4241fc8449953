import {
  AdminGetUserCommand,
  CognitoIdentityProviderClient,
  type CognitoIdentityProviderClientConfig,
  GetUserCommand,
  InitiateAuthCommand,
  ListUsersCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { describe, expect, it, onTestFinished } from "vitest";
import { type AwsWorld, awsWorld, credentials } from "../world.ts";

/** Operations that anybody may call. */
const unsigned = [
  "InitiateAuth",
  "RespondToAuthChallenge",
  "GetTokensFromRefreshToken",
  "RevokeToken",
  "GetUser",
  "ChangePassword",
  "DeleteUser",
  "GlobalSignOut",
  "UpdateUserAttributes",
  "DeleteUserAttributes",
  "GetUserAttributeVerificationCode",
  "VerifyUserAttribute",
];

/** Those that an administrator signs. */
const signed = [
  "AdminInitiateAuth",
  "AdminRespondToAuthChallenge",
  "AdminCreateUser",
  "AdminGetUser",
  "AdminDeleteUser",
  "AdminConfirmSignUp",
  "AdminDisableUser",
  "AdminEnableUser",
  "AdminResetUserPassword",
  "AdminSetUserPassword",
  "AdminUpdateUserAttributes",
  "AdminDeleteUserAttributes",
  "AdminUserGlobalSignOut",
  "AdminLinkProviderForUser",
  "AdminDisableProviderForUser",
  "AdminListUserAuthEvents",
  "ListUsers",
  "CreateGroup",
  "GetGroup",
  "UpdateGroup",
  "DeleteGroup",
  "ListGroups",
  "AdminAddUserToGroup",
  "AdminRemoveUserFromGroup",
  "AdminListGroupsForUser",
  "ListUsersInGroup",
];

/** A call without a signature, and without any input. */
async function bare({ endpoint }: AwsWorld, operation: string): Promise<unknown> {
  const headers = {
    "content-type": "application/x-amz-json-1.1",
    "x-amz-target": `AWSCognitoIdentityProviderService.${operation}`,
  };
  const response = await fetch(endpoint, { method: "POST", headers, body: "{}" });
  return response.json();
}

function sdk({ endpoint }: AwsWorld, config: CognitoIdentityProviderClientConfig): CognitoIdentityProviderClient {
  const client = new CognitoIdentityProviderClient({ endpoint, region: "us-east-1", maxAttempts: 1, ...config });
  onTestFinished(() => client.destroy());
  return client;
}

const signEverything: CognitoIdentityProviderClientConfig = {
  credentials,
  httpAuthSchemeProvider: () => [
    {
      schemeId: "aws.auth#sigv4",
      signingProperties: { name: "cognito-idp", region: "us-east-1" },
      propertiesExtractor: (config, context) => ({ signingProperties: { config, context } }),
    },
  ],
};
const signNothing: CognitoIdentityProviderClientConfig = {
  credentials,
  httpAuthSchemeProvider: () => [{ schemeId: "smithy.api#noAuth" }],
};
const noCredentials: CognitoIdentityProviderClientConfig = {
  credentials: () => Promise.reject(new Error("nobody has asked for credentials")),
};

describe("without a signature", () => {
  it("what an application calls goes through the gate", async () => {
    const world = await awsWorld();
    for (const operation of unsigned) {
      expect(await bare(world, operation), operation).toMatchObject({
        __type: "InvalidParameterException",
        message: expect.stringMatching(/^\d validation errors? detected: /),
      });
    }
  });

  it("what an administrator calls is refused", async () => {
    const world = await awsWorld();
    for (const operation of signed) {
      expect(await bare(world, operation), operation).toMatchObject({ __type: "MissingAuthenticationTokenException" });
    }
  });

  it("the SDK signs people in, and asks nobody for credentials", async () => {
    const world = await awsWorld();
    const aws = sdk(world, noCredentials);
    const { username: USERNAME, password: PASSWORD } = await world.signedIn({ password: "Correct-horse-7!" });
    const of = { ClientId: world.client.clientId, AuthFlow: "USER_PASSWORD_AUTH" } as const;
    const begun = await aws.send(new InitiateAuthCommand({ ...of, AuthParameters: { USERNAME, PASSWORD } }));
    const { AccessToken } = begun.AuthenticationResult ?? {};
    expect(await aws.send(new GetUserCommand({ AccessToken }))).toMatchObject({ Username: USERNAME });
  });

  it("the SDK gets a typed exception for what must be signed", async () => {
    const world = await awsWorld();
    const refused = sdk(world, signNothing).send(new ListUsersCommand({ UserPoolId: world.pool.userPoolId }));
    await expect(refused).rejects.toMatchObject({
      name: "MissingAuthenticationTokenException",
      message: "Missing Authentication Token",
      $metadata: { httpStatusCode: 403 },
    });
  });
});

describe("with a signature", () => {
  it("what an application calls is taken as well", async () => {
    const world = await awsWorld();
    const aws = sdk(world, signEverything);
    const { username: USERNAME, password: PASSWORD, tokens } = await world.signedIn({ password: "Correct-horse-7!" });
    const of = { ClientId: world.client.clientId, AuthFlow: "USER_PASSWORD_AUTH" } as const;
    const begun = await aws.send(new InitiateAuthCommand({ ...of, AuthParameters: { USERNAME, PASSWORD } }));
    expect(begun.AuthenticationResult).toBeDefined();
    expect(await aws.send(new GetUserCommand({ AccessToken: tokens.accessToken }))).toMatchObject({ Username: USERNAME });
  });

  it.each([
    ["InvalidSignatureException", { ...credentials, secretAccessKey: "wrong" }],
    ["UnrecognizedClientException", { ...credentials, accessKeyId: "AKIAI44QH8DHBEXAMPLE" }],
  ])("by wrong keys everything is refused: %s", async (name, wrong) => {
    const world = await awsWorld();
    const { accessToken: AccessToken } = (await world.signedIn({ username: "ada" })).tokens;
    const aws = sdk(world, { ...signEverything, credentials: wrong });
    const refusal = { name, $metadata: { httpStatusCode: 403 } };
    const ofAda = { UserPoolId: world.pool.userPoolId, Username: "ada" };
    await expect(aws.send(new AdminGetUserCommand(ofAda))).rejects.toMatchObject(refusal);
    await expect(aws.send(new GetUserCommand({ AccessToken }))).rejects.toMatchObject(refusal);
  });
});

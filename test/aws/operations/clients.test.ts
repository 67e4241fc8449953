import {
  AddUserPoolClientSecretCommand,
  CreateUserPoolClientCommand,
  type CreateUserPoolClientCommandInput,
  DeleteUserPoolClientCommand,
  DeleteUserPoolClientSecretCommand,
  DescribeUserPoolClientCommand,
  ListUserPoolClientSecretsCommand,
  ListUserPoolClientsCommand,
  UpdateUserPoolClientCommand,
  type UserPoolClientType,
} from "@aws-sdk/client-cognito-identity-provider";
import { secretHash } from "rockpool";
import { describe, expect, it } from "vitest";
import { type AwsWorld, awsWorld } from "../world.ts";

interface Made extends UserPoolClientType {
  readonly of: { readonly UserPoolId: string; readonly ClientId: string };
}

async function created({ aws, pool }: AwsWorld, options: Partial<CreateUserPoolClientCommandInput> = {}): Promise<Made> {
  const UserPoolId = pool.userPoolId;
  const made = await aws.send(new CreateUserPoolClientCommand({ UserPoolId, ClientName: "web", ...options }));
  return { ...made.UserPoolClient, of: { UserPoolId, ClientId: made.UserPoolClient?.ClientId ?? "" } };
}

async function described({ aws }: AwsWorld, of: Made["of"]): Promise<UserPoolClientType | undefined> {
  return (await aws.send(new DescribeUserPoolClientCommand(of))).UserPoolClient;
}

const everything = {
  RefreshTokenValidity: 10,
  AccessTokenValidity: 30,
  IdTokenValidity: 90,
  TokenValidityUnits: { AccessToken: "minutes", IdToken: "minutes", RefreshToken: "days" },
  ReadAttributes: ["email", "name"],
  WriteAttributes: ["name"],
  ExplicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH"],
  SupportedIdentityProviders: ["COGNITO"],
  CallbackURLs: ["https://app.example/cb"],
  LogoutURLs: ["https://app.example/out"],
  DefaultRedirectURI: "https://app.example/cb",
  AllowedOAuthFlows: ["code"],
  AllowedOAuthScopes: ["openid"],
  AllowedOAuthFlowsUserPoolClient: true,
  AnalyticsConfiguration: {
    ApplicationArn: "arn:aws:mobiletargeting:us-east-1:123456789012:apps/0a",
    UserDataShared: true,
  },
  PreventUserExistenceErrors: "ENABLED",
  EnableTokenRevocation: false,
  EnablePropagateAdditionalUserContextData: true,
  AuthSessionValidity: 5,
  RefreshTokenRotation: { Feature: "ENABLED", RetryGracePeriodSeconds: 9 },
} satisfies Partial<CreateUserPoolClientCommandInput>;

describe("CreateUserPoolClient, DescribeUserPoolClient, by the AWS SDK", () => {
  it("make a client with AWS's defaults (users-and-triggers.md 6.1)", async () => {
    const world = await awsWorld();
    const { of, ...client } = await created(world);
    expect(client).toEqual({
      ...of,
      ClientName: "web",
      CreationDate: new Date(world.clock()),
      LastModifiedDate: new Date(world.clock()),
      AccessTokenValidity: 1,
      IdTokenValidity: 1,
      RefreshTokenValidity: 30,
      TokenValidityUnits: { AccessToken: "hours", IdToken: "hours", RefreshToken: "days" },
      ExplicitAuthFlows: ["ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_SRP_AUTH", "ALLOW_CUSTOM_AUTH"],
      PreventUserExistenceErrors: "LEGACY",
      EnableTokenRevocation: true,
      EnablePropagateAdditionalUserContextData: false,
      AllowedOAuthFlowsUserPoolClient: false,
      AuthSessionValidity: 3,
      RefreshTokenRotation: { Feature: "DISABLED", RetryGracePeriodSeconds: 0 },
    });
    expect(await described(world, of)).toEqual(client);
  });

  it("make another client of the same name", async () => {
    const world = await awsWorld();
    expect((await created(world)).ClientId).not.toBe((await created(world)).ClientId);
  });

  it("take and show every member that there is a setting for", async () => {
    const world = await awsWorld();
    expect(await created(world, { ...everything, GenerateSecret: true })).toMatchObject(everything);
  });

  it.each([
    [{ AccessTokenValidity: 600, TokenValidityUnits: { AccessToken: "seconds" } }, 600, { AccessTokenValidity: 10 }, "minutes"],
    [{ AccessTokenValidity: 601, TokenValidityUnits: { AccessToken: "seconds" } }, 601, { AccessTokenValidity: 601 }, "seconds"],
    [{ AccessTokenValidity: 1, TokenValidityUnits: { AccessToken: "days" } }, 86_400, { AccessTokenValidity: 24 }, "hours"],
    [{ AccessTokenValidity: 2 }, 7_200, { AccessTokenValidity: 2 }, "hours"],
  ] as const)("keep %j in seconds, and show it in the longest unit up to hours", async (written, seconds, shown, unit) => {
    const world = await awsWorld();
    const client = await created(world, written);
    expect(client).toMatchObject({ ...shown, TokenValidityUnits: { AccessToken: unit } });
    const settings = await (await world.rockpool.appClient(client.of.ClientId)).settings();
    expect(settings.accessTokenValiditySeconds).toBe(seconds);
  });

  it("take 0 for the usual validity of a refresh token", async () => {
    expect(await created(await awsWorld(), { RefreshTokenValidity: 0 })).toMatchObject({ RefreshTokenValidity: 30 });
  });

  it("leave the flow of refresh tokens out where they rotate and no flow is named", async () => {
    const client = await created(await awsWorld(), { RefreshTokenRotation: { Feature: "ENABLED" } });
    expect(client.ExplicitAuthFlows).toEqual(["ALLOW_USER_SRP_AUTH", "ALLOW_CUSTOM_AUTH"]);
  });

  it("make and show a secret, or take one", async () => {
    const world = await awsWorld();
    const drawn = await created(world, { GenerateSecret: true });
    expect(drawn.ClientSecret).toMatch(/^[a-z0-9]{51}$/);
    expect((await described(world, drawn.of))?.ClientSecret).toBe(drawn.ClientSecret);
    expect(await created(world, { ClientSecret: "a".repeat(24) })).toMatchObject({ ClientSecret: "a".repeat(24) });
  });

  it("answer what is wrong in Cognito's words (users-and-triggers.md 2.7)", async () => {
    const world = await awsWorld();
    await expect(created(world, { AccessTokenValidity: 25 })).rejects.toMatchObject({
      name: "InvalidParameterException",
      message: "Invalid range for token validity.",
    });
    await expect(created(world, { AllowedOAuthFlows: ["client_credentials"] })).rejects.toMatchObject({
      name: "InvalidOAuthFlowException",
    });
    await expect(created(world, { AllowedOAuthScopes: ["api/read"] })).rejects.toMatchObject({
      name: "ScopeDoesNotExistException",
    });
    const { of } = await created(world);
    await expect(described(world, { ...of, ClientId: "a".repeat(26) })).rejects.toMatchObject({
      name: "ResourceNotFoundException",
      message: `User pool client ${"a".repeat(26)} does not exist.`,
    });
  });

  it("do not show a client to another pool", async () => {
    const world = await awsWorld();
    const { of } = await created(world);
    const { userPoolId: UserPoolId } = await world.rockpool.ensureUserPool({ poolName: "other" });
    await expect(described(world, { ...of, UserPoolId })).rejects.toMatchObject({ name: "ResourceNotFoundException" });
  });
});

describe("UpdateUserPoolClient, by the AWS SDK", () => {
  it("returns what is left out to its default, and leaves name and secret (users-and-triggers.md 6.1)", async () => {
    const world = await awsWorld();
    const { of: _, ClientId: __, ClientSecret: ___, ...fresh } = await created(world, { GenerateSecret: true });
    const { of, ClientId, ClientSecret } = await created(world, { ...everything, GenerateSecret: true });
    world.clock.advance({ seconds: 5 });
    const { UserPoolClient } = await world.aws.send(new UpdateUserPoolClientCommand(of));
    expect(UserPoolClient).toEqual({ ...fresh, ClientId, ClientSecret, LastModifiedDate: new Date(world.clock()) });
  });

  it("writes what is given", async () => {
    const world = await awsWorld();
    const { of } = await created(world, { GenerateSecret: true });
    await world.aws.send(new UpdateUserPoolClientCommand({ ...of, ClientName: "renamed", ...everything }));
    expect(await described(world, of)).toMatchObject({ ClientName: "renamed", ...everything });
  });
});

describe("ListUserPoolClients, DeleteUserPoolClient, by the AWS SDK", () => {
  it("list clients page by page, and delete one", async () => {
    const world = await awsWorld();
    const made = await created(world);
    const { UserPoolId } = made.of;
    const first = await world.aws.send(new ListUserPoolClientsCommand({ UserPoolId, MaxResults: 1 }));
    const second = await world.aws.send(new ListUserPoolClientsCommand({ UserPoolId, NextToken: first.NextToken }));
    const listed = [...(first.UserPoolClients ?? []), ...(second.UserPoolClients ?? [])];
    expect(listed.map(({ ClientId }) => ClientId)).toEqual([made.of.ClientId, world.client.clientId].sort());
    expect(listed).toContainEqual({ ...made.of, ClientName: "web" });
    await world.aws.send(new DeleteUserPoolClientCommand(made.of));
    await expect(described(world, made.of)).rejects.toMatchObject({ name: "ResourceNotFoundException" });
  });
});

describe("AddUserPoolClientSecret, ListUserPoolClientSecrets, DeleteUserPoolClientSecret, by the AWS SDK", () => {
  it("exchange one secret for another, and never show a value again", async () => {
    const world = await awsWorld();
    const { of, ClientSecret: before = "" } = await created(world, { GenerateSecret: true });
    const added = (await world.aws.send(new AddUserPoolClientSecretCommand(of))).ClientSecretDescriptor;
    expect(added).toEqual({
      ClientSecretId: expect.stringMatching(`^${of.ClientId}--\\d+$`),
      ClientSecretValue: expect.stringMatching(/^[a-z0-9]{51}$/),
      ClientSecretCreateDate: new Date(world.clock()),
    });
    const { ClientSecrets = [] } = await world.aws.send(new ListUserPoolClientSecretsCommand(of));
    expect(ClientSecrets.map((secret) => Object.keys(secret).sort())).toEqual(
      Array.from({ length: 2 }, () => ["ClientSecretCreateDate", "ClientSecretId"]),
    );
    const [oldest] = ClientSecrets;
    await world.aws.send(new DeleteUserPoolClientSecretCommand({ ...of, ClientSecretId: oldest?.ClientSecretId }));
    expect((await described(world, of))?.ClientSecret).toBe(added?.ClientSecretValue);
    const client = await world.rockpool.appClient(of.ClientId);
    const hash = secretHash({ username: "ada", clientId: of.ClientId, clientSecret: before });
    const refused = client.signUp({ username: "ada", password: "Correct-horse-7!", secretHash: hash });
    await expect(refused).rejects.toMatchObject({ code: "NotAuthorizedException" });
  });

  it("show no value of a secret that was brought, and refuse a third, and to delete the last", async () => {
    const world = await awsWorld();
    const { of } = await created(world, { GenerateSecret: true });
    const ClientSecret = "b".repeat(24);
    const { ClientSecretDescriptor } = await world.aws.send(new AddUserPoolClientSecretCommand({ ...of, ClientSecret }));
    expect(ClientSecretDescriptor).not.toHaveProperty("ClientSecretValue");
    const third = world.aws.send(new AddUserPoolClientSecretCommand(of));
    await expect(third).rejects.toMatchObject({ name: "LimitExceededException" });
    const { ClientSecrets = [] } = await world.aws.send(new ListUserPoolClientSecretsCommand(of));
    const [first, last] = ClientSecrets.map(
      ({ ClientSecretId }) => new DeleteUserPoolClientSecretCommand({ ...of, ClientSecretId }),
    );
    if (first === undefined || last === undefined) throw new Error("two secrets were expected");
    await world.aws.send(first);
    await expect(world.aws.send(last)).rejects.toMatchObject({ name: "InvalidParameterException" });
  });
});

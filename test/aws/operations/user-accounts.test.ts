import {
  AdminConfirmSignUpCommand,
  AdminDisableProviderForUserCommand,
  AdminDisableUserCommand,
  AdminEnableUserCommand,
  AdminGetUserCommand,
  AdminLinkProviderForUserCommand,
  AdminListUserAuthEventsCommand,
  AdminResetUserPasswordCommand,
  AdminSetUserPasswordCommand,
  AdminUserGlobalSignOutCommand,
  ConfirmForgotPasswordCommand,
  InitiateAuthCommand,
  paginateAdminListUserAuthEvents,
} from "@aws-sdk/client-cognito-identity-provider";
import { describe, expect, it } from "vitest";
import { type AwsWorld, awsWorld } from "../world.ts";

const PASSWORD = "Correct-horse-7!";
const ANOTHER = "Another-horse-8!";
const attributes = { email: "ada@example.com" };
const userNotFound = { name: "UserNotFoundException", message: "User does not exist." };

const ada = ({ pool }: AwsWorld) => ({ UserPoolId: pool.userPoolId, Username: "ada" });
const signIn = ({ aws, client }: AwsWorld, password: string) =>
  aws.send(
    new InitiateAuthCommand({
      ClientId: client.clientId,
      AuthFlow: "USER_PASSWORD_AUTH",
      AuthParameters: { USERNAME: "ada", PASSWORD: password },
    }),
  );
const statusOf = async (world: AwsWorld) => (await world.aws.send(new AdminGetUserCommand(ada(world)))).UserStatus;

describe("an account's life, by the AWS SDK", () => {
  it("is confirmed, disabled, enabled, reset, and given other passwords by administrators", async () => {
    const world = await awsWorld();
    const { aws, client, pool, outbox } = world;
    const of = ada(world);
    await client.signUp({ username: "ada", password: PASSWORD, attributes });
    expect(await statusOf(world)).toBe("UNCONFIRMED");
    await aws.send(new AdminConfirmSignUpCommand(of));
    expect(await statusOf(world)).toBe("CONFIRMED");
    await signIn(world, PASSWORD);

    await aws.send(new AdminDisableUserCommand(of));
    expect((await aws.send(new AdminGetUserCommand(of))).Enabled).toBe(false);
    await expect(signIn(world, PASSWORD)).rejects.toMatchObject({ message: "User is disabled." });
    await aws.send(new AdminEnableUserCommand(of));
    await signIn(world, PASSWORD);

    await pool.users.updateAttributes({ username: "ada", attributes: { email_verified: "true" } });
    await aws.send(new AdminResetUserPasswordCommand(of));
    expect(await statusOf(world)).toBe("RESET_REQUIRED");
    await expect(signIn(world, PASSWORD)).rejects.toMatchObject({ name: "PasswordResetRequiredException" });
    const ConfirmationCode = outbox.lastCode("ada");
    const chosen = { ClientId: client.clientId, Username: "ada", ConfirmationCode, Password: ANOTHER };
    await aws.send(new ConfirmForgotPasswordCommand(chosen));
    await signIn(world, ANOTHER);

    await aws.send(new AdminSetUserPasswordCommand({ ...of, Password: "Temporary-1!" }));
    expect(await statusOf(world)).toBe("FORCE_CHANGE_PASSWORD");
    expect(await signIn(world, "Temporary-1!")).toMatchObject({ ChallengeName: "NEW_PASSWORD_REQUIRED" });
    await aws.send(new AdminSetUserPasswordCommand({ ...of, Password: PASSWORD, Permanent: true }));
    expect(await statusOf(world)).toBe("CONFIRMED");
    await signIn(world, PASSWORD);
  });

  it("is signed out of all sessions by an administrator", async () => {
    const world = await awsWorld();
    const { tokens } = await world.signedIn({ username: "ada", password: PASSWORD });
    await world.aws.send(new AdminUserGlobalSignOutCommand(ada(world)));
    const refreshed = world.client.refresh({ refreshToken: tokens.refreshToken });
    await expect(refreshed).rejects.toMatchObject({ message: "Refresh Token has been revoked" });
  });
});

describe("what administrators do with an account, by the AWS SDK, is refused", () => {
  it("where nobody has the name", async () => {
    const world = await awsWorld();
    const { aws } = world;
    const of = ada(world);
    await expect(aws.send(new AdminConfirmSignUpCommand(of))).rejects.toMatchObject(userNotFound);
    await expect(aws.send(new AdminDisableUserCommand(of))).rejects.toMatchObject(userNotFound);
    await expect(aws.send(new AdminEnableUserCommand(of))).rejects.toMatchObject(userNotFound);
    await expect(aws.send(new AdminResetUserPasswordCommand(of))).rejects.toMatchObject(userNotFound);
    await expect(aws.send(new AdminUserGlobalSignOutCommand(of))).rejects.toMatchObject(userNotFound);
    await expect(aws.send(new AdminListUserAuthEventsCommand(of))).rejects.toMatchObject(userNotFound);
    const set = aws.send(new AdminSetUserPasswordCommand({ ...of, Password: PASSWORD }));
    await expect(set).rejects.toMatchObject(userNotFound);
  });

  it("in a status it is not for", async () => {
    const world = await awsWorld();
    const { aws } = world;
    const of = ada(world);
    await world.pool.users.create({ username: "ada", attributes, messageAction: "SUPPRESS" });
    await expect(aws.send(new AdminConfirmSignUpCommand(of))).rejects.toMatchObject({
      name: "NotAuthorizedException",
      message: "User cannot be confirmed. Current status is FORCE_CHANGE_PASSWORD",
    });
    await expect(aws.send(new AdminResetUserPasswordCommand(of))).rejects.toMatchObject({
      name: "NotAuthorizedException",
      message: "User password cannot be reset in the current state.",
    });
  });

  it("where there is nowhere to send a code, and for a password the policy refuses", async () => {
    const world = await awsWorld({ passwordPolicy: { passwordHistorySize: 2 } });
    const { aws } = world;
    const of = ada(world);
    await world.pool.users.create({ username: "ada", messageAction: "SUPPRESS" });
    await aws.send(new AdminSetUserPasswordCommand({ ...of, Password: PASSWORD, Permanent: true }));
    await expect(aws.send(new AdminResetUserPasswordCommand(of))).rejects.toMatchObject({
      name: "InvalidParameterException",
      message: "Cannot reset password for the user as there is no registered/verified email or phone_number",
    });
    const weak = aws.send(new AdminSetUserPasswordCommand({ ...of, Password: "weak" }));
    await expect(weak).rejects.toMatchObject({ name: "InvalidPasswordException" });
    const again = aws.send(new AdminSetUserPasswordCommand({ ...of, Password: PASSWORD, Permanent: true }));
    await expect(again).rejects.toMatchObject({ name: "PasswordHistoryPolicyViolationException" });
  });
});

describe("AdminConfirmSignUp, AdminResetUserPassword, by the AWS SDK", () => {
  it("hand ClientMetadata to PostConfirmation and CustomMessage", async () => {
    const seen: unknown[] = [];
    const world = await awsWorld({
      triggers: {
        postConfirmation: (event) => {
          seen.push([event.triggerSource, event.request.clientMetadata]);
          return event;
        },
        customMessage: (event) => {
          seen.push([event.triggerSource, event.request.clientMetadata]);
          return event;
        },
      },
    });
    const of = { ...ada(world), ClientMetadata: { from: "the office" } };
    await world.client.signUp({ username: "ada", password: PASSWORD, attributes });
    await world.aws.send(new AdminConfirmSignUpCommand(of));
    await world.pool.users.updateAttributes({ username: "ada", attributes: { email_verified: "true" } });
    await world.aws.send(new AdminResetUserPasswordCommand(of));
    expect(seen.slice(-2)).toEqual([
      ["PostConfirmation_ConfirmSignUp", of.ClientMetadata],
      ["CustomMessage_ForgotPassword", of.ClientMetadata],
    ]);
  });
});

describe("AdminListUserAuthEvents, by the AWS SDK", () => {
  it("pages through what happened to a user, the newest first", async () => {
    const world = await awsWorld();
    await world.signedIn({ username: "ada", password: PASSWORD });
    world.clock.advance({ seconds: 1 });
    await signIn(world, "Wrong-horse-7!").catch(() => {});
    const { AuthEvents } = await world.aws.send(new AdminListUserAuthEventsCommand(ada(world)));
    expect(AuthEvents?.[0]).toEqual({
      EventId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      EventType: "SignIn",
      CreationDate: new Date(world.clock()),
      EventResponse: "Fail",
    });
    const paged: unknown[] = [];
    for await (const page of paginateAdminListUserAuthEvents({ client: world.aws, pageSize: 1 }, ada(world))) {
      expect(page.AuthEvents?.length).toBeLessThanOrEqual(1);
      paged.push(...(page.AuthEvents ?? []));
    }
    expect(paged).toEqual(AuthEvents);
    expect(paged.length).toBeGreaterThan(2);
  });
});

describe("AdminLinkProviderForUser, AdminDisableProviderForUser, by the AWS SDK", () => {
  const source = (ProviderAttributeValue: string) => ({
    ProviderName: "Google",
    ProviderAttributeName: "Cognito_Subject",
    ProviderAttributeValue,
  });
  const cognito = (ProviderAttributeValue: string) => ({ ProviderName: "Cognito", ProviderAttributeValue });
  const link = ({ aws, pool }: AwsWorld, subject: string, username = "ada") =>
    aws.send(
      new AdminLinkProviderForUserCommand({
        UserPoolId: pool.userPoolId,
        DestinationUser: cognito(username),
        SourceUser: source(subject),
      }),
    );
  const disable = ({ aws, pool }: AwsWorld, User: Readonly<Partial<ReturnType<typeof source>>>) =>
    aws.send(new AdminDisableProviderForUserCommand({ UserPoolId: pool.userPoolId, User }));

  it("link an identity, which the attribute identities tells of, and unlink it", async () => {
    const world = await awsWorld();
    await world.signedIn({ username: "ada", password: PASSWORD });
    await link(world, "1234");
    const identities = async () => {
      const { UserAttributes = [] } = await world.aws.send(new AdminGetUserCommand(ada(world)));
      return UserAttributes.find(({ Name }) => Name === "identities")?.Value;
    };
    expect(JSON.parse((await identities()) ?? "")).toMatchObject([{ providerName: "Google", userId: "1234" }]);
    await disable(world, source("1234"));
    expect(await identities()).toBeUndefined();
  });

  it("take the password of a user of the pool away", async () => {
    const world = await awsWorld();
    await world.signedIn({ username: "ada", password: PASSWORD });
    await disable(world, { ...cognito("ada"), ProviderAttributeName: "Cognito_Subject" });
    const message = "Incorrect username or password.";
    await expect(signIn(world, PASSWORD)).rejects.toMatchObject({ name: "NotAuthorizedException", message });
  });

  it("answer what is wrong as the SDK's typed exceptions", async () => {
    const world = await awsWorld();
    await world.signedIn({ username: "ada", password: PASSWORD });
    await world.signedIn({ username: "bob", password: PASSWORD });
    await expect(link(world, "1", "nobody")).rejects.toMatchObject(userNotFound);
    await expect(disable(world, source("1"))).rejects.toMatchObject(userNotFound);
    await expect(disable(world, { ProviderName: "Google" })).rejects.toMatchObject({ name: "InvalidParameterException" });
    for (const subject of ["1", "2", "3", "4", "5"]) await link(world, subject);
    await expect(link(world, "6")).rejects.toMatchObject({ name: "LimitExceededException" });
    await expect(link(world, "1", "bob")).rejects.toMatchObject({ name: "AliasExistsException" });
    // Who came from a provider is called by it; nobody has.
    const DestinationUser = source("7");
    const of = { UserPoolId: world.pool.userPoolId, DestinationUser, SourceUser: source("8") };
    await expect(world.aws.send(new AdminLinkProviderForUserCommand(of))).rejects.toMatchObject(userNotFound);
  });
});

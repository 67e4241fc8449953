import {
  AdminInitiateAuthCommand,
  AdminRespondToAuthChallengeCommand,
  type AuthFlowType,
  InitiateAuthCommand,
  RespondToAuthChallengeCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { type PreAuthenticationHandler, secretHash } from "rockpool";
import { describe, expect, it } from "vitest";
import { type AwsWorld, awsWorld } from "../world.ts";

const PASSWORD = "Correct-horse-7!";
const TEMPORARY = "Temporary-1!";
const attributes = { email: "ada@example.com", email_verified: "true" };
const notAuthorized = { name: "NotAuthorizedException" };

const passwordAuth = ({ client }: AwsWorld, PASSWORD_OF_ADA = PASSWORD, USERNAME = "ada") =>
  new InitiateAuthCommand({
    ClientId: client.clientId,
    AuthFlow: "USER_PASSWORD_AUTH",
    AuthParameters: { USERNAME, PASSWORD: PASSWORD_OF_ADA },
  });

/** Somebody an administrator made, who is asked for a password of their own. */
async function invited(world: AwsWorld, of: { readonly username?: string } = {}): Promise<string | undefined> {
  const { username = "ada" } = of;
  await world.pool.users.create({ username, temporaryPassword: TEMPORARY, attributes, messageAction: "SUPPRESS" });
  const { Session } = await world.aws.send(passwordAuth(world, TEMPORARY, username));
  return Session;
}

const newPassword = ({ client }: AwsWorld, Session: string | undefined, responses: Readonly<Record<string, string>> = {}) =>
  new RespondToAuthChallengeCommand({
    ClientId: client.clientId,
    ChallengeName: "NEW_PASSWORD_REQUIRED",
    Session,
    ChallengeResponses: { USERNAME: "ada", NEW_PASSWORD: PASSWORD, ...responses },
  });

describe("InitiateAuth with USER_PASSWORD_AUTH, by the AWS SDK", () => {
  it("gives tokens that the pool verifies", async () => {
    const world = await awsWorld();
    const { username, password, sub } = await world.signedIn();
    const { $metadata, ...answer } = await world.aws.send(passwordAuth(world, password, username));
    expect($metadata.httpStatusCode).toBe(200);
    expect(answer).toEqual({
      ChallengeParameters: {},
      AuthenticationResult: {
        AccessToken: expect.any(String),
        IdToken: expect.any(String),
        RefreshToken: expect.any(String),
        ExpiresIn: 3600,
        TokenType: "Bearer",
      },
    });
    const { AccessToken = "", IdToken = "" } = answer.AuthenticationResult ?? {};
    expect(await world.pool.verify(AccessToken, { tokenUse: "access", clientId: world.client.clientId })).toMatchObject({ sub });
    expect(await world.pool.verify(IdToken, { tokenUse: "id", clientId: world.client.clientId })).toMatchObject({ sub });
  });

  it("refuses a wrong password, a name nobody has, and whoever may not come in, in Cognito's words", async () => {
    const world = await awsWorld();
    await world.signedIn({ username: "ada", password: PASSWORD });
    const wrong = world.aws.send(passwordAuth(world, "Wrong-horse-7!"));
    await expect(wrong).rejects.toMatchObject({ ...notAuthorized, message: "Incorrect username or password." });
    const nobody = world.aws.send(passwordAuth(world, PASSWORD, "nobody"));
    await expect(nobody).rejects.toMatchObject({ name: "UserNotFoundException", message: "User does not exist." });
    await world.client.signUp({ username: "bob", password: PASSWORD, attributes: { email: "bob@example.com" } });
    const unconfirmed = world.aws.send(passwordAuth(world, PASSWORD, "bob"));
    await expect(unconfirmed).rejects.toMatchObject({ name: "UserNotConfirmedException", message: "User is not confirmed." });
    await world.pool.users.resetPassword("ada");
    const reset = world.aws.send(passwordAuth(world));
    const words = "Password reset required for the user";
    await expect(reset).rejects.toMatchObject({ name: "PasswordResetRequiredException", message: words });
    await world.pool.users.disable("ada");
    const disabled = world.aws.send(passwordAuth(world));
    await expect(disabled).rejects.toMatchObject({ ...notAuthorized, message: "User is disabled." });
  });

  it("hides who there is where the client says so", async () => {
    const world = await awsWorld({ client: { preventUserExistenceErrors: "ENABLED" } });
    const nobody = world.aws.send(passwordAuth(world, PASSWORD, "nobody"));
    await expect(nobody).rejects.toMatchObject({ ...notAuthorized, message: "Incorrect username or password." });
  });

  it("locks after five wrong passwords", async () => {
    const world = await awsWorld();
    await world.signedIn({ username: "ada", password: PASSWORD });
    for (let n = 0; n < 5; n += 1) await world.aws.send(passwordAuth(world, "Wrong-horse-7!")).catch(() => {});
    const locked = world.aws.send(passwordAuth(world));
    await expect(locked).rejects.toMatchObject({ ...notAuthorized, message: "Password attempts exceeded" });
  });

  it("needs the secret hash of a client that has a secret", async () => {
    const world = await awsWorld({ client: { generateSecret: true } });
    await world.signedIn({ username: "ada", password: PASSWORD });
    const { clientId } = world.client;
    const without = world.aws.send(passwordAuth(world));
    const words = `Client ${clientId} is configured with secret but SECRET_HASH was not received`;
    await expect(without).rejects.toMatchObject({ ...notAuthorized, message: words });
    const clientSecret = (await world.client.clientSecret()) ?? "";
    const SECRET_HASH = secretHash({ username: "ada", clientId, clientSecret });
    const command = passwordAuth(world);
    command.input.AuthParameters = { ...command.input.AuthParameters, SECRET_HASH };
    expect((await world.aws.send(command)).AuthenticationResult).toBeDefined();
  });

  it("hands ClientMetadata to PreAuthentication, as its validationData", async () => {
    const seen: unknown[] = [];
    const world = await awsWorld({
      triggers: {
        preAuthentication: (event) => {
          seen.push(event.request.validationData);
          return event;
        },
      },
    });
    await world.signedIn({ username: "ada", password: PASSWORD });
    const command = passwordAuth(world);
    command.input.ClientMetadata = { from: "the app" };
    await world.aws.send(command);
    expect(seen.at(-1)).toEqual({ from: "the app" });
  });
});

describe("triggers of a sign-in, by the AWS SDK", () => {
  const preAuthenticationOf = async (preAuthentication: PreAuthenticationHandler) => {
    const world = await awsWorld();
    await world.signedIn({ username: "ada", password: PASSWORD });
    await world.pool.settings.update({ triggers: { preAuthentication } });
    return world.aws.send(passwordAuth(world));
  };

  it("refuse in their own words, as UserLambdaValidationException", async () => {
    const refused = preAuthenticationOf(() => Promise.reject(new Error("not today")));
    const message = expect.stringMatching(/^PreAuthentication failed with error not today\.$/);
    await expect(refused).rejects.toMatchObject({ name: "UserLambdaValidationException", message });
  });

  it("that answer with what is no event are an InvalidLambdaResponseException", async () => {
    const refused = preAuthenticationOf(() => "yes" as never);
    await expect(refused).rejects.toMatchObject({ name: "InvalidLambdaResponseException" });
  });
});

describe("InitiateAuth, by the AWS SDK, refuses", () => {
  it.each<[AuthFlowType, string]>([
    ["USER_SRP_AUTH", "USER_SRP_AUTH is not enabled for the client."],
    ["CUSTOM_AUTH", "CUSTOM_AUTH is not enabled for the client."],
    ["USER_AUTH", "USER_AUTH flow not enabled for this client"],
    ["ADMIN_USER_PASSWORD_AUTH", "Initiate Auth method not supported."],
    ["ADMIN_NO_SRP_AUTH", "Initiate Auth method not supported."],
  ])("%s", async (AuthFlow, message) => {
    const { aws, client } = await awsWorld();
    const AuthParameters = { USERNAME: "ada", PASSWORD };
    const refused = aws.send(new InitiateAuthCommand({ ClientId: client.clientId, AuthFlow, AuthParameters }));
    await expect(refused).rejects.toMatchObject({ name: "InvalidParameterException", message });
  });

  it("a flow that the client does not allow, and one that does not exist", async () => {
    const world = await awsWorld({ client: { explicitAuthFlows: ["ALLOW_REFRESH_TOKEN_AUTH"] } });
    await expect(world.aws.send(passwordAuth(world))).rejects.toMatchObject({
      name: "InvalidParameterException",
      message: "USER_PASSWORD_AUTH flow not enabled for this client",
    });
    const unknown = passwordAuth(world);
    unknown.input.AuthFlow = "MAGIC_AUTH" as AuthFlowType;
    await expect(world.aws.send(unknown)).rejects.toMatchObject({ name: "InvalidParameterException" });
  });

  it.each([
    ["USERNAME", { PASSWORD }],
    ["PASSWORD", { USERNAME: "ada" }],
  ])("parameters without %s", async (missing, AuthParameters) => {
    const { aws, client } = await awsWorld();
    const of = { ClientId: client.clientId, AuthFlow: "USER_PASSWORD_AUTH", AuthParameters } as const;
    const message = `Missing required parameter ${missing}`;
    await expect(aws.send(new InitiateAuthCommand(of))).rejects.toMatchObject({ name: "InvalidParameterException", message });
  });

  it("a client that is not there", async () => {
    const { aws } = await awsWorld();
    const ClientId = "a".repeat(26);
    const refused = aws.send(new InitiateAuthCommand({ ClientId, AuthFlow: "USER_PASSWORD_AUTH" }));
    const message = `User pool client ${ClientId} does not exist.`;
    await expect(refused).rejects.toMatchObject({ name: "ResourceNotFoundException", message });
  });
});

describe("NEW_PASSWORD_REQUIRED, by the AWS SDK", () => {
  it("is asked with what is known, and what is lacking, as JSON in texts", async () => {
    const world = await awsWorld({ schema: { given_name: { required: true } } });
    await world.pool.users.create({ username: "ada", temporaryPassword: TEMPORARY, attributes });
    const { $metadata, ...asked } = await world.aws.send(passwordAuth(world, TEMPORARY));
    expect(asked).toEqual({
      ChallengeName: "NEW_PASSWORD_REQUIRED",
      Session: expect.stringMatching(/^.{20,2048}$/),
      ChallengeParameters: {
        USER_ID_FOR_SRP: "ada",
        userAttributes: expect.any(String),
        requiredAttributes: '["userAttributes.given_name"]',
      },
    });
    expect(JSON.parse(asked.ChallengeParameters?.["userAttributes"] ?? "")).toEqual(attributes);
    const lacking = world.aws.send(newPassword(world, asked.Session));
    await expect(lacking).rejects.toMatchObject({ name: "InvalidParameterException" });
    const given = { "userAttributes.given_name": "Ada", "userAttributes.email": attributes.email };
    const { AuthenticationResult } = await world.aws.send(newPassword(world, asked.Session, given));
    expect(AuthenticationResult?.TokenType).toBe("Bearer");
    expect(await world.pool.users.get("ada")).toMatchObject({
      userStatus: "CONFIRMED",
      attributes: { ...attributes, given_name: "Ada" },
    });
  });

  it("says that nothing is lacking by an empty list", async () => {
    const world = await awsWorld();
    await world.pool.users.create({ username: "ada", temporaryPassword: TEMPORARY, attributes });
    const { ChallengeParameters } = await world.aws.send(passwordAuth(world, TEMPORARY));
    expect(ChallengeParameters?.["requiredAttributes"]).toBe("[]");
  });

  it("is answered under the address that was typed, too", async () => {
    const world = await awsWorld({ usernameAttributes: ["email"] });
    const Session = await invited(world, { username: attributes.email });
    const answered = await world.aws.send(newPassword(world, Session, { USERNAME: "Ada@Example.com" }));
    expect(answered.AuthenticationResult).toBeDefined();
  });

  it("takes one answer; a session that was used, has expired, or is somebody else's is none", async () => {
    const world = await awsWorld();
    const Session = await invited(world);
    const bobs = world.aws.send(newPassword(world, Session, { USERNAME: "bob" }));
    await expect(bobs).rejects.toMatchObject({ ...notAuthorized, message: "Invalid session for the user." });
    const made = world.aws.send(newPassword(world, "a".repeat(40)));
    await expect(made).rejects.toMatchObject({ ...notAuthorized, message: "Invalid session for the user." });
    await world.aws.send(newPassword(world, Session));
    const again = world.aws.send(newPassword(world, Session));
    const once = "Invalid session for the user, session can only be used once.";
    await expect(again).rejects.toMatchObject({ ...notAuthorized, message: once });
    await world.pool.users.setPassword({ username: "ada", password: TEMPORARY });
    const late = await world.aws.send(passwordAuth(world, TEMPORARY));
    world.clock.advance({ minutes: 3 });
    const expired = "Invalid session for the user, session is expired.";
    await expect(world.aws.send(newPassword(world, late.Session))).rejects.toMatchObject({ ...notAuthorized, message: expired });
  });

  it("is asked again of who chooses a password that the policy refuses", async () => {
    const world = await awsWorld();
    const Session = await invited(world);
    const weak = world.aws.send(newPassword(world, Session, { NEW_PASSWORD: "weak" }));
    await expect(weak).rejects.toMatchObject({ name: "InvalidPasswordException" });
    expect((await world.aws.send(newPassword(world, Session))).AuthenticationResult).toBeDefined();
  });

  it("refuses a password that was used before, where the pool remembers", async () => {
    const world = await awsWorld({ passwordPolicy: { passwordHistorySize: 2 } });
    const again = world.aws.send(newPassword(world, await invited(world), { NEW_PASSWORD: TEMPORARY }));
    await expect(again).rejects.toMatchObject({ name: "PasswordHistoryPolicyViolationException" });
  });

  it.each([
    ["Session", undefined, {}],
    ["USERNAME", "a".repeat(40), { USERNAME: "" }],
    ["NEW_PASSWORD", "a".repeat(40), { NEW_PASSWORD: "" }],
  ])("refuses an answer without %s", async (missing, session, responses) => {
    const world = await awsWorld();
    const refused = world.aws.send(newPassword(world, session, responses));
    const message = `Missing required parameter ${missing}`;
    await expect(refused).rejects.toMatchObject({ name: "InvalidParameterException", message });
  });

  it("refuses an answer to what nobody is asked", async () => {
    const world = await awsWorld();
    const command = newPassword(world, await invited(world));
    command.input.ChallengeName = "SMS_MFA";
    const message = "Invalid session for the user.";
    await expect(world.aws.send(command)).rejects.toMatchObject({ ...notAuthorized, message });
  });

  it("needs the secret hash over the name of the answer", async () => {
    const world = await awsWorld({ client: { generateSecret: true } });
    await world.pool.users.create({ username: "ada", temporaryPassword: TEMPORARY, attributes });
    const clientSecret = (await world.client.clientSecret()) ?? "";
    const SECRET_HASH = secretHash({ username: "ada", clientId: world.client.clientId, clientSecret });
    const begin = passwordAuth(world, TEMPORARY);
    begin.input.AuthParameters = { ...begin.input.AuthParameters, SECRET_HASH };
    const { Session } = await world.aws.send(begin);
    await expect(world.aws.send(newPassword(world, Session))).rejects.toMatchObject(notAuthorized);
    expect((await world.aws.send(newPassword(world, Session, { SECRET_HASH }))).AuthenticationResult).toBeDefined();
  });

  it("hands ClientMetadata to PostAuthentication", async () => {
    const seen: unknown[] = [];
    const world = await awsWorld({
      triggers: {
        postAuthentication: (event) => {
          seen.push(event.request.clientMetadata);
          return event;
        },
      },
    });
    const command = newPassword(world, await invited(world));
    command.input.ClientMetadata = { from: "the app" };
    await world.aws.send(command);
    expect(seen).toEqual([{ from: "the app" }]);
  });
});

describe("AdminInitiateAuth, AdminRespondToAuthChallenge, by the AWS SDK", () => {
  const explicitAuthFlows = ["ALLOW_ADMIN_USER_PASSWORD_AUTH", "ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"] as const;
  const begin = ({ client }: AwsWorld, password = PASSWORD, AuthFlow: AuthFlowType = "ADMIN_USER_PASSWORD_AUTH") =>
    new AdminInitiateAuthCommand({
      UserPoolId: client.userPoolId,
      ClientId: client.clientId,
      AuthFlow,
      AuthParameters: { USERNAME: "ada", PASSWORD: password },
    });

  it("sign people in for a server of yours", async () => {
    const world = await awsWorld({ client: { explicitAuthFlows } });
    await world.pool.users.create({ username: "ada", temporaryPassword: TEMPORARY, attributes });
    const { client } = world;
    const { ChallengeName, Session, ChallengeParameters } = await world.aws.send(begin(world, TEMPORARY));
    expect({ ChallengeName, userId: ChallengeParameters?.["USER_ID_FOR_SRP"] }).toEqual({
      ChallengeName: "NEW_PASSWORD_REQUIRED",
      userId: "ada",
    });
    const of = { UserPoolId: client.userPoolId, ClientId: client.clientId, ChallengeName, Session };
    const ChallengeResponses = { USERNAME: "ada", NEW_PASSWORD: PASSWORD };
    const answered = await world.aws.send(new AdminRespondToAuthChallengeCommand({ ...of, ChallengeResponses }));
    const REFRESH_TOKEN = answered.AuthenticationResult?.RefreshToken ?? "";
    expect((await world.aws.send(begin(world, PASSWORD, "ADMIN_NO_SRP_AUTH"))).AuthenticationResult).toBeDefined();
    const refresh = begin(world, PASSWORD, "REFRESH_TOKEN_AUTH");
    refresh.input.AuthParameters = { REFRESH_TOKEN };
    expect((await world.aws.send(refresh)).AuthenticationResult?.AccessToken).toBeDefined();
  });

  it("go on with what an application began, and the other way round", async () => {
    const world = await awsWorld({ client: { explicitAuthFlows } });
    const Session = await invited(world);
    const of = { UserPoolId: world.client.userPoolId, ClientId: world.client.clientId, Session };
    const ChallengeResponses = { USERNAME: "ada", NEW_PASSWORD: PASSWORD };
    const answer = { ...of, ChallengeName: "NEW_PASSWORD_REQUIRED", ChallengeResponses } as const;
    expect((await world.aws.send(new AdminRespondToAuthChallengeCommand(answer))).AuthenticationResult).toBeDefined();
    await world.pool.users.setPassword({ username: "ada", password: TEMPORARY });
    const begun = await world.aws.send(begin(world, TEMPORARY));
    expect((await world.aws.send(newPassword(world, begun.Session))).AuthenticationResult).toBeDefined();
  });

  it("answer what is wrong as the SDK's typed exceptions", async () => {
    const world = await awsWorld({ client: { explicitAuthFlows } });
    const { aws } = world;
    await expect(aws.send(begin(world))).rejects.toMatchObject({
      name: "UserNotFoundException",
      message: "User does not exist.",
    });
    await world.signedIn({ username: "ada", password: PASSWORD });
    await expect(aws.send(begin(world, "Wrong-horse-7!"))).rejects.toMatchObject({
      ...notAuthorized,
      message: "Incorrect username or password.",
    });
    await expect(aws.send(begin(world, PASSWORD, "USER_PASSWORD_AUTH"))).rejects.toMatchObject({
      name: "InvalidParameterException",
      message: "Initiate Auth method not supported.",
    });
    const elsewhere = await world.rockpool.ensureUserPool({ poolName: "elsewhere" });
    const ofAnotherPool = begin(world);
    ofAnotherPool.input.UserPoolId = elsewhere.userPoolId;
    await expect(aws.send(ofAnotherPool)).rejects.toMatchObject({ name: "ResourceNotFoundException" });
    const noPool = begin(world);
    noPool.input.UserPoolId = "us-east-1_AAAAAAAAA";
    const message = "User pool us-east-1_AAAAAAAAA does not exist.";
    await expect(aws.send(noPool)).rejects.toMatchObject({ name: "ResourceNotFoundException", message });
  });

  it("need a client that allows the flow", async () => {
    const world = await awsWorld();
    const message = "Auth flow not enabled for this client";
    await expect(world.aws.send(begin(world))).rejects.toMatchObject({ name: "InvalidParameterException", message });
  });
});

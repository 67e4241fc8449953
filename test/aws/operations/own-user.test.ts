import {
  ChangePasswordCommand,
  DeleteUserAttributesCommand,
  DeleteUserCommand,
  GetUserAttributeVerificationCodeCommand,
  GetUserCommand,
  GlobalSignOutCommand,
  UpdateUserAttributesCommand,
  VerifyUserAttributeCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { tokensOrThrow } from "rockpool";
import { memory } from "rockpool/storage/memory";
import { countingStorage, forgeries } from "rockpool/testing";
import { describe, expect, it } from "vitest";
import { awsWorld } from "../world.ts";

const PASSWORD = "Correct-horse-7!";
const ANOTHER = "Another-horse-8!";
const attribute = (Name: string, Value: string) => ({ Name, Value });
const refused = (message: string) => ({ name: "NotAuthorizedException", message });

/** A world, and Ada, who is signed in. */
async function adaIn(options: Parameters<typeof awsWorld>[0] = {}) {
  const world = await awsWorld(options);
  const { tokens, sub } = await world.signedIn({ username: "ada", password: PASSWORD });
  return { ...world, sub, tokens, AccessToken: tokens.accessToken };
}

describe("GetUser, by the AWS SDK", () => {
  it("answers name and attributes, the sub among them", async () => {
    const { aws, AccessToken, sub } = await adaIn();
    const { $metadata, ...user } = await aws.send(new GetUserCommand({ AccessToken }));
    expect(user).toEqual({
      Username: "ada",
      UserAttributes: expect.arrayContaining([
        attribute("sub", sub),
        attribute("email", "ada@example.com"),
        attribute("email_verified", "true"),
      ]),
    });
    expect(user.UserAttributes).toHaveLength(3);
  });

  it("answers what the client may read", async () => {
    const { aws, pool, client, AccessToken, sub } = await adaIn();
    await pool.clients.update(client.clientId, { readAttributes: ["name"] });
    const { UserAttributes } = await aws.send(new GetUserCommand({ AccessToken }));
    expect(UserAttributes).toEqual([attribute("sub", sub)]);
  });

  it("asks the storage once whether the session goes on", async () => {
    const storage = countingStorage(memory());
    const { aws, AccessToken } = await adaIn({ storage });
    await aws.send(new GetUserCommand({ AccessToken }));
    const counts = await storage.count(() => aws.send(new GetUserCommand({ AccessToken })));
    // Whose client it is, the session, the user.
    expect(counts).toEqual({ get: 3, query: 0, commit: 0, sweep: 0 });
  });
});

describe("an access token, by the AWS SDK", () => {
  it.each([
    ["no token", "garbage"],
    ["three parts of nothing", "a.b.c"],
    ["a claim of a client that is not there", `e30.${Buffer.from('{"client_id":"nobody"}').toString("base64url")}.AAAA`],
    ["a claim of what can be no client", `e30.${Buffer.from('{"client_id":7}').toString("base64url")}.AAAA`],
  ])("is refused when it is %s", async (_, AccessToken) => {
    const { aws } = await adaIn();
    await expect(aws.send(new GetUserCommand({ AccessToken }))).rejects.toMatchObject(refused("Invalid Access Token"));
  });

  it("is refused when it is another kind of token, or of another pool, or has expired", async () => {
    const { aws, clock, tokens, AccessToken } = await adaIn();
    const get = (token: string) => aws.send(new GetUserCommand({ AccessToken: token }));
    await expect(get(tokens.idToken)).rejects.toMatchObject(refused("Invalid Access Token"));
    await expect(get(tokens.refreshToken)).rejects.toMatchObject(refused("Invalid Access Token"));
    const { accessToken } = (await (await awsWorld()).signedIn({ username: "ada" })).tokens;
    await expect(get(accessToken)).rejects.toMatchObject(refused("Invalid Access Token"));
    clock.advance({ hours: 1 });
    await expect(get(AccessToken)).rejects.toMatchObject(refused("Access Token has expired"));
  });

  it.each(forgeries)("is refused when it is forged: %s", async (forgery) => {
    const { aws, forgedToken, AccessToken: from } = await adaIn();
    const AccessToken = await forgedToken(forgery, { from });
    await expect(aws.send(new GetUserCommand({ AccessToken }))).rejects.toMatchObject({ name: "NotAuthorizedException" });
  });

  it("is refused once its user is disabled, or its client gone", async () => {
    const { aws, pool, client, AccessToken } = await adaIn();
    const get = () => aws.send(new GetUserCommand({ AccessToken }));
    await pool.users.disable("ada");
    await expect(get()).rejects.toMatchObject(refused("Access Token has been revoked"));
    await pool.clients.delete(client.clientId);
    await expect(get()).rejects.toMatchObject(refused("Invalid Access Token"));
  });
});

describe("ChangePassword, by the AWS SDK", () => {
  it("replaces the password, and counts what is wrong", async () => {
    const { aws, client, AccessToken } = await adaIn();
    const change = (PreviousPassword: string | undefined, ProposedPassword: string) =>
      aws.send(new ChangePasswordCommand({ AccessToken, PreviousPassword, ProposedPassword }));
    await expect(change(PASSWORD, "weak")).rejects.toMatchObject({ name: "InvalidPasswordException" });
    await change(PASSWORD, ANOTHER);
    await client.signIn({ username: "ada", password: ANOTHER });
    for (const wrong of [PASSWORD, undefined, PASSWORD, PASSWORD, PASSWORD]) {
      await expect(change(wrong, ANOTHER)).rejects.toMatchObject(refused("Incorrect username or password."));
    }
    await expect(change(ANOTHER, PASSWORD)).rejects.toMatchObject({
      name: "LimitExceededException",
      message: "Attempt limit exceeded, please try after some time.",
    });
  });

  it("refuses a password that was used before, where the pool remembers", async () => {
    const { aws, AccessToken } = await adaIn({ passwordPolicy: { passwordHistorySize: 3 } });
    const of = { AccessToken, PreviousPassword: PASSWORD, ProposedPassword: PASSWORD };
    const again = aws.send(new ChangePasswordCommand(of));
    await expect(again).rejects.toMatchObject({ name: "PasswordHistoryPolicyViolationException" });
  });
});

describe("ChangePassword by a token that stands until it expires, by the AWS SDK", () => {
  it("is refused to who must reset the password, as PasswordResetRequiredException", async () => {
    const { aws, pool, AccessToken } = await adaIn({ client: { enableTokenRevocation: false } });
    await pool.users.resetPassword("ada");
    const of = { AccessToken, PreviousPassword: PASSWORD, ProposedPassword: ANOTHER };
    const refusal = { name: "PasswordResetRequiredException", message: "Password reset required for the user" };
    await expect(aws.send(new ChangePasswordCommand(of))).rejects.toMatchObject(refusal);
  });
});

describe("UpdateUserAttributes, GetUserAttributeVerificationCode, VerifyUserAttribute, DeleteUserAttributes, by the AWS SDK", () => {
  it("change an address, and prove it by the code that was sent", async () => {
    const { aws, pool, outbox, AccessToken } = await adaIn();
    const of = { AccessToken, AttributeName: "email" };
    const UserAttributes = [attribute("email", "ada@lovelace.example"), attribute("name", "Ada")];
    const { CodeDeliveryDetailsList } = await aws.send(new UpdateUserAttributesCommand({ AccessToken, UserAttributes }));
    const details = { AttributeName: "email", DeliveryMedium: "EMAIL", Destination: "a***@l***" };
    expect(CodeDeliveryDetailsList).toEqual([details]);
    expect((await pool.users.get("ada")).attributes).toMatchObject({ name: "Ada", email_verified: "false" });
    const { CodeDeliveryDetails } = await aws.send(new GetUserAttributeVerificationCodeCommand(of));
    expect(CodeDeliveryDetails).toEqual(details);
    await expect(aws.send(new VerifyUserAttributeCommand({ ...of, Code: "000000" }))).rejects.toMatchObject({
      name: "CodeMismatchException",
      message: "Invalid verification code provided, please try again.",
    });
    const Code = outbox.lastCode("ada");
    await aws.send(new VerifyUserAttributeCommand({ ...of, Code }));
    expect((await pool.users.get("ada")).attributes).toMatchObject({ email: "ada@lovelace.example", email_verified: "true" });
    await expect(aws.send(new VerifyUserAttributeCommand({ ...of, Code }))).rejects.toMatchObject({
      name: "ExpiredCodeException",
      message: "Invalid code provided, please request a code again.",
    });
    await aws.send(new DeleteUserAttributesCommand({ AccessToken, UserAttributeNames: ["name"] }));
    expect((await pool.users.get("ada")).attributes).not.toHaveProperty("name");
  });

  it("answer an empty list where no code was sent", async () => {
    const { aws, AccessToken } = await adaIn();
    const UserAttributes = [attribute("name", "Ada")];
    const { CodeDeliveryDetailsList } = await aws.send(new UpdateUserAttributesCommand({ AccessToken, UserAttributes }));
    expect(CodeDeliveryDetailsList).toEqual([]);
  });

  it("answer what is wrong as the SDK's typed exceptions", async () => {
    const { aws, pool, client, AccessToken } = await adaIn({ aliasAttributes: ["email"] });
    const update = (name: string, value: string) =>
      aws.send(new UpdateUserAttributesCommand({ AccessToken, UserAttributes: [attribute(name, value)] }));
    await expect(update("custom:none", "x")).rejects.toMatchObject({ name: "InvalidParameterException" });
    await expect(update("email_verified", "true")).rejects.toMatchObject({ name: "NotAuthorizedException" });
    const noPhone = aws.send(new GetUserAttributeVerificationCodeCommand({ AccessToken, AttributeName: "phone_number" }));
    await expect(noPhone).rejects.toMatchObject({ name: "InvalidParameterException" });
    const noContact = aws.send(new GetUserAttributeVerificationCodeCommand({ AccessToken, AttributeName: "name" }));
    await expect(noContact).rejects.toMatchObject({ name: "InvalidParameterException" });
    const unknown = aws.send(new DeleteUserAttributesCommand({ AccessToken, UserAttributeNames: ["custom:none"] }));
    await expect(unknown).rejects.toMatchObject({ name: "InvalidParameterException" });
    await pool.clients.update(client.clientId, { writeAttributes: ["email"] });
    const unwritable = update("name", "Ada");
    await expect(unwritable).rejects.toMatchObject(refused("A client attempted to write unauthorized attribute"));
  });

  it("send five codes an hour, and take fifteen", async () => {
    const { aws, AccessToken } = await adaIn();
    const of = { AccessToken, AttributeName: "email" };
    const limit = { name: "LimitExceededException", message: "Attempt limit exceeded, please try after some time." };
    for (let n = 0; n < 5; n += 1) await aws.send(new GetUserAttributeVerificationCodeCommand(of));
    await expect(aws.send(new GetUserAttributeVerificationCodeCommand(of))).rejects.toMatchObject(limit);
    const tried = () => aws.send(new VerifyUserAttributeCommand({ ...of, Code: "wrong" }));
    for (let n = 0; n < 15; n += 1) await expect(tried()).rejects.toMatchObject({ name: "CodeMismatchException" });
    await expect(tried()).rejects.toMatchObject(limit);
  });

  it("tell that a code could not be sent", async () => {
    const delivery = { send: () => Promise.reject(new Error("no post today")) };
    const { aws, pool, client } = await awsWorld({ rockpool: { delivery } });
    await pool.users.create({ username: "ada", messageAction: "SUPPRESS" });
    await pool.users.setPassword({ username: "ada", password: PASSWORD, permanent: true });
    const { accessToken: AccessToken } = tokensOrThrow(await client.signIn({ username: "ada", password: PASSWORD }));
    const UserAttributes = [attribute("email", "ada@example.com")];
    const sent = aws.send(new UpdateUserAttributesCommand({ AccessToken, UserAttributes }));
    await expect(sent).rejects.toMatchObject({ name: "CodeDeliveryFailureException" });
  });

  it("tell who proves an address that somebody else has proved", async () => {
    const { aws, pool, outbox, AccessToken } = await adaIn({ aliasAttributes: ["email"] });
    const attributes = { email: "bob@example.com", email_verified: "true" };
    await pool.users.create({ username: "bob", attributes, messageAction: "SUPPRESS" });
    const UserAttributes = [attribute("email", "bob@example.com")];
    await aws.send(new UpdateUserAttributesCommand({ AccessToken, UserAttributes }));
    const Code = outbox.lastCode("ada");
    const taken = aws.send(new VerifyUserAttributeCommand({ AccessToken, AttributeName: "email", Code }));
    await expect(taken).rejects.toMatchObject({ name: "AliasExistsException" });
  });

  it("hand ClientMetadata to CustomMessage", async () => {
    const seen: unknown[] = [];
    const { aws, AccessToken } = await adaIn({
      triggers: {
        customMessage: (event) => {
          seen.push([event.triggerSource, event.request.clientMetadata]);
          return event;
        },
      },
    });
    const ClientMetadata = { from: "the app" };
    const UserAttributes = [attribute("email", "ada@lovelace.example")];
    await aws.send(new UpdateUserAttributesCommand({ AccessToken, UserAttributes, ClientMetadata }));
    await aws.send(new GetUserAttributeVerificationCodeCommand({ AccessToken, AttributeName: "email", ClientMetadata }));
    expect(seen.slice(-2)).toEqual([
      ["CustomMessage_UpdateUserAttribute", ClientMetadata],
      ["CustomMessage_VerifyUserAttribute", ClientMetadata],
    ]);
  });
});

describe("GlobalSignOut, DeleteUser, by the AWS SDK", () => {
  it("end all sessions of a user", async () => {
    const { aws, client, tokens, AccessToken } = await adaIn();
    await aws.send(new GlobalSignOutCommand({ AccessToken }));
    const again = aws.send(new GlobalSignOutCommand({ AccessToken }));
    await expect(again).rejects.toMatchObject(refused("Access Token has been revoked"));
    const refreshed = client.refresh({ refreshToken: tokens.refreshToken });
    await expect(refreshed).rejects.toMatchObject({ message: "Refresh Token has been revoked" });
  });

  it("take a user away", async () => {
    const { aws, pool, AccessToken } = await adaIn();
    await aws.send(new DeleteUserCommand({ AccessToken }));
    await expect(pool.users.get("ada")).rejects.toMatchObject({ code: "UserNotFoundException" });
    const again = aws.send(new DeleteUserCommand({ AccessToken }));
    await expect(again).rejects.toMatchObject(refused("Access Token has been revoked"));
  });
});

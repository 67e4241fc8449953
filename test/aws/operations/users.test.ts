import {
  AdminCreateUserCommand,
  type AdminCreateUserCommandInput,
  AdminDeleteUserAttributesCommand,
  AdminDeleteUserCommand,
  AdminGetUserCommand,
  AdminUpdateUserAttributesCommand,
  ListUsersCommand,
  type ListUsersCommandInput,
  paginateListUsers,
} from "@aws-sdk/client-cognito-identity-provider";
import { describe, expect, it } from "vitest";
import { type AwsWorld, awsWorld } from "../world.ts";

const attribute = (Name: string, Value: string) => ({ Name, Value });
const email = attribute("email", "ada@example.com");
const verified = attribute("email_verified", "true");
const userNotFound = { name: "UserNotFoundException", message: "User does not exist." };

const create = ({ aws, pool }: AwsWorld, input: Partial<AdminCreateUserCommandInput> = {}) =>
  aws.send(
    new AdminCreateUserCommand({ UserPoolId: pool.userPoolId, Username: "ada", UserAttributes: [email, verified], ...input }),
  );

describe("AdminCreateUser, by the AWS SDK", () => {
  it("makes a user, and sends the invitation", async () => {
    const world = await awsWorld();
    const { User } = await create(world);
    const now = new Date(world.clock());
    const { sub } = await world.pool.users.get("ada");
    expect(User).toEqual({
      Username: "ada",
      Attributes: expect.arrayContaining([attribute("sub", sub), email, verified]),
      Enabled: true,
      UserStatus: "FORCE_CHANGE_PASSWORD",
      UserCreateDate: now,
      UserLastModifiedDate: now,
    });
    const invitation = await world.outbox.waitFor("ada");
    expect(invitation).toMatchObject({ medium: "EMAIL", destination: "ada@example.com" });
    const password = world.outbox.lastCode("ada");
    expect(await world.client.signIn({ username: "ada", password })).toMatchObject({ challengeName: "NEW_PASSWORD_REQUIRED" });
  });

  it("sends nothing with SUPPRESS, and another temporary password with RESEND, whatever else is sent again", async () => {
    const world = await awsWorld();
    await create(world, { MessageAction: "SUPPRESS", TemporaryPassword: "Temporary-1!" });
    expect(world.outbox.messages).toEqual([]);
    const again = { UserAttributes: [attribute("email", "eve@example.com")], ForceAliasCreation: false, ValidationData: [] };
    const { User } = await create(world, { MessageAction: "RESEND", TemporaryPassword: "Temporary-2!", ...again });
    expect(User?.Attributes).toContainEqual(email);
    expect(world.outbox.messages).toMatchObject([{ destination: "ada@example.com", code: "Temporary-2!" }]);
    const first = world.client.signIn({ username: "ada", password: "Temporary-1!" });
    await expect(first).rejects.toMatchObject({ code: "NotAuthorizedException" });
    await world.pool.users.setPassword({ username: "ada", password: "Correct-horse-7!", permanent: true });
    await expect(create(world, { MessageAction: "RESEND" })).rejects.toMatchObject({
      name: "UnsupportedUserStateException",
      message: "Resend not possible. ada status is not FORCE_CHANGE_PASSWORD",
    });
    await expect(create(world, { MessageAction: "RESEND", Username: "nobody" })).rejects.toMatchObject(userNotFound);
  });

  it("sends by the media that are desired", async () => {
    const world = await awsWorld();
    const UserAttributes = [email, attribute("phone_number", "+441234567890")];
    await create(world, { UserAttributes, DesiredDeliveryMediums: ["SMS", "EMAIL"] });
    expect(world.outbox.messages.map(({ medium }) => medium).sort()).toEqual(["EMAIL", "SMS"]);
    const noPhone = create(world, { Username: "bob", DesiredDeliveryMediums: ["SMS"] });
    await expect(noPhone).rejects.toMatchObject({ name: "InvalidParameterException" });
  });

  it("takes an address from who had proved it, with ForceAliasCreation", async () => {
    const world = await awsWorld({ aliasAttributes: ["email"] });
    await create(world);
    await expect(create(world, { Username: "bob" })).rejects.toMatchObject({ name: "AliasExistsException" });
    await create(world, { Username: "bob", ForceAliasCreation: true });
    expect((await world.pool.users.get("ada@example.com")).username).toBe("bob");
  });

  it("hands ValidationData and ClientMetadata to PreSignUp", async () => {
    const seen: unknown[] = [];
    const world = await awsWorld({
      triggers: {
        preSignUp: (event) => {
          seen.push(event.request.validationData, event.request.clientMetadata);
          return event;
        },
      },
    });
    await create(world, { ValidationData: [attribute("from", "form")], ClientMetadata: { from: "the app" } });
    expect(seen).toEqual([{ from: "form" }, { from: "the app" }]);
  });

  it("tells that the invitation could not be sent; the user is made", async () => {
    const delivery = { send: () => Promise.reject(new Error("no post today")) };
    const world = await awsWorld({ rockpool: { delivery } });
    await expect(create(world)).rejects.toMatchObject({ name: "CodeDeliveryFailureException" });
    expect((await world.pool.users.get("ada")).userStatus).toBe("FORCE_CHANGE_PASSWORD");
  });

  it("answers what is wrong as the SDK's typed exceptions", async () => {
    const world = await awsWorld();
    await create(world);
    await expect(create(world)).rejects.toMatchObject({
      name: "UsernameExistsException",
      message: "User account already exists",
    });
    await expect(create(world, { Username: "bob", TemporaryPassword: "weak" })).rejects.toMatchObject({
      name: "InvalidPasswordException",
    });
    const unknown = create(world, { Username: "bob", UserAttributes: [attribute("custom:none", "x")] });
    await expect(unknown).rejects.toMatchObject({ name: "InvalidParameterException" });
    const UserPoolId = "us-east-1_AAAAAAAAA";
    const message = `User pool ${UserPoolId} does not exist.`;
    await expect(create(world, { UserPoolId })).rejects.toMatchObject({ name: "ResourceNotFoundException", message });
    await world.pool.settings.update({ triggers: { preSignUp: () => Promise.reject(new Error("no")) } });
    await expect(create(world, { Username: "bob" })).rejects.toMatchObject({ name: "UserLambdaValidationException" });
  });
});

describe("AdminGetUser, AdminUpdateUserAttributes, AdminDeleteUserAttributes, AdminDeleteUser, by the AWS SDK", () => {
  it("read, change and delete a user, by user name or sub", async () => {
    const world = await awsWorld();
    const { aws, pool, clock } = world;
    await create(world);
    const { sub } = await pool.users.get("ada");
    const made = new Date(clock());
    clock.advance({ seconds: 1.5 });
    const of = { UserPoolId: pool.userPoolId, Username: "ada" };
    const UserAttributes = [attribute("name", "Ada"), attribute("locale", "en")];
    await aws.send(new AdminUpdateUserAttributesCommand({ ...of, UserAttributes }));
    await aws.send(new AdminDeleteUserAttributesCommand({ ...of, UserAttributeNames: ["locale"] }));
    const { $metadata, ...user } = await aws.send(new AdminGetUserCommand({ ...of, Username: sub }));
    expect(user).toEqual({
      Username: "ada",
      UserAttributes: expect.arrayContaining([attribute("sub", sub), email, verified, attribute("name", "Ada")]),
      Enabled: true,
      UserStatus: "FORCE_CHANGE_PASSWORD",
      UserCreateDate: made,
      UserLastModifiedDate: new Date(clock()),
    });
    expect(user.UserAttributes).toHaveLength(4);
    await aws.send(new AdminDeleteUserCommand(of));
    await expect(aws.send(new AdminGetUserCommand(of))).rejects.toMatchObject(userNotFound);
  });

  it("answer that nobody has the name, and what is no attribute", async () => {
    const world = await awsWorld({ aliasAttributes: ["email"] });
    const { aws, pool } = world;
    const of = { UserPoolId: pool.userPoolId, Username: "nobody" };
    const UserAttributes = [email, verified];
    const UserAttributeNames = ["name"];
    await expect(aws.send(new AdminGetUserCommand(of))).rejects.toMatchObject(userNotFound);
    await expect(aws.send(new AdminDeleteUserCommand(of))).rejects.toMatchObject(userNotFound);
    const updated = aws.send(new AdminUpdateUserAttributesCommand({ ...of, UserAttributes }));
    await expect(updated).rejects.toMatchObject(userNotFound);
    const deleted = aws.send(new AdminDeleteUserAttributesCommand({ ...of, UserAttributeNames }));
    await expect(deleted).rejects.toMatchObject(userNotFound);
    await create(world);
    await create(world, { Username: "bob", UserAttributes: [attribute("email", "bob@example.com")] });
    const ofBob = { ...of, Username: "bob" };
    const taken = aws.send(new AdminUpdateUserAttributesCommand({ ...ofBob, UserAttributes }));
    await expect(taken).rejects.toMatchObject({
      name: "AliasExistsException",
      message: "An account with the given email already exists.",
    });
    const unknown = aws.send(new AdminDeleteUserAttributesCommand({ ...ofBob, UserAttributeNames: ["custom:none"] }));
    await expect(unknown).rejects.toMatchObject({ name: "InvalidParameterException" });
  });
});

describe("ListUsers, by the AWS SDK", () => {
  const names = ["ada", "bob", "carol", "dan", "eve"];

  /** Five people, each with a name of their own; the last is disabled. */
  async function five(): Promise<AwsWorld & { list(input?: Partial<ListUsersCommandInput>): Promise<readonly string[]> }> {
    const world = await awsWorld();
    for (const name of names) {
      const attributes = { email: `${name}@example.com`, given_name: name.toUpperCase() };
      await world.pool.users.create({ username: name, attributes, messageAction: "SUPPRESS" });
    }
    await world.pool.users.disable("eve");
    await world.pool.users.setPassword({ username: "ada", password: "Correct-horse-7!", permanent: true });
    const of = { UserPoolId: world.pool.userPoolId };
    return {
      ...world,
      list: async (input) => {
        const { Users = [] } = await world.aws.send(new ListUsersCommand({ ...of, ...input }));
        return Users.map(({ Username = "" }) => Username).sort();
      },
    };
  }

  it("pages through all of them, each once", async () => {
    const { aws, pool } = await five();
    const pages: string[][] = [];
    for await (const { Users = [] } of paginateListUsers({ client: aws, pageSize: 2 }, { UserPoolId: pool.userPoolId })) {
      pages.push(Users.map(({ Username = "" }) => Username));
    }
    expect(pages.length).toBeGreaterThan(2);
    expect(pages.flat().sort()).toEqual(names);
  });

  it.each([
    ["", names],
    ['username = "bob"', ["bob"]],
    ['email = "carol@example.com"', ["carol"]],
    ['given_name ^= "D"', ["dan"]],
    ['cognito:user_status = "CONFIRMED"', ["ada"]],
    ['status = "Disabled"', ["eve"]],
    ['email ^= "nobody"', []],
  ])("filters: %s", async (Filter, expected) => {
    const { list } = await five();
    expect(await list({ Filter })).toEqual(expected);
  });

  it("answers the attributes that are asked for; the sub is one of them", async () => {
    const { aws, pool } = await five();
    const of = { UserPoolId: pool.userPoolId, Filter: 'username = "ada"' };
    const { sub } = await pool.users.get("ada");
    const attributesOf = async (AttributesToGet?: string[]) => {
      const { Users } = await aws.send(new ListUsersCommand({ ...of, AttributesToGet }));
      return Users?.[0]?.Attributes;
    };
    expect(await attributesOf(["email"])).toEqual([email]);
    expect(await attributesOf(["sub"])).toEqual([attribute("sub", sub)]);
    expect(await attributesOf()).toContainEqual(attribute("sub", sub));
    const unknown = attributesOf(["custom:none"]);
    await expect(unknown).rejects.toMatchObject({ name: "InvalidParameterException" });
  });

  it.each([
    [{ Filter: "email = ada" }, "Error while parsing filter."],
    [{ Filter: 'custom:foo = "x"' }, "Invalid search attribute: custom:foo"],
    [{ PaginationToken: "made-up" }, expect.stringContaining("paginationToken")],
    [{ Limit: 61 }, expect.stringContaining("Member must have value less than or equal to 60")],
  ])("refuses %j", async (input, message) => {
    const { list } = await five();
    await expect(list(input)).rejects.toMatchObject({ name: "InvalidParameterException", message });
  });
});

import {
  AddCustomAttributesCommand,
  CognitoIdentityProviderClient,
  CreateUserPoolCommand,
  type CreateUserPoolCommandInput,
  DeleteUserPoolCommand,
  DescribeUserPoolCommand,
  GetUserPoolMfaConfigCommand,
  ListUserPoolsCommand,
  UpdateUserPoolCommand,
  type UserPoolType,
} from "@aws-sdk/client-cognito-identity-provider";
import { type PreSignUpEvent, Rockpool } from "rockpool";
import { memory } from "rockpool/storage/memory";
import { fixedTestKeys, outbox } from "rockpool/testing";
import { describe, expect, it, onTestFinished } from "vitest";
import { type Member, sameMembers } from "../../../src/aws/members.ts";
import { changingMembers, fixedMembers } from "../../../src/aws/operations/pool-settings.ts";
import { triggerMembers } from "../../../src/aws/operations/pool-triggers.ts";
import { ofUserPools } from "../../cognito-model/members.ts";
import { type AwsWorld, awsWorld, credentials, handlerOf, serve } from "../world.ts";

const arn = (name: string): string => `arn:aws:lambda:us-east-1:123456789012:function:${name}`;

async function created(
  { aws }: AwsWorld,
  options: Partial<CreateUserPoolCommandInput> = {},
): Promise<UserPoolType & { Id: string }> {
  const { UserPool } = await aws.send(new CreateUserPoolCommand({ PoolName: "made", ...options }));
  return { ...UserPool, Id: UserPool?.Id ?? "" };
}

/** Everything that can be written and changed, none of it at its default. */
const everything = {
  Policies: {
    PasswordPolicy: {
      MinimumLength: 12,
      RequireUppercase: false,
      RequireLowercase: true,
      RequireNumbers: false,
      RequireSymbols: true,
      PasswordHistorySize: 3,
      TemporaryPasswordValidityDays: 2,
    },
    SignInPolicy: { AllowedFirstAuthFactors: ["PASSWORD", "EMAIL_OTP"] },
  },
  DeletionProtection: "ACTIVE",
  LambdaConfig: {
    PreSignUp: arn("PreSignUp"),
    CustomMessage: arn("CustomMessage"),
    PostConfirmation: arn("PostConfirmation"),
    PreAuthentication: arn("PreAuthentication"),
    PostAuthentication: arn("PostAuthentication"),
    UserMigration: arn("UserMigration"),
    PreTokenGeneration: arn("PreTokenGeneration"),
    PreTokenGenerationConfig: { LambdaVersion: "V2_0", LambdaArn: arn("PreTokenGeneration") },
    CustomEmailSender: { LambdaVersion: "V1_0", LambdaArn: arn("CustomEmailSender") },
    CustomSMSSender: { LambdaVersion: "V1_0", LambdaArn: arn("CustomSMSSender") },
  },
  AutoVerifiedAttributes: ["email"],
  SmsVerificationMessage: "SMS {####}",
  EmailVerificationMessage: "Mail {####}",
  EmailVerificationSubject: "Subject",
  VerificationMessageTemplate: {
    SmsMessage: "SMS {####}",
    EmailMessage: "Mail {####}",
    EmailSubject: "Subject",
    EmailMessageByLink: "Go {##here##}",
    EmailSubjectByLink: "Link",
    DefaultEmailOption: "CONFIRM_WITH_LINK",
  },
  UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: ["email"] },
  UserPoolTags: { team: "identity" },
  AdminCreateUserConfig: {
    AllowAdminCreateUserOnly: true,
    UnusedAccountValidityDays: 2,
    InviteMessageTemplate: {
      SMSMessage: "{username} {####}",
      EmailMessage: "Welcome {username}: {####}",
      EmailSubject: "Welcome",
    },
  },
  AccountRecoverySetting: { RecoveryMechanisms: [{ Priority: 1, Name: "verified_email" }] },
  UserPoolTier: "PLUS",
} satisfies Partial<CreateUserPoolCommandInput>;

describe("the table of the members of user pools", () => {
  it("has every member of Cognito's requests that a setting stands for, under that setting", () => {
    const older = Object.entries(ofUserPools).flatMap(([aws, place]) => {
      const [, ours] = typeof place === "object" ? (/older (?:name|form) of `(.*)`/.exec(place.because) ?? []) : [];
      return ours === undefined ? [] : [[aws, ours]];
    });
    const expected = Object.entries(ofUserPools).filter(([aws, place]) => typeof place === "string" && aws !== "PoolName");
    const table: readonly Member[] = [
      ...fixedMembers,
      ...changingMembers,
      ...triggerMembers.map(({ aws, ours }) => ({
        aws: `LambdaConfig.${aws}${aws.endsWith("Sender") ? ".LambdaArn" : ""}`,
        ours: `triggers.${ours}`,
      })),
    ];
    // Lists, by their own functions.
    const isOther = (aws: string): boolean => aws.startsWith("Schema[]");
    expect(table.map(({ aws, ours }) => [aws, ours]).sort()).toEqual(
      [...expected.filter(([aws]) => !isOther(aws)), ...older].sort(),
    );
  });

  it("changes the first letter of those that are of one name", () => {
    expect(sameMembers({ aws: "A.", ours: "a." }, ["CallbackURLs"])).toEqual([{ aws: "A.CallbackURLs", ours: "a.callbackURLs" }]);
  });
});

describe("CreateUserPool, DescribeUserPool, by the AWS SDK", () => {
  it("make a pool with AWS's defaults, in the region of the signature", async () => {
    const world = await awsWorld();
    const aws = new CognitoIdentityProviderClient({ endpoint: world.endpoint, region: "eu-central-1", credentials });
    const { UserPool } = await aws.send(new CreateUserPoolCommand({ PoolName: "made" }));
    aws.destroy();
    const Id = UserPool?.Id ?? "";
    expect(UserPool).toMatchObject({
      Id: expect.stringMatching(/^eu-central-1_[0-9A-Za-z]{9}$/),
      Arn: `arn:aws:cognito-idp:eu-central-1:123456789012:userpool/${Id}`,
      Name: "made",
      CreationDate: new Date(world.clock()),
      LastModifiedDate: new Date(world.clock()),
      Policies: {
        PasswordPolicy: { MinimumLength: 8, RequireUppercase: true, RequireSymbols: true, TemporaryPasswordValidityDays: 7 },
        SignInPolicy: { AllowedFirstAuthFactors: ["PASSWORD"] },
      },
      DeletionProtection: "INACTIVE",
      LambdaConfig: {},
      MfaConfiguration: "OFF",
      UsernameConfiguration: { CaseSensitive: true },
      UserPoolTier: "ESSENTIALS",
      UserPoolTags: {},
      EstimatedNumberOfUsers: 0,
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: false, UnusedAccountValidityDays: 7 },
      EmailVerificationMessage: "Your verification code is {####}. ",
    });
    for (const absent of ["AliasAttributes", "UsernameAttributes", "AutoVerifiedAttributes", "AccountRecoverySetting"]) {
      expect(UserPool).not.toHaveProperty(absent);
    }
    const described = await world.aws.send(new DescribeUserPoolCommand({ UserPoolId: Id }));
    expect(described.UserPool).toEqual(UserPool);
    expect(await (await world.rockpool.userPool(Id)).settings.get()).toMatchObject({ poolName: "made" });
  });

  it("make another pool of the same name", async () => {
    const world = await awsWorld();
    const ids = [(await created(world)).Id, (await created(world)).Id];
    expect(new Set(ids).size).toBe(2);
  });

  it("take and show every member that there is a setting for", async () => {
    const world = await awsWorld();
    const fixed = { AliasAttributes: ["email"], UsernameConfiguration: { CaseSensitive: false } } as const;
    const pool = await created(world, { ...everything, ...fixed, AliasAttributes: ["email"] });
    expect(pool).toMatchObject({ ...everything, ...fixed });
    expect(await created(world, { UsernameAttributes: ["phone_number"] })).toMatchObject({
      UsernameAttributes: ["phone_number"],
    });
  });

  it("list every attribute of the schema: standard, custom, and those for administrators only", async () => {
    const world = await awsWorld();
    const { SchemaAttributes = [] } = await created(world, {
      Schema: [
        { Name: "email", Required: true, Mutable: false, StringAttributeConstraints: { MinLength: "5", MaxLength: "99" } },
        { Name: "tier", AttributeDataType: "Number", NumberAttributeConstraints: { MinValue: "-1", MaxValue: "9.5" } },
        { Name: "score", AttributeDataType: "Number" },
        { Name: "flag", AttributeDataType: "Boolean" },
        { Name: "note", AttributeDataType: "String", DeveloperOnlyAttribute: true },
      ],
    });
    const plain = { DeveloperOnlyAttribute: false, Mutable: true, Required: false };
    expect(SchemaAttributes[0]).toMatchObject({ Name: "sub", Required: true, Mutable: false });
    expect(SchemaAttributes).toContainEqual({
      ...plain,
      Name: "email",
      AttributeDataType: "String",
      Required: true,
      Mutable: false,
      StringAttributeConstraints: { MinLength: "5", MaxLength: "99" },
    });
    expect(SchemaAttributes.slice(-4)).toEqual([
      {
        ...plain,
        Name: "custom:tier",
        AttributeDataType: "Number",
        NumberAttributeConstraints: { MinValue: "-1", MaxValue: "9.5" },
      },
      { ...plain, Name: "custom:score", AttributeDataType: "Number", NumberAttributeConstraints: {} },
      { ...plain, Name: "custom:flag", AttributeDataType: "Boolean" },
      {
        ...plain,
        Name: "dev:custom:note",
        AttributeDataType: "String",
        DeveloperOnlyAttribute: true,
        StringAttributeConstraints: { MinLength: "0", MaxLength: "2048" },
      },
    ]);
  });

  it.each<[string, Partial<CreateUserPoolCommandInput>, string]>([
    [
      "two attributes of one name",
      {
        Schema: [
          { Name: "a", AttributeDataType: "String" },
          { Name: "a", AttributeDataType: "String" },
        ],
      },
      "Duplicate custom attribute names custom:a are not allowed in a user pool schema.",
    ],
    ["an attribute without a name", { Schema: [{ AttributeDataType: "String" }] }, "Schema attributes must have a Name."],
    [
      "a custom attribute without a type",
      { Schema: [{ Name: "a" }] },
      "Invalid AttributeDataType input, consider using the provided AttributeDataType enum.",
    ],
    [
      "a length that is no number",
      { Schema: [{ Name: "a", AttributeDataType: "String", StringAttributeConstraints: { MinLength: "one" } }] },
      "Invalid StringAttributeConstraints for schema attribute a",
    ],
    [
      "a bound that is no number",
      { Schema: [{ Name: "a", AttributeDataType: "Number", NumberAttributeConstraints: { MaxValue: "NaN" } }] },
      "Invalid NumberAttributeConstraints for schema attribute a",
    ],
    [
      "a required custom attribute",
      { Schema: [{ Name: "a", AttributeDataType: "String", Required: true }] },
      "Required custom attributes are not supported currently.",
    ],
    [
      "aliases and names of one kind",
      { AliasAttributes: ["email"], UsernameAttributes: ["email"] },
      "Only one of the aliasAttributes or usernameAttributes can be set in a User pool.",
    ],
    [
      "two validities of a temporary password",
      {
        Policies: { PasswordPolicy: { TemporaryPasswordValidityDays: 3 } },
        AdminCreateUserConfig: { UnusedAccountValidityDays: 4 },
      },
      "Please use TemporaryPasswordValidityDays in PasswordPolicy instead of UnusedAccountValidityDays",
    ],
    [
      "two functions for what is in tokens",
      {
        LambdaConfig: { PreTokenGeneration: arn("a"), PreTokenGenerationConfig: { LambdaVersion: "V2_0", LambdaArn: arn("b") } },
      },
      "Cannot use PreTokenGenerationLambda and PreTokenGeneration with different Lambda function ARN's",
    ],
    // To pass over these would leave people less safe than the caller believes.
    ["second factors", { MfaConfiguration: "ON" }, "MfaConfiguration can only be OFF: second factors are not built yet."],
    ["optional ones", { MfaConfiguration: "OPTIONAL" }, "MfaConfiguration can only be OFF: second factors are not built yet."],
    [
      "threat protection",
      { UserPoolAddOns: { AdvancedSecurityMode: "ENFORCED" } },
      "AdvancedSecurityMode cannot be ENFORCED: threat protection is not built yet.",
    ],
  ])("refuse %s (users-and-triggers.md 2.3, 2.7)", async (_, options, message) => {
    const refused = created(await awsWorld(), options);
    await expect(refused).rejects.toMatchObject({ name: "InvalidParameterException", message });
  });

  it("pass over what changes nothing here", async () => {
    const world = await awsWorld();
    const pool = await created(world, {
      MfaConfiguration: "OFF",
      SmsAuthenticationMessage: "Your code is {####}",
      DeviceConfiguration: { ChallengeRequiredOnNewDevice: true },
      EmailConfiguration: { EmailSendingAccount: "COGNITO_DEFAULT" },
      SmsConfiguration: { SnsCallerArn: arn("sms") },
      UserPoolAddOns: { AdvancedSecurityMode: "AUDIT" },
      LambdaConfig: { DefineAuthChallenge: arn("define"), KMSKeyID: arn("key") },
    });
    expect(pool.LambdaConfig).toEqual({});
  });

  it("say that there is no such pool", async () => {
    const { aws } = await awsWorld();
    await expect(aws.send(new DescribeUserPoolCommand({ UserPoolId: "us-east-1_nosuchone" }))).rejects.toMatchObject({
      name: "ResourceNotFoundException",
      message: "User pool us-east-1_nosuchone does not exist.",
    });
  });
});

describe("UpdateUserPool, by the AWS SDK", () => {
  it("returns what is left out to its default (users-and-triggers.md 2.1), but for what it cannot write", async () => {
    const world = await awsWorld();
    const fresh = await created(world, { AliasAttributes: ["email"] });
    const { Id } = await created(world, { ...everything, AliasAttributes: ["email"] });
    const pool = await world.rockpool.userPool(Id);
    await pool.settings.update({ issuer: "https://id.example.com", authEventRetentionDays: 3 });
    world.clock.advance({ seconds: 10 });
    await world.aws.send(new UpdateUserPoolCommand({ UserPoolId: Id }));
    const { UserPool } = await world.aws.send(new DescribeUserPoolCommand({ UserPoolId: Id }));
    const { CreationDate, Arn } = UserPool ?? {};
    expect(UserPool).toEqual({ ...fresh, Id, Arn, CreationDate, LastModifiedDate: new Date(world.clock()) });
    expect(await pool.settings.get()).toMatchObject({ issuer: "https://id.example.com", authEventRetentionDays: 3 });
  });

  it("takes what DescribeUserPool has shown, and changes nothing by it", async () => {
    const world = await awsWorld();
    const before = await created(world, everything);
    const { Name: PoolName, Id: UserPoolId, ...shown } = before;
    const { SchemaAttributes: _, Arn: __, CreationDate: ___, EstimatedNumberOfUsers: ____, ...members } = shown;
    const { UsernameConfiguration: _____, LastModifiedDate: ______, ...writable } = members;
    await world.aws.send(new UpdateUserPoolCommand({ UserPoolId, ...(PoolName && { PoolName }), ...writable }));
    const { UserPool } = await world.aws.send(new DescribeUserPoolCommand({ UserPoolId }));
    expect(UserPool).toEqual(before);
  });

  it("writes a name, and of a password policy takes for off what it does not say", async () => {
    const world = await awsWorld();
    const { Id } = await created(world);
    const Policies = { PasswordPolicy: { MinimumLength: 10, TemporaryPasswordValidityDays: 0 } };
    await world.aws.send(new UpdateUserPoolCommand({ UserPoolId: Id, PoolName: "renamed", Policies }));
    const { UserPool } = await world.aws.send(new DescribeUserPoolCommand({ UserPoolId: Id }));
    expect(UserPool).toMatchObject({
      Name: "renamed",
      Policies: {
        PasswordPolicy: {
          MinimumLength: 10,
          RequireUppercase: false,
          RequireLowercase: false,
          RequireNumbers: false,
          RequireSymbols: false,
          TemporaryPasswordValidityDays: 7,
        },
      },
    });
  });

  it("calls the function of this process that an ARN names", async () => {
    const calls: string[] = [];
    const rockpool = await Rockpool.open({
      storage: memory(),
      baseUrl: "https://auth.test",
      delivery: outbox(),
      keySource: fixedTestKeys(),
      functions: {
        [arn("sign-up")]: (event: PreSignUpEvent) => {
          calls.push(event.userName);
          return { ...event, response: { ...event.response, autoConfirmUser: true } };
        },
      },
    });
    onTestFinished(() => rockpool.close());
    const pool = await rockpool.ensureUserPool({ poolName: "test" });
    const client = await pool.clients.ensure({ clientName: "test" });
    const endpoint = await serve(handlerOf(rockpool));
    const aws = new CognitoIdentityProviderClient({ endpoint, region: "us-east-1", credentials });
    onTestFinished(() => aws.destroy());
    await aws.send(new UpdateUserPoolCommand({ UserPoolId: pool.userPoolId, LambdaConfig: { PreSignUp: arn("sign-up") } }));
    const { userConfirmed } = await client.signUp({ username: "ada", password: "Correct-horse-7!" });
    expect({ userConfirmed, calls }).toEqual({ userConfirmed: true, calls: ["ada"] });
  });

  it("takes the older names of messages, and the newer before them", async () => {
    const world = await awsWorld();
    const { Id } = await created(world);
    const older = { SmsVerificationMessage: "Old {####}", EmailVerificationMessage: "Old {####}" };
    const VerificationMessageTemplate = { EmailMessage: "New {####}" };
    await world.aws.send(new UpdateUserPoolCommand({ UserPoolId: Id, ...older, VerificationMessageTemplate }));
    const { UserPool } = await world.aws.send(new DescribeUserPoolCommand({ UserPoolId: Id }));
    expect(UserPool).toMatchObject({
      SmsVerificationMessage: "Old {####}",
      EmailVerificationMessage: "New {####}",
      VerificationMessageTemplate: { SmsMessage: "Old {####}", EmailMessage: "New {####}" },
    });
  });
});

describe("AddCustomAttributes, by the AWS SDK", () => {
  it("adds to the schema, each by its name without the prefix", async () => {
    const world = await awsWorld();
    const { Id } = await created(world);
    const CustomAttributes = [{ Name: "email", AttributeDataType: "String" as const }];
    await world.aws.send(new AddCustomAttributesCommand({ UserPoolId: Id, CustomAttributes }));
    const { schema } = await (await world.rockpool.userPool(Id)).settings.get();
    expect(schema["custom:email"]).toMatchObject({ attributeDataType: "String", mutable: true });
  });

  it("refuses one that is there, and changes nothing", async () => {
    const world = await awsWorld();
    const { Id } = await created(world, { Schema: [{ Name: "a", AttributeDataType: "String" }] });
    const CustomAttributes = ["b", "a"].map((Name) => ({ Name, AttributeDataType: "String" as const }));
    const again = world.aws.send(new AddCustomAttributesCommand({ UserPoolId: Id, CustomAttributes }));
    await expect(again).rejects.toMatchObject({
      name: "InvalidParameterException",
      message: "custom:a: Existing attribute already has name custom:a.",
    });
    expect((await (await world.rockpool.userPool(Id)).settings.get()).schema).not.toHaveProperty("custom:b");
  });
});

describe("ListUserPools, DeleteUserPool, GetUserPoolMfaConfig, by the AWS SDK", () => {
  it("list pools page by page", async () => {
    const world = await awsWorld();
    const made = [await created(world), await created(world)];
    const first = await world.aws.send(new ListUserPoolsCommand({ MaxResults: 2 }));
    const second = await world.aws.send(new ListUserPoolsCommand({ MaxResults: 2, NextToken: first.NextToken }));
    expect(second.NextToken).toBeUndefined();
    const listed = [...(first.UserPools ?? []), ...(second.UserPools ?? [])];
    expect(listed.map(({ Id }) => Id)).toEqual([...made.map(({ Id }) => Id), world.pool.userPoolId].sort());
    expect(listed).toContainEqual({
      Id: made[0]?.Id,
      Name: "made",
      CreationDate: made[0]?.CreationDate,
      LastModifiedDate: made[0]?.LastModifiedDate,
    });
  });

  it("delete a pool, unless it is protected", async () => {
    const world = await awsWorld();
    const { Id: UserPoolId } = await created(world, { DeletionProtection: "ACTIVE" });
    const refused = world.aws.send(new DeleteUserPoolCommand({ UserPoolId }));
    await expect(refused).rejects.toMatchObject({ name: "InvalidParameterException" });
    await world.aws.send(new UpdateUserPoolCommand({ UserPoolId, DeletionProtection: "INACTIVE" }));
    await world.aws.send(new DeleteUserPoolCommand({ UserPoolId }));
    const gone = world.aws.send(new DescribeUserPoolCommand({ UserPoolId }));
    await expect(gone).rejects.toMatchObject({ name: "ResourceNotFoundException" });
  });

  it("say that there are no second factors", async () => {
    const { aws, pool } = await awsWorld();
    const config = await aws.send(new GetUserPoolMfaConfigCommand({ UserPoolId: pool.userPoolId }));
    expect(config.MfaConfiguration).toBe("OFF");
  });
});

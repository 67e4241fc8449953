import { type TriggerOptions, tokensOrThrow } from "rockpool";
import type { TestPoolOptions } from "rockpool/testing";
import { describe, expect, it } from "vitest";
import { ada, everyTrigger, password, phone, poolWith, senders, type TriggerWorld, withUser } from "./world.ts";

const bySms: TestPoolOptions = { autoVerifiedAttributes: ["phone_number"] };
const smsUser = { ...ada, attributes: { phone_number: phone } };
const clientMetadata = { a: "b" };
const NO_CLIENT = "CLIENT_ID_NOT_APPLICABLE";

interface Occasion {
  readonly byAdministrator: boolean;
  /** @param clientMetadata What the event is to have. */
  run(world: TriggerWorld, medium: "EMAIL" | "SMS"): Promise<unknown>;
}

const userOf = (medium: "EMAIL" | "SMS") => (medium === "EMAIL" ? ada : smsUser);
const addressOf = (medium: "EMAIL" | "SMS") => (medium === "EMAIL" ? "email" : "phone_number");
const known = async (world: TriggerWorld, medium: "EMAIL" | "SMS") =>
  withUser(world, medium === "EMAIL" ? {} : { email_verified: "false", phone_number: phone, phone_number_verified: "true" });
const me = async ({ client }: TriggerWorld) =>
  client.user(tokensOrThrow(await client.signIn({ username: ada.username, password })).accessToken);

const occasions: Readonly<Record<string, Occasion>> = {
  SignUp: { byAdministrator: false, run: ({ client }, medium) => client.signUp({ ...userOf(medium), clientMetadata }) },
  ResendCode: {
    byAdministrator: false,
    async run({ client }, medium) {
      await client.signUp(userOf(medium));
      await client.resendConfirmationCode({ username: "ada", clientMetadata });
    },
  },
  ForgotPassword: {
    byAdministrator: false,
    async run(world, medium) {
      await known(world, medium);
      await world.client.forgotPassword({ username: "ada", clientMetadata });
    },
  },
  UpdateUserAttribute: {
    byAdministrator: false,
    async run(world, medium) {
      await known(world, medium);
      const changed = medium === "EMAIL" ? { email: "countess@example.com" } : { phone_number: "+442079460001" };
      await (await me(world)).attributes.update(changed, { clientMetadata });
    },
  },
  VerifyUserAttribute: {
    byAdministrator: false,
    async run(world, medium) {
      await known(world, medium);
      await (await me(world)).attributes.sendVerificationCode(addressOf(medium), { clientMetadata });
    },
  },
  AdminCreateUser: {
    byAdministrator: true,
    run: ({ pool }, medium) =>
      pool.users.create({
        ...{ username: "ada", temporaryPassword: password, attributes: userOf(medium).attributes },
        ...{ desiredDeliveryMediums: [medium], clientMetadata },
      }),
  },
};

async function eventOf(
  triggers: TriggerOptions,
  medium: "EMAIL" | "SMS",
  [name, { run }]: readonly [string, Occasion],
  of: string,
) {
  const world = await poolWith(triggers, medium === "SMS" ? bySms : {});
  await run(world, medium);
  const { attributes, sub, userStatus } = await world.pool.users.get("ada");
  const userAttributes = { ...attributes, sub, "cognito:user_status": userStatus };
  // What is sent behind has been sent when everything is closed.
  await world.close();
  return { world, userAttributes, event: world.recorder.lastEvent(`${of}_${name}`) };
}

function common({ pool, client }: TriggerWorld, byAdministrator: boolean) {
  return {
    version: "1",
    region: "us-east-1",
    userPoolId: pool.userPoolId,
    userName: "ada",
    callerContext: { awsSdkVersion: "aws-sdk-unknown-unknown", clientId: byAdministrator ? NO_CLIENT : client.clientId },
  };
}

describe("CustomMessage (users-and-triggers.md 7.10)", () => {
  it.each(Object.entries(occasions))("_%s", async (name, occasion) => {
    const { event, world, userAttributes } = await eventOf(everyTrigger, "EMAIL", [name, occasion], "CustomMessage");
    expect(event).toEqual({
      ...common(world, occasion.byAdministrator),
      triggerSource: `CustomMessage_${name}`,
      request: {
        userAttributes,
        codeParameter: "{####}",
        linkParameter: "{##Click Here##}",
        usernameParameter: name === "AdminCreateUser" ? "{username}" : null,
        clientMetadata,
      },
      response: { smsMessage: null, emailMessage: null, emailSubject: null },
    });
  });
});

describe.each([
  ["CustomEmailSender", "customEmailSenderRequestV1", "EMAIL"],
  ["CustomSMSSender", "customSMSSenderRequestV1", "SMS"],
] as const)("%s (7.11)", (trigger, type, medium) => {
  it.each(Object.entries(occasions))("_%s", async (name, occasion) => {
    const { event, world, userAttributes } = await eventOf({ ...everyTrigger, ...senders }, medium, [name, occasion], trigger);
    expect(event).toEqual({
      ...common(world, occasion.byAdministrator),
      triggerSource: `${trigger}_${name}`,
      request: {
        type,
        code: name === "AdminCreateUser" ? password : expect.stringMatching(/^\d{6}$/),
        userAttributes,
        clientMetadata,
      },
      response: {},
    });
    expect(world.outbox.messages).toEqual([]);
  });

  it("hands over the code that is right", async () => {
    const world = await poolWith({ ...everyTrigger, ...senders }, medium === "SMS" ? bySms : {});
    await world.client.signUp(userOf(medium));
    await new Promise((resolve) => setImmediate(resolve));
    const { code } = world.recorder.lastEvent(`${trigger}_SignUp`)["request"] as { readonly code: string };
    await world.client.confirmSignUp({ username: "ada", confirmationCode: code });
  });
});

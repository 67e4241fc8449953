import type { CustomEmailSenderEvent, PoolEvent, TriggerOptions } from "rockpool";
import { type TestPool, type TestPoolOptions, testPool, triggerRecorder } from "rockpool/testing";
import { describe, expect, it, vi } from "vitest";
import { overhear, shownInFull } from "../../secrets/overheard.ts";

const password = "Correct horse 7!";
const ada = { username: "ada", password, attributes: { email: "ada@example.com" } };
const phone = { phone_number: "+15555550100" };

type Opened = TestPool & { readonly recorder: ReturnType<typeof triggerRecorder>; readonly events: readonly PoolEvent[] };

async function opened(triggers: TriggerOptions, options: TestPoolOptions = {}): Promise<Opened> {
  const recorder = triggerRecorder(triggers);
  const world = await testPool({ ...options, triggers: recorder.triggers });
  const events: PoolEvent[] = [];
  world.rockpool.subscribe((event) => events.push(event));
  return { ...world, recorder, events };
}

const codeOf = ({ recorder }: Opened, source: string): string =>
  String((recorder.lastEvent(source)["request"] as { readonly code: unknown }).code);
const failuresOf = ({ events }: Opened): readonly PoolEvent[] => events.filter(({ type }) => type === "deliveryFailed");

const cannotSend = ({ request }: CustomEmailSenderEvent): Error => new Error(`cannot send ${request.code}`, { cause: request });

const failing: readonly (readonly [string, (event: CustomEmailSenderEvent) => unknown])[] = [
  ["rejects", (event) => Promise.reject(cannotSend(event))],
  [
    "throws",
    (event) => {
      throw cannotSend(event);
    },
  ],
  ["gives nothing back", async () => undefined],
  ["hangs", () => new Promise(() => {})],
];

describe.each([
  ["customEmailSender", "CustomEmailSender", "customEmailSenderRequestV1", ada.attributes, ["email"]],
  ["customSMSSender", "CustomSMSSender", "customSMSSenderRequestV1", phone, ["phone_number"]],
] as const)("%s (users-and-triggers.md 7.11)", (trigger, name, type, attributes, autoVerifiedAttributes) => {
  const options = { autoVerifiedAttributes };

  it("is handed the code as it is, in place of CustomMessage and of the delivery", async () => {
    const world = await opened({ [trigger]: (event: never) => event, customMessage: (event) => event }, options);
    const { client, outbox, recorder, pool } = world;
    await client.signUp({ ...ada, attributes, clientMetadata: { lang: "de" } });
    expect(recorder.sources).toEqual([`${name}_SignUp`]);
    expect(outbox.messages).toEqual([]);
    expect(recorder.lastEvent(`${name}_SignUp`)).toEqual({
      version: "1",
      triggerSource: `${name}_SignUp`,
      region: "us-east-1",
      userPoolId: pool.userPoolId,
      userName: "ada",
      callerContext: { awsSdkVersion: "aws-sdk-unknown-unknown", clientId: client.clientId },
      request: {
        type,
        code: expect.stringMatching(/^\d{6}$/),
        userAttributes: expect.objectContaining(attributes),
        clientMetadata: { lang: "de" },
      },
      response: {},
    });
    await client.confirmSignUp({ username: "ada", confirmationCode: codeOf(world, `${name}_SignUp`) });
  });

  it("is called on every occasion that something is sent", async () => {
    const world = await opened({ [trigger]: (event: never) => event }, options);
    const { client, pool, recorder } = world;
    await client.signUp({ ...ada, attributes });
    await client.resendConfirmationCode({ username: "ada" });
    await client.confirmSignUp({ username: "ada", confirmationCode: codeOf(world, `${name}_ResendCode`) });
    const signedIn = await client.signIn({ username: "ada", password });
    if (signedIn.outcome !== "signedIn") throw new Error("she is signed in");
    const user = await client.user(signedIn.tokens.accessToken);
    const next = trigger === "customEmailSender" ? { email: "ada@example.org" } : { phone_number: "+15555550101" };
    await user.attributes.update(next);
    const [attributeName] = autoVerifiedAttributes;
    await user.attributes.sendVerificationCode(attributeName);
    await user.attributes.verify({ attributeName, code: codeOf(world, `${name}_VerifyUserAttribute`) });
    await client.forgotPassword({ username: "ada" });
    await client.confirmForgotPassword({ username: "ada", confirmationCode: codeOf(world, `${name}_ForgotPassword`), password });
    await pool.users.create({ username: "bob", attributes, temporaryPassword: "Temporary <1>!" });
    expect(codeOf(world, `${name}_AdminCreateUser`)).toBe("Temporary <1>!");
    expect(recorder.sources.map((source) => source.replace(`${name}_`, ""))).toEqual([
      ...["SignUp", "ResendCode", "UpdateUserAttribute", "VerifyUserAttribute", "ForgotPassword", "AdminCreateUser"],
    ]);
  });

  // attacks 88, 92: what a sender throws, or that it hangs, reaches nobody, and no code is told
  it.each(failing)("holds nobody up where it %s: that is an event, without the code", async (_, handler) => {
    const heard = overhear();
    try {
      const world = await opened({ [trigger]: handler as never }, { ...options, rockpool: { triggerTimeoutMs: 20 } });
      const { client, pool, rockpool } = world;
      await client.signUp({ ...ada, attributes });
      await client.resendConfirmationCode({ username: "ada" });
      await pool.users.create({ username: "bob", attributes, temporaryPassword: "Temporary 1!" });
      await rockpool.close();
      const { sub } = failuresOf(world)[0] as unknown as { readonly sub: string };
      expect(failuresOf(world)).toHaveLength(3);
      const medium = trigger === "customEmailSender" ? "EMAIL" : "SMS";
      expect(failuresOf(world)[0]).toMatchObject({ type: "deliveryFailed", sub, medium });
      const codes = world.recorder.calls.map(({ event }) => String((event["request"] as { readonly code: unknown }).code));
      expect(codes).toHaveLength(3);
      for (const code of codes) expect([...world.events.map(shownInFull), ...heard.lines].join("\n")).not.toContain(code);
    } finally {
      heard.end();
    }
  });
});

describe("a custom sender and the other medium", () => {
  it("is of one medium: the delivery and CustomMessage have the other", async () => {
    const world = await opened({
      customEmailSender: (event) => event,
      customMessage: async (event) => Object.assign(event, { response: { ...event.response, smsMessage: "{username}, {####}" } }),
    });
    const { pool, outbox, recorder } = world;
    const attributes = { ...ada.attributes, ...phone };
    await pool.users.create({ username: "ada", attributes, desiredDeliveryMediums: ["EMAIL", "SMS"] });
    expect(recorder.sources).toEqual(["CustomEmailSender_AdminCreateUser", "CustomMessage_AdminCreateUser"]);
    expect(outbox.messages).toHaveLength(1);
    const code = codeOf(world, "CustomEmailSender_AdminCreateUser");
    expect(outbox.messages[0]).toMatchObject({ medium: "SMS", body: `ada, ${code}` });
  });

  it("has no code where the invitation is for somebody without a password", async () => {
    const world = await opened({
      customEmailSender: (event) => event,
      userMigration: async (event) => {
        event.response = { ...event.response, userAttributes: ada.attributes, finalUserStatus: "CONFIRMED" };
        return event;
      },
    });
    await world.client.signIn({ username: "ada", password: "old pw" });
    await vi.waitFor(() => expect(world.recorder.sources).toContain("CustomEmailSender_AdminCreateUser"));
    expect(world.recorder.lastEvent("CustomEmailSender_AdminCreateUser")).toMatchObject({ request: { code: null } });
    expect(JSON.stringify(world.recorder.lastEvent("CustomEmailSender_AdminCreateUser"))).not.toContain("old pw");
  });

  it("is not called, and nothing is stored, where this process has not its function", async () => {
    const { client, pool, outbox } = await testPool({ triggers: { customEmailSender: "elsewhere" } });
    await expect(client.signUp(ada)).rejects.toMatchObject({ code: "UnexpectedLambdaException" });
    await expect(pool.users.get("ada")).rejects.toMatchObject({ code: "UserNotFoundException" });
    expect(outbox.messages).toEqual([]);
  });
});

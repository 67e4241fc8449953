import { SNSClient } from "@aws-sdk/client-sns";
import { type Delivery, deliveryByMedium, type SnsDeliveryOptions, snsDelivery } from "rockpool/delivery";
import { outbox, testPool } from "rockpool/testing";
import { describe, expect, it, vi } from "vitest";
import { type AwsAnswer, type AwsService, awsService, credentials } from "./stand-ins/aws-service.ts";
import { email, sms } from "./stand-ins/messages.ts";
import { refusal } from "./stand-ins/refusal.ts";

const xml = { "content-type": "text/xml" };
const accepted: AwsAnswer = {
  status: 200,
  headers: xml,
  body: `<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult><MessageId>94f20ce6</MessageId></PublishResult><ResponseMetadata><RequestId>c0ffee00-1234</RequestId></ResponseMetadata></PublishResponse>`,
};

/** As SNS answers, in the XML of the query protocol. */
function failed(status: number, code: string): AwsAnswer {
  const error = `<Type>Sender</Type><Code>${code}</Code><Message>Invalid parameter: PhoneNumber +12065551212 731904</Message>`;
  return {
    status,
    headers: xml,
    body: `<ErrorResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><Error>${error}</Error><RequestId>c0ffee00-1234</RequestId></ErrorResponse>`,
  };
}

function sns(answer: (count: number) => AwsAnswer | undefined = () => accepted): Promise<AwsService> {
  return awsService({ service: "sns", answer: (_, count) => answer(count), refusal: failed(403, "SignatureDoesNotMatch") });
}

const clientOf = ({ endpoint }: AwsService, maxAttempts = 3): SNSClient =>
  new SNSClient({ endpoint, region: "eu-west-3", credentials, maxAttempts });
const to = (service: AwsService, more: SnsDeliveryOptions = {}): Delivery => snsDelivery({ client: clientOf(service), ...more });

describe("snsDelivery", () => {
  it("asks SNS to send the text to the one number, before anything promotional", async () => {
    const service = await sns();
    await to(service).send(sms);
    expect(service.requests).toMatchObject([{ method: "POST", path: "/", region: "eu-west-3" }]);
    expect(Object.fromEntries(new URLSearchParams(service.requests[0]?.body))).toEqual({
      Action: "Publish",
      Version: "2010-03-31",
      PhoneNumber: "+12065551212",
      Message: "Grüße! Your code is 731904. ",
      "MessageAttributes.entry.1.Name": "AWS.SNS.SMS.SMSType",
      "MessageAttributes.entry.1.Value.DataType": "String",
      "MessageAttributes.entry.1.Value.StringValue": "Transactional",
    });
  });

  it("says who sends, where it is told", async () => {
    const service = await sns();
    await to(service, { senderId: "Rockpool" }).send(sms);
    expect(Object.fromEntries(new URLSearchParams(service.requests[0]?.body))).toMatchObject({
      "MessageAttributes.entry.2.Name": "AWS.SNS.SMS.SenderID",
      "MessageAttributes.entry.2.Value.StringValue": "Rockpool",
    });
  });

  it("makes a client for the region and endpoint it is told", async () => {
    const service = await sns();
    vi.stubEnv("AWS_ACCESS_KEY_ID", credentials.accessKeyId);
    vi.stubEnv("AWS_SECRET_ACCESS_KEY", credentials.secretAccessKey);
    try {
      await snsDelivery({ endpoint: service.endpoint, region: "ap-south-1" }).send(sms);
    } finally {
      vi.unstubAllEnvs();
    }
    expect(service.requests.map(({ region }) => region)).toEqual(["ap-south-1"]);
  });

  it.each(["+1206 5551212", "+12065551212,+12065551213", "arn:aws:sns:us-east-1:1:t", "12065551212", "+１２０", ""])(
    "refuses %j before it asks SNS (attack 83)",
    async (destination) => {
      const service = await sns();
      expect((await refusal(to(service), { ...sms, destination })).message).toContain("not one address");
      expect(service.requests).toEqual([]);
    },
  );

  it("refuses an e-mail", async () => {
    expect((await refusal(snsDelivery(), email)).message).toContain("deliveryByMedium");
  });

  it("is the delivery of a pool for what is sent by SMS", async () => {
    const service = await sns();
    const mails = outbox();
    const { client, pool } = await testPool({
      autoVerifiedAttributes: ["phone_number"],
      rockpool: { delivery: deliveryByMedium({ email: mails, sms: to(service) }) },
    });
    const attributes = { phone_number: "+12065551212", email: "ada@example.com" };
    await client.signUp({ username: "ada", password: "Correct horse 7!", attributes });
    const { Message = "" } = Object.fromEntries(new URLSearchParams(service.requests[0]?.body));
    await client.confirmSignUp({ username: "ada", confirmationCode: /\d{6}/.exec(Message)?.[0] ?? "" });
    await expect(pool.users.get("ada")).resolves.toMatchObject({ userStatus: "CONFIRMED" });
    expect(mails.messages).toEqual([]);
  });
});

describe("a message that SNS does not accept (attack 88)", () => {
  it.each([
    [400, "InvalidParameter", "InvalidParameterException"],
    [403, "AuthorizationError", "AuthorizationErrorException"],
    [400, "OptedOut", "OptedOutException"],
  ])("with %s %s is rejected by name, and nothing of the message", async (status, code, name) => {
    const service = await sns(() => failed(status, code));
    const error = await refusal(to(service), sms);
    expect(error.message).toMatch(new RegExp(`^SNS did not accept the message: (${name}|${code}) in request c0ffee00-1234\\.$`));
    expect(error).toMatchObject({ code: "CodeDeliveryFailureException" });
    expect(error.cause).toBeUndefined();
  });

  it("is tried again by the SDK when SNS is asked too often, and rejected when it goes on", async () => {
    const service = await sns((count) => (count < 3 ? failed(429, "Throttled") : accepted));
    await to(service).send(sms);
    expect(service.requests).toHaveLength(3);
    const never = await sns(() => failed(400, "Throttling"));
    expect((await refusal(snsDelivery({ client: clientOf(never, 1) }), sms)).message).toContain("Throttling");
  });

  it("is given up when SNS does not answer in time (attack 92)", async () => {
    const service = await sns(() => undefined);
    const error = await refusal(to(service, { timeoutMs: 400 }), sms);
    expect(error.message).toBe("SNS did not accept the message in 400 ms.");
  });

  it("is rejected when the answer is not SNS's", async () => {
    const service = await sns(() => ({ status: 502, body: "<html>+12065551212 731904" }));
    expect((await refusal(to(service), sms)).message).toContain("SNS did not accept the message");
  });
});

describe("the options of snsDelivery", () => {
  it.each<[string, SnsDeliveryOptions]>([
    ["senderId", { senderId: "" }],
    ["senderId", { senderId: "123456" }],
    ["senderId", { senderId: "TwelveLetter" }],
    ["senderId", { senderId: "Rock pool" }],
    ["timeoutMs", { timeoutMs: -1 }],
    ["client", { client: "sns" as unknown as SNSClient }],
    ["region", { client: new SNSClient({}), region: "eu-west-3" }],
  ])("are refused where %s is wrong", (path, options) => {
    expect(() => snsDelivery(options)).toThrow(
      expect.objectContaining({ code: "InvalidParameterException", details: expect.objectContaining({ path }) }),
    );
  });
});

it("without the package @aws-sdk/client-sns, the first message says what to install", async () => {
  vi.doMock("@aws-sdk/client-sns", () => {
    throw new Error("Cannot find package '@aws-sdk/client-sns'");
  });
  try {
    await expect(snsDelivery().send(sms)).rejects.toMatchObject({
      code: "MissingPeerException",
      message: expect.stringContaining("npm install @aws-sdk/client-sns"),
      details: { packageName: "@aws-sdk/client-sns" },
    });
  } finally {
    vi.doUnmock("@aws-sdk/client-sns");
  }
});

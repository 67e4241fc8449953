import { SESv2Client } from "@aws-sdk/client-sesv2";
import { type Delivery, type SesDeliveryOptions, sesDelivery } from "rockpool/delivery";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type AwsAnswer, type AwsService, awsService, credentials } from "./stand-ins/aws-service.ts";
import { email, sms } from "./stand-ins/messages.ts";
import { refusal } from "./stand-ins/refusal.ts";

const from = "Rock Pool <no-reply@example.com>";
const accepted: AwsAnswer = { status: 200, body: JSON.stringify({ MessageId: "0100019" }) };

/** As SES answers: the name in a header, the text in the body. */
function failed(status: number, name: string, message = `Email address is not verified: ada@example.com 731904`): AwsAnswer {
  return { status, headers: { "x-amzn-errortype": name, "content-type": "application/json" }, body: JSON.stringify({ message }) };
}

function ses(answer: (count: number) => AwsAnswer | undefined = () => accepted): Promise<AwsService> {
  return awsService({ service: "ses", answer: (_, count) => answer(count), refusal: failed(403, "SignatureDoesNotMatch") });
}

const to = ({ endpoint }: AwsService, more: Partial<SesDeliveryOptions> = {}): Delivery =>
  sesDelivery({ endpoint, region: "eu-west-3", from, ...more });

// Where the SDK looks for credentials, and where it must not look.
beforeEach(() => {
  vi.stubEnv("AWS_ACCESS_KEY_ID", credentials.accessKeyId);
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", credentials.secretAccessKey);
  vi.stubEnv("AWS_CONFIG_FILE", "/nowhere");
  vi.stubEnv("AWS_SHARED_CREDENTIALS_FILE", "/nowhere");
  vi.stubEnv("AWS_EC2_METADATA_DISABLED", "true");
  vi.stubEnv("AWS_REGION", undefined);
});
afterEach(() => vi.unstubAllEnvs());

describe("sesDelivery", () => {
  it("asks SES to send text and HTML to the one address, signed for its region", async () => {
    const service = await ses();
    await to(service).send(email);
    expect(service.requests).toMatchObject([{ method: "POST", path: "/v2/email/outbound-emails", region: "eu-west-3" }]);
    expect(JSON.parse(service.requests[0]?.body ?? "")).toEqual({
      FromEmailAddress: '"Rock Pool" <no-reply@example.com>',
      Destination: { ToAddresses: ["ada@example.com"] },
      Content: {
        Simple: {
          Subject: { Data: "Grüße: dein Code 🔑", Charset: "UTF-8" },
          Body: {
            Text: { Data: "Grüße!\nYour code is 731904. ", Charset: "UTF-8" },
            Html: { Data: "Grüße!<br>\nYour code is <b>731904</b>. ", Charset: "UTF-8" },
          },
        },
      },
    });
  });

  it("names the configuration set, and leaves out the HTML there is not", async () => {
    const service = await ses();
    await to(service, { configurationSetName: "auth" }).send({ ...email, html: undefined });
    const request = JSON.parse(service.requests[0]?.body ?? "");
    expect(request.ConfigurationSetName).toBe("auth");
    expect(Object.keys(request.Content.Simple.Body)).toEqual(["Text"]);
  });

  it("encodes a sender's name that is not ASCII", async () => {
    const service = await ses();
    await to(service, { from: "Gezeitentümpel <no-reply@example.com>" }).send(email);
    const { FromEmailAddress } = JSON.parse(service.requests[0]?.body ?? "");
    expect(FromEmailAddress).toBe("=?UTF-8?B?R2V6ZWl0ZW50w7xtcGVs?= <no-reply@example.com>");
  });

  it("works by a client of one's own", async () => {
    const service = await ses();
    const client = new SESv2Client({ endpoint: service.endpoint, region: "us-west-2", credentials });
    const delivery = sesDelivery({ client, from });
    await delivery.send(email);
    await delivery.send(email);
    client.destroy();
    expect(service.requests.map(({ region }) => region)).toEqual(["us-west-2", "us-west-2"]);
  });

  it("keeps a subject on its line (attack 83)", async () => {
    const service = await ses();
    await to(service).send({ ...email, subject: "Code\r\nBcc: eve@example.com" });
    expect(JSON.parse(service.requests[0]?.body ?? "").Content.Simple.Subject.Data).toBe("Code Bcc: eve@example.com");
  });

  it.each(["ada@example.com,eve@example.com", "ada@example.com\neve@example.com", "Ada <ada@example.com>", "ada＠example.com"])(
    "refuses %j before it asks SES (attack 83)",
    async (destination) => {
      const service = await ses();
      expect((await refusal(to(service), { ...email, destination })).message).toContain("not one address");
      expect(service.requests).toEqual([]);
    },
  );

  it("refuses an SMS", async () => {
    expect((await refusal(sesDelivery({ from }), sms)).message).toContain("deliveryByMedium");
  });
});

describe("a message that SES does not accept (attack 88)", () => {
  it.each([
    [400, "MessageRejected"],
    [400, "MailFromDomainNotVerifiedException"],
    [400, "BadRequestException"],
    [403, "AccessDeniedException"],
  ])("with %s %s is rejected by that name and the request's, and nothing of the message", async (status, name) => {
    const service = await ses(() => failed(status, name));
    const error = await refusal(to(service), email);
    expect(error).toMatchObject({
      code: "CodeDeliveryFailureException",
      message: `SES did not accept the message: ${name} in request c0ffee00-1234.`,
    });
    expect(error.cause).toBeUndefined();
    expect(service.requests).toHaveLength(1);
  });

  it("is tried again by the SDK when SES is asked too often", async () => {
    const service = await ses((count) => (count < 3 ? failed(429, "TooManyRequestsException") : accepted));
    await to(service).send(email);
    expect(service.requests).toHaveLength(3);
  });

  it("is rejected when SES goes on to say so", async () => {
    const service = await ses(() => failed(429, "TooManyRequestsException"));
    expect((await refusal(to(service), email)).message).toContain("TooManyRequestsException");
  });

  it("is rejected with the wrong secret", async () => {
    vi.stubEnv("AWS_SECRET_ACCESS_KEY", "another");
    const service = await ses();
    expect((await refusal(to(service), email)).message).toContain("SignatureDoesNotMatch");
    expect(service.requests).toEqual([]);
  });

  it("is given up when SES does not answer in time (attack 92)", async () => {
    const service = await ses(() => undefined);
    const error = await refusal(to(service, { timeoutMs: 400 }), email);
    expect(error.message).toBe("SES did not accept the message in 400 ms.");
    expect(service.requests).toHaveLength(1);
  });

  it("is rejected where nobody listens, and without credentials or region, by what is lacking", async () => {
    const nobody = { endpoint: "http://127.0.0.1:1", requests: [] };
    expect((await refusal(to(nobody), email)).message).toContain("ECONNREFUSED");
    expect((await refusal(sesDelivery({ from }), email)).message).toContain("no region is configured");
    vi.stubEnv("AWS_ACCESS_KEY_ID", undefined);
    expect((await refusal(to(nobody), email)).message).toContain("CredentialsProviderError");
  });
});

describe("the options of sesDelivery", () => {
  it.each<[string, SesDeliveryOptions]>([
    ["from", { from: "nobody" }],
    ["timeoutMs", { from, timeoutMs: 0.5 }],
    ["client", { from, client: {} as SESv2Client }],
    ["region", { from, client: new SESv2Client({}), region: "eu-west-3" }],
    ["endpoint", { from, client: new SESv2Client({}), endpoint: "http://127.0.0.1:1" }],
  ])("are refused where %s is wrong", (path, options) => {
    expect(() => sesDelivery(options)).toThrow(
      expect.objectContaining({ code: "InvalidParameterException", details: expect.objectContaining({ path }) }),
    );
  });
});

it("without the package @aws-sdk/client-sesv2, the first message says what to install", async () => {
  vi.doMock("@aws-sdk/client-sesv2", () => {
    throw new Error("Cannot find package '@aws-sdk/client-sesv2'");
  });
  try {
    await expect(sesDelivery({ from }).send(email)).rejects.toMatchObject({
      code: "MissingPeerException",
      message: expect.stringContaining("npm install @aws-sdk/client-sesv2"),
      details: { packageName: "@aws-sdk/client-sesv2" },
    });
  } finally {
    vi.doUnmock("@aws-sdk/client-sesv2");
  }
});

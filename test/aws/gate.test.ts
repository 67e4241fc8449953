import {
  CognitoIdentityProviderClient,
  DescribeUserPoolCommand,
  ListUserPoolsCommand,
  SignUpCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import aws4 from "aws4";
import { describe, expect, it, onTestFinished } from "vitest";
import { awsWorld, credentials } from "./world.ts";

const target = (operation: string): string => `AWSCognitoIdentityProviderService.${operation}`;

interface Order {
  readonly operation?: string;
  readonly body?: object;
  readonly key?: { readonly accessKeyId: string; readonly secretAccessKey: string; readonly sessionToken?: string };
  readonly service?: string;
  readonly presigned?: boolean;
  readonly extraHeadersToIgnore?: Readonly<Record<string, boolean>>;
}

/** A request that aws4 has signed. */
function signed(endpoint: string, order: Order = {}): Request {
  const { operation = "ListUserPools", body = { MaxResults: 1 }, key = credentials, service = "cognito-idp" } = order;
  const { presigned: signQuery = false, extraHeadersToIgnore = {} } = order;
  const { host } = new URL(endpoint);
  const headers = { "Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": target(operation) };
  const text = JSON.stringify(body);
  const path = signQuery ? "/?X-Amz-Expires=60" : "/";
  const to = { host, path, method: "POST", service, region: "eu-west-1", headers, body: text, signQuery, extraHeadersToIgnore };
  const made = aws4.sign(to, key);
  const { Host: _, ...sent } = made.headers as Readonly<Record<string, string>>;
  return new Request(`http://${host}${made.path}`, { method: "POST", headers: sent, body: text });
}

async function answer(response: Promise<Response>): Promise<{ readonly status: number; readonly [member: string]: unknown }> {
  const { status, ...rest } = await response.then(async (one) => ({ status: one.status, body: await one.json() }));
  return { status, ...(rest.body as object) };
}

const mismatch = {
  status: 403,
  __type: "InvalidSignatureException",
  message:
    "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method.",
};
const expired = { status: 403, __type: "InvalidSignatureException", message: "Signature expired or not yet current." };
const unknownKey = {
  status: 403,
  __type: "UnrecognizedClientException",
  message: "The security token included in the request is invalid.",
};
const incomplete = {
  status: 403,
  __type: "IncompleteSignatureException",
  message: "The signature of the request is incomplete.",
};
const missing = { status: 403, __type: "MissingAuthenticationTokenException", message: "Missing Authentication Token" };

describe("an operation that must be signed", () => {
  it.each([false, true])("is done when it is signed by one of the keys (presigned: %s)", async (presigned) => {
    const { endpoint } = await awsWorld();
    expect(await answer(fetch(signed(endpoint, { presigned })))).toMatchObject({ status: 200, UserPools: [{ Name: "test" }] });
  });

  it("is done by any of several keys, and by none but these", async () => {
    const other = { accessKeyId: "AKIAOTHER", secretAccessKey: "other", sessionToken: "token" };
    const { endpoint } = await awsWorld({}, { credentials: [credentials, other] });
    expect(await answer(fetch(signed(endpoint)))).toMatchObject({ status: 200 });
    expect(await answer(fetch(signed(endpoint, { key: other })))).toMatchObject({ status: 200 });
    const { sessionToken: _, ...without } = other;
    expect(await answer(fetch(signed(endpoint, { key: without })))).toEqual(mismatch);
    const swapped = { ...credentials, secretAccessKey: other.secretAccessKey };
    expect(await answer(fetch(signed(endpoint, { key: swapped })))).toEqual(mismatch);
    expect(await answer(fetch(signed(endpoint, { key: { ...credentials, accessKeyId: "AKIANOBODY" } })))).toEqual(unknownKey);
  });

  it("is done for nobody where there is no key", async () => {
    const { endpoint } = await awsWorld({}, { credentials: [] });
    expect(await answer(fetch(signed(endpoint)))).toEqual(unknownKey);
  });

  it("is refused without a signature, before anything of it is read", async () => {
    const { endpoint } = await awsWorld();
    const headers = { "x-amz-target": target("ListUserPools") };
    expect(await answer(fetch(endpoint, { method: "POST", headers, body: "{" }))).toEqual(missing);
  });

  it.each<[string, (request: Request) => Promise<Request>]>([
    [
      "another body",
      async (request) => new Request(request.url, { method: "POST", headers: request.headers, body: '{"MaxResults":2}' }),
    ],
    ["another operation", async (request) => withHeader(request, "x-amz-target", target("DeleteUserPool"))],
    ["another type of content", async (request) => withHeader(request, "content-type", "text/plain")],
    [
      "another time",
      async (request) =>
        withHeader(request, "x-amz-date", new Date(Date.now() + 60_000).toISOString().replaceAll(/[-:]|\.\d+/g, "")),
    ],
  ])("is refused with %s than was signed", async (_, change) => {
    const { endpoint } = await awsWorld();
    const request = signed(endpoint);
    const { status, __type } = await answer(fetch(await change(request)));
    expect({ status, __type }).toEqual({ status: 403, __type: "InvalidSignatureException" });
  });

  it("is refused where the signature does not say which operation it is of", async () => {
    const { endpoint } = await awsWorld();
    const request = signed(endpoint, { extraHeadersToIgnore: { "x-amz-target": true } });
    expect(await answer(fetch(request))).toEqual(mismatch);
  });

  it("is refused by a signature for another service", async () => {
    const { endpoint } = await awsWorld();
    for (const service of ["cognito-identity", "s3x", "execute-api"]) {
      expect(await answer(fetch(signed(endpoint, { service })))).toEqual(mismatch);
    }
  });

  it.each(["AWS4-HMAC-SHA256", "Bearer abc", "Basic YTpi", ""])("is refused with the authorization %j", async (authorization) => {
    const { endpoint } = await awsWorld();
    const headers = { "x-amz-target": target("ListUserPools"), authorization };
    expect(await answer(fetch(endpoint, { method: "POST", headers, body: "{}" }))).toEqual(incomplete);
  });

  it("is refused when the clocks are more than five minutes apart, either way", async () => {
    const { endpoint } = await awsWorld();
    const random = (length: number) => new Uint8Array(length);
    for (const [apart, expected] of [
      [290_000, { status: 200 }],
      [-290_000, { status: 200 }],
      [310_000, expired],
      [-310_000, expired],
    ] as const) {
      const world = await awsWorld({}, { runtime: { clock: () => Date.now() + apart, random } });
      expect(await answer(world.handle(signed(endpoint)))).toMatchObject(expected);
    }
  });

  it("is refused when it was presigned for a shorter time than has passed", async () => {
    const { endpoint } = await awsWorld();
    const random = (length: number) => new Uint8Array(length);
    const world = await awsWorld({}, { runtime: { clock: () => Date.now() + 62_000, random } });
    expect(await answer(world.handle(signed(endpoint, { presigned: true })))).toEqual(expired);
  });
});

describe("the host that was signed", () => {
  it("is the one that a proxy is known by, where it changes the header", async () => {
    const { endpoint, handle } = await awsWorld();
    const outside = signed("http://auth.example");
    const inside = (): Request => new Request(endpoint, { method: "POST", headers: outside.headers, body: '{"MaxResults":1}' });
    expect(await answer(handle(inside()))).toEqual(mismatch);
    const behind = await awsWorld({}, { host: "auth.example" });
    expect(await answer(behind.handle(inside()))).toMatchObject({ status: 200 });
  });
});

describe("an operation that need not be signed", () => {
  it("is done without a signature, as a client without keys calls it", async () => {
    const { endpoint, client } = await awsWorld();
    const aws = new CognitoIdentityProviderClient({ endpoint, region: "us-east-1" });
    onTestFinished(() => aws.destroy());
    const ada = { ClientId: client.clientId, Username: "ada", Password: "Correct-horse-7!" };
    const signedUp = await aws.send(new SignUpCommand({ ...ada, UserAttributes: [{ Name: "email", Value: "ada@example.com" }] }));
    expect(signedUp.UserConfirmed).toBe(false);
  });

  it("is done with a signature that is good, and refused with one that is not", async () => {
    const { endpoint, client } = await awsWorld();
    const body = { ClientId: client.clientId, Username: "nobody" };
    const order = { operation: "ResendConfirmationCode", body };
    const nobody = { status: 400, __type: "UserNotFoundException" };
    expect(await answer(fetch(signed(endpoint, order)))).toMatchObject(nobody);
    const key = { ...credentials, secretAccessKey: "another" };
    expect(await answer(fetch(signed(endpoint, { ...order, key })))).toEqual(mismatch);
  });
});

describe('with the credentials "any"', () => {
  it("every signature is taken, and none at all, and none is looked at", async () => {
    const { endpoint } = await awsWorld({}, { credentials: "any" });
    const key = { accessKeyId: "local", secretAccessKey: "local" };
    const headers = { "x-amz-target": target("ListUserPools") };
    expect(await answer(fetch(signed(endpoint, { key })))).toMatchObject({ status: 200 });
    for (const authorization of [{}, { authorization: "nonsense" }]) {
      const request = { method: "POST", headers: { ...headers, ...authorization }, body: '{"MaxResults":1}' };
      expect(await answer(fetch(endpoint, request))).toMatchObject({ status: 200 });
    }
  });

  it("a pool is made in the region of the signature, or else that of the handler", async () => {
    const { endpoint } = await awsWorld({}, { credentials: "any", region: "sa-east-1" });
    const order = { operation: "CreateUserPool", body: { PoolName: "made" } };
    expect(await answer(fetch(signed(endpoint, order)))).toMatchObject({
      UserPool: { Id: expect.stringMatching(/^eu-west-1_/) },
    });
    const headers = { "x-amz-target": target("CreateUserPool") };
    const unsigned = fetch(endpoint, { method: "POST", headers, body: JSON.stringify(order.body) });
    expect(await answer(unsigned)).toMatchObject({ UserPool: { Id: expect.stringMatching(/^sa-east-1_/) } });
  });
});

describe("a client of the AWS SDK", () => {
  it.each(["/cognito", "/a%20b/", "/a:b@c/x+y/", "/a//b/", "/a/../b", "/~x*(y)'!/"])(
    "is taken where the face stands at %s",
    async (path) => {
      const { endpoint } = await awsWorld();
      const aws = new CognitoIdentityProviderClient({
        endpoint: `${endpoint}${path}`,
        region: "us-east-1",
        credentials,
        maxAttempts: 1,
      });
      onTestFinished(() => aws.destroy());
      await aws.send(new ListUserPoolsCommand({ MaxResults: 1 }));
    },
  );

  it("is told by the SDK's own error what is wrong with its keys", async () => {
    const { endpoint, pool } = await awsWorld();
    const key = { ...credentials, secretAccessKey: "another" };
    const aws = new CognitoIdentityProviderClient({ endpoint, region: "us-east-1", credentials: key, maxAttempts: 1 });
    onTestFinished(() => aws.destroy());
    await expect(aws.send(new ListUserPoolsCommand({ MaxResults: 1 }))).rejects.toMatchObject({
      name: "InvalidSignatureException",
      $metadata: { httpStatusCode: 403 },
    });
    await expect(aws.send(new DescribeUserPoolCommand({ UserPoolId: pool.userPoolId }))).rejects.toMatchObject({
      name: "InvalidSignatureException",
    });
  });
});

function withHeader(request: Request, name: string, value: string): Request {
  const changed = new Headers(request.headers);
  changed.set(name, value);
  return new Request(request.url, { method: "POST", headers: changed, body: '{"MaxResults":1}' });
}

import aws4 from "aws4";
import { describe, expect, it } from "vitest";
import { judgeSignature, type Signature, type SignedRequest, signatureOf, signingKey } from "../../src/iam/sigv4.ts";
import { Sha256, SignatureV4 } from "./sdk-signer.ts";

const credentials = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY" };
const scope = { date: "20150830", region: "us-east-1" };
const now = Date.parse("2015-08-30T12:36:00Z");
const minute = 60_000;

interface Written {
  readonly method?: string;
  readonly url?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

function request({
  method = "GET",
  url = "https://example.amazonaws.com/",
  headers = {},
  body = "",
}: Written = {}): SignedRequest {
  const all = { host: "example.amazonaws.com", "x-amz-date": "20150830T123600Z", ...headers };
  return { method, url: new URL(url), headers: new Headers(all), body: Buffer.from(body) };
}

function authorization(signature: string, names = "host;x-amz-date", service = "service"): string {
  const credential = `Credential=AKIDEXAMPLE/20150830/us-east-1/${service}/aws4_request`;
  return `AWS4-HMAC-SHA256 ${credential}, SignedHeaders=${names}, Signature=${signature}`;
}

function written(of: SignedRequest): Signature {
  const signature = signatureOf(of);
  if (signature == null) throw new Error("a signature was expected");
  return signature;
}

/** What is wrong with a request, as of now. */
function judge(
  of: SignedRequest,
  { at = now, host, key = credentials }: { at?: number; host?: string; key?: typeof credentials } = {},
) {
  return judgeSignature(of, written(of), key, { now: at, host });
}

describe("AWS's test suite of Signature Version 4", () => {
  it.each<[string, string, Written, string?]>([
    ["get-vanilla", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31", {}],
    ["post-vanilla", "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b", { method: "POST" }],
    [
      "get-vanilla-query-order-key-case",
      "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500",
      { url: "https://example.amazonaws.com/?Param2=value2&Param1=value1" },
    ],
    [
      "get-header-value-trim",
      "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736",
      { headers: { "my-header1": " value1", "my-header2": ' "a   b   c"' } },
      "host;my-header1;my-header2;x-amz-date",
    ],
    [
      "post-x-www-form-urlencoded",
      "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a",
      { method: "POST", headers: { "content-type": "application/x-www-form-urlencoded" }, body: "Param1=value1" },
      "content-type;host;x-amz-date",
    ],
  ])("%s", (_, signature, { headers, ...others }, names) => {
    const signed = request({ ...others, headers: { ...headers, authorization: authorization(signature, names) } });
    expect(judge(signed)).toBeUndefined();
  });

  it("the signing key and the signed request of the guide's example", () => {
    const secretAccessKey = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
    const key = signingKey(secretAccessKey, { ...scope, service: "iam" });
    expect(key.toString("hex")).toBe("c4afb1cc5771d871763a393e44b703571b55cc28424d1a5e86da6ed3c154a4b9");
    const signature = "5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7";
    const signed = request({
      url: "https://iam.amazonaws.com/?Action=ListUsers&Version=2010-05-08",
      headers: {
        host: "iam.amazonaws.com",
        "content-type": "application/x-www-form-urlencoded; charset=utf-8",
        authorization: authorization(signature, "content-type;host;x-amz-date", "iam"),
      },
    });
    expect(judge(signed)).toBeUndefined();
  });
});

const host = "127.0.0.1:9229";
const body = '{"UserPoolId":"us-east-1_aB3dE5fG7"}';
const headers = {
  host,
  "content-type": "application/x-amz-json-1.1",
  "x-amz-target": "AWSCognitoIdentityProviderService.ListUsers",
};

interface Order {
  readonly sessionToken?: string;
  readonly service?: string;
  readonly expiresIn?: number;
}

type Signer = (order?: Order) => Promise<SignedRequest>;

function sdkSigner(method: "sign" | "presign"): Signer {
  return async ({ service = "cognito-idp", sessionToken, expiresIn = 300 } = {}) => {
    const signer = new SignatureV4({
      credentials: { ...credentials, ...(sessionToken !== undefined && { sessionToken }) },
      region: "us-east-1",
      service,
      sha256: Sha256,
    });
    const options = { signingDate: new Date(now), expiresIn, unhoistableHeaders: new Set(["x-amz-target"]) };
    const plain = { method: "POST", protocol: "http:", hostname: "127.0.0.1", port: 9229, path: "/", query: {}, headers, body };
    const made = await signer[method](plain, options);
    const query = new URLSearchParams(made.query);
    return {
      method: "POST",
      url: new URL(`http://${host}/?${query}`),
      headers: new Headers(made.headers),
      body: Buffer.from(body),
    };
  };
}

function aws4Signer(signQuery: boolean): Signer {
  return async ({ service = "cognito-idp", sessionToken, expiresIn = 300 } = {}) => {
    const path = signQuery ? `/?X-Amz-Expires=${expiresIn}&X-Amz-Date=20150830T123600Z` : "/";
    const dated = signQuery ? headers : { ...headers, "X-Amz-Date": "20150830T123600Z" };
    const made = aws4.sign(
      { host, path, method: "POST", service, region: "us-east-1", headers: { ...dated }, body, signQuery },
      sessionToken === undefined ? credentials : { ...credentials, sessionToken },
    );
    const all = Object.entries(made.headers ?? {}).map(([name, value]): [string, string] => [name, String(value)]);
    return { method: "POST", url: new URL(`http://${host}${made.path}`), headers: new Headers(all), body: Buffer.from(body) };
  };
}

describe.each<[string, Signer, boolean]>([
  ["the AWS SDK's signer, in the header", sdkSigner("sign"), false],
  ["the AWS SDK's signer, in the query", sdkSigner("presign"), true],
  ["aws4, in the header", aws4Signer(false), false],
  ["aws4, in the query", aws4Signer(true), true],
])("a request that is signed by %s", (_, sign, isPresigned) => {
  it("says who signed, for which region and service", async () => {
    expect(written(await sign())).toMatchObject({
      accessKeyId: "AKIDEXAMPLE",
      region: "us-east-1",
      service: "cognito-idp",
      isPresigned,
      expiresIn: isPresigned ? 300 : null,
    });
  });

  it("is good", async () => expect(judge(await sign())).toBeUndefined());

  it("is not good by another secret", async () => {
    expect(judge(await sign(), { key: { ...credentials, secretAccessKey: "another" } })).toBe("mismatch");
  });

  it.each<[string, (signed: SignedRequest) => SignedRequest]>([
    ["another body", (signed) => ({ ...signed, body: Buffer.from(`${body} `) })],
    ["another method", (signed) => ({ ...signed, method: "PUT" })],
    ["another path", (signed) => ({ ...signed, url: new URL(signed.url.href.replace("9229/", "9229/x")) })],
    [
      "one more parameter",
      (signed) => ({ ...signed, url: new URL(`${signed.url.href.replace(/\?$/, "")}${isPresigned ? "&" : "?"}x=1`) }),
    ],
    ["another operation", (signed) => withHeader(signed, "x-amz-target", "AWSCognitoIdentityProviderService.DeleteUserPool")],
    ["another host", (signed) => withHeader(signed, "host", "evil.example")],
  ])("is not good with %s", async (_case, change) => {
    expect(judge(change(await sign()))).toBe("mismatch");
  });

  it("is good for another host where a proxy is told of, that hides the one that was signed", async () => {
    const hidden = withHeader(await sign(), "host", "inside.example");
    expect(judge(hidden, { host })).toBeUndefined();
  });

  it("takes a header that nobody signed as it is", async () => {
    expect(judge(withHeader(await sign(), "x-forwarded-for", "192.0.2.1"))).toBeUndefined();
  });

  it("is good as long as it lasts, and five minutes before", async () => {
    const signed = await sign();
    for (const at of [now - 5 * minute, now, now + 5 * minute]) expect(judge(signed, { at })).toBeUndefined();
    for (const at of [now - 5 * minute - 1, now + 5 * minute + 1]) expect(judge(signed, { at })).toBe("expired");
  });

  it("carries the session token of its key, that one and no other", async () => {
    const signed = await sign({ sessionToken: "token" });
    expect(written(signed).sessionToken).toBe("token");
    const by = (key: object) => judgeSignature(signed, written(signed), { ...credentials, ...key }, { now });
    expect(by({ sessionToken: "token" })).toBeUndefined();
    expect(by({ sessionToken: "another" })).toBe("mismatch");
    expect(by({})).toBe("mismatch");
    const without = await sign();
    expect(judgeSignature(without, written(without), { ...credentials, sessionToken: "token" }, { now })).toBe("mismatch");
  });
});

describe("a presigned request", () => {
  it.each([sdkSigner("presign"), aws4Signer(true)])("is good for as long as it says", async (sign) => {
    const signed = await sign({ expiresIn: 3600 });
    expect(judge(signed, { at: now + 60 * minute })).toBeUndefined();
    expect(judge(signed, { at: now + 60 * minute + 1 })).toBe("expired");
  });

  it.each(["0", "604801", "-1", "1.5", "", "soon"])("is malformed when it says it is good for %j s", async (expires) => {
    const { url, ...others } = await aws4Signer(true)();
    const changed = new URL(url);
    changed.searchParams.set("X-Amz-Expires", expires);
    expect(signatureOf({ ...others, url: changed })).toBeUndefined();
  });
});

describe("what is stated of the body", () => {
  it("must be what the body is, also where it was signed", async () => {
    const signed = await sdkSigner("sign")();
    expect(signed.headers.get("x-amz-content-sha256")).toMatch(/^[0-9a-f]{64}$/);
    expect(judge(withHeader(signed, "x-amz-content-sha256", "UNSIGNED-PAYLOAD"))).toBe("mismatch");
    expect(judge({ ...signed, body: Buffer.from("{}") })).toBe("mismatch");
  });
});

describe("signatureOf", () => {
  it("says null of what is not signed", () => expect(signatureOf(request())).toBeNull());

  const good = authorization("0".repeat(64));
  it.each([
    ["another algorithm", good.replace("SHA256", "SHA1")],
    ["no credential", good.replace(/Credential=[^,]*, /, "")],
    ["a credential of another form", good.replace("/aws4_request", "")],
    ["a signature that is too short", authorization("0".repeat(63))],
    ["a signature in capitals", authorization("A".repeat(64))],
    ["a host that is not signed", authorization("0".repeat(64), "x-amz-date")],
    ["a header of no name", authorization("0".repeat(64), "host;;x-amz-date")],
    ["a header that can have no such name", authorization("0".repeat(64), "host;x amz(date")],
    ["a header in capitals", authorization("0".repeat(64), "Host;host;x-amz-date")],
    ["a date that is not the scope's", good.replace("20150830", "20150831")],
    ["nothing", ""],
    ["a bearer token", "Bearer abc"],
  ])("says undefined of an authorization with %s", (_, header) => {
    expect(signatureOf(request({ headers: { authorization: header } }))).toBeUndefined();
  });

  it.each(["", "20150830", "2015-08-30T12:36:00Z"])("says undefined of a date like %j", (date) => {
    expect(signatureOf(request({ headers: { authorization: good, "x-amz-date": date } }))).toBeUndefined();
  });

  it("takes commas with and without a space, as signers write both", () => {
    expect(signatureOf(request({ headers: { authorization: good.replaceAll(", ", ",") } }))).toMatchObject(scope);
  });
});

it("a date that there is not is malformed", () => {
  const headers = { "x-amz-date": "20150230T996199Z", authorization: authorization("0".repeat(64)).replace("0830", "0230") };
  expect(judge(request({ headers }))).toBe("malformed");
});

function withHeader(signed: SignedRequest, name: string, value: string): SignedRequest {
  const changed = new Headers(signed.headers);
  changed.set(name, value);
  return { ...signed, headers: changed };
}

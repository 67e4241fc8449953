import aws4 from "aws4";
import { describe, expect, it } from "vitest";
import { judgeSignature, type SignatureFault, type SignedRequest, signatureOf } from "../../src/iam/sigv4.ts";
import type { SessionCredentials } from "../../src/identity-pool/credentials.ts";
import { readCredentials } from "../../src/identity-pool/session-token.ts";
import { Sha256, SignatureV4 } from "../iam/sdk-signer.ts";
import { issued, key, now, poolId } from "./credential-world.ts";

const host = "orders.example.com";
const body = '{"order":7}';
const scope = { region: "us-east-1", service: "execute-api" };

type Signer = (credentials: SessionCredentials) => Promise<SignedRequest>;

function sdkSigner(method: "sign" | "presign"): Signer {
  return async (credentials) => {
    const signer = new SignatureV4({ ...scope, credentials, sha256: Sha256 });
    const plain = { method: "POST", protocol: "https:", hostname: host, path: "/orders", query: {}, headers: { host }, body };
    const { headers, query } = await signer[method](plain, { signingDate: new Date(now), expiresIn: 300 });
    const url = new URL(`https://${host}/orders?${new URLSearchParams(query)}`);
    return { method: "POST", url, headers: new Headers(headers), body: Buffer.from(body) };
  };
}

const aws4Signer: Signer = async (credentials) => {
  const date = new Date(now).toISOString().replaceAll(/[-:]|\.\d+/g, "");
  const plain = { ...scope, host, path: "/orders", method: "POST", headers: { "X-Amz-Date": date }, body };
  const { headers = {} } = aws4.sign(plain, credentials);
  const all = Object.entries(headers).map(([name, value]): [string, string] => [name, String(value)]);
  return { method: "POST", url: new URL(`https://${host}/orders`), headers: new Headers(all), body: Buffer.from(body) };
};

/** As a guard does it: who it is by the session token, that it is they by the signature. */
function judge(
  request: SignedRequest,
  changes: { readonly sessionToken?: string; readonly at?: number } = {},
): SignatureFault | undefined {
  const signature = signatureOf(request);
  if (signature == null) throw new Error("a signature was expected");
  const { sessionToken = signature.sessionToken ?? "", at = now } = changes;
  const session = readCredentials([key], sessionToken, { audience: poolId, accessKeyId: signature.accessKeyId, now: at });
  const { accessKeyId } = session;
  return judgeSignature(
    request,
    signature,
    { accessKeyId, secretAccessKey: session.secretAccessKey(), sessionToken },
    { now: at },
  );
}

describe.each<[string, Signer]>([
  ["the AWS SDK's signer, in the header", sdkSigner("sign")],
  ["the AWS SDK's signer, in the query", sdkSigner("presign")],
  ["aws4", aws4Signer],
])("a request that is signed with our credentials by %s", (_, sign) => {
  it("is good, by nothing else than the credential key", async () => {
    expect(judge(await sign(await issued()))).toBeUndefined();
  });

  it("is not good with another body", async () => {
    const request = await sign(await issued());
    expect(judge({ ...request, body: Buffer.from('{"order":8}') })).toBe("mismatch");
  });

  it("is not good by another secret with the same token", async () => {
    const [mine, theirs] = [await issued(), await issued()];
    const { accessKeyId, sessionToken, expiration } = theirs;
    const stolen = { accessKeyId, sessionToken, expiration, secretAccessKey: mine.secretAccessKey };
    expect(judge(await sign(stolen))).toBe("mismatch");
  });

  it("is not good with a token that goes with another key id", async () => {
    const [mine, theirs] = [await issued(), await issued()];
    const request = await sign({ ...mine, sessionToken: theirs.sessionToken });
    expect(() => judge(request)).toThrowError(expect.objectContaining({ code: "UnrecognizedClientException" }));
    expect(() => judge(request, { sessionToken: "" })).toThrowError(
      expect.objectContaining({ code: "UnrecognizedClientException" }),
    );
  });

  it("is over when the session is, however fresh the signature", async () => {
    const { expiration, ...credentials } = await issued({ durationSeconds: 900 });
    const request = await sign({ ...credentials, expiration });
    expect(() => judge(request, { at: expiration.getTime() })).toThrowError(
      expect.objectContaining({ code: "ExpiredTokenException" }),
    );
  });
});

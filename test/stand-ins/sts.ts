import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createLocalJWKSet, errors, type JWTPayload, jwtVerify } from "jose";
import type { IdentityPool } from "rockpool";
import { onTestFinished } from "vitest";

const NAMESPACE = "https://sts.amazonaws.com/doc/2011-06-15/";

/** What STS gives; the key is that of AWS's documentation. */
export const given = {
  accessKeyId: "ASIAIOSFODNN7EXAMPLE",
  secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
  sessionToken: "IQoJb3JpZ2luX2VjEXAMPLE",
  expiration: "2026-11-28T13:00:00Z",
};

export interface StsError {
  readonly status: number;
  readonly code: string;
}

export interface Sts {
  readonly endpoint: string;
  /** The forms that came, without their tokens. */
  readonly asked: Record<string, string>[];
  /** What their tokens said, of those that were good. */
  readonly tokens: JWTPayload[];
  /** Trusts a pool: its tokens, and its roles. */
  trust(identityPool: IdentityPool, roleArns: readonly string[]): void;
  /** What is answered from now on, whatever is asked; `"nothing"`: never. */
  answer: StsError | "nothing" | "no credentials" | "no XML" | null;
}

/** Stands for AWS's STS on 127.0.0.1, as far as it speaks to whoever has a token: `AssumeRoleWithWebIdentity` of the query protocol. */
export async function sts(now: () => number): Promise<Sts> {
  const trusted: { readonly identityPool: IdentityPool; readonly roleArns: readonly string[] }[] = [];
  const asked: Record<string, string>[] = [];
  const tokens: JWTPayload[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { WebIdentityToken = "", ...form } = Object.fromEntries(new URLSearchParams(Buffer.concat(chunks).toString()));
    asked.push(form);
    if (service.answer === "nothing") return;
    const answered = await judge(form, WebIdentityToken);
    response.writeHead(answered.status, { "content-type": "text/xml", "x-amzn-requestid": "c0ffee00-1234" }).end(answered.xml);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });

  async function judge(form: Record<string, string>, token: string): Promise<{ readonly status: number; readonly xml: string }> {
    const { answer } = service;
    if (answer === "no XML") return { status: 200, xml: "<html>not STS" };
    if (answer === "no credentials") return { status: 200, xml: answerOf("") };
    if (typeof answer === "object" && answer !== null) return refusal(answer, token);
    if (form["Action"] !== "AssumeRoleWithWebIdentity" || form["Version"] !== "2011-06-15") {
      return refusal({ status: 400, code: "InvalidAction" }, token);
    }
    for (const { identityPool, roleArns } of trusted) {
      const keys = createLocalJWKSet(await identityPool.jwks());
      const [issuer, audience] = [await identityPool.issuer(), identityPool.identityPoolId];
      try {
        const { payload } = await jwtVerify(token, keys, { issuer, audience, currentDate: new Date(now()) });
        if (!roleArns.includes(form["RoleArn"] ?? "")) return refusal({ status: 403, code: "AccessDenied" }, token);
        tokens.push(payload);
        return { status: 200, xml: answerOf(credentials(form, payload)) };
      } catch (error) {
        if (error instanceof errors.JWTExpired) return refusal({ status: 400, code: "ExpiredTokenException" }, token);
      }
    }
    return refusal({ status: 400, code: "InvalidIdentityToken" }, token);
  }

  const service: Sts = {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    tokens,
    trust: (identityPool, roleArns) => void trusted.push({ identityPool, roleArns }),
    answer: null,
  };
  return service;
}

/** The parts of the documented answer. */
function credentials(form: Record<string, string>, { sub = "", iss = "", aud }: JWTPayload): string {
  const { RoleSessionName = "", RoleArn = "" } = form;
  const role = RoleArn.slice(RoleArn.lastIndexOf("/") + 1);
  return `<SubjectFromWebIdentityToken>${sub}</SubjectFromWebIdentityToken><Audience>${String(aud)}</Audience>
    <AssumedRoleUser><Arn>arn:aws:sts::111122223333:assumed-role/${role}/${RoleSessionName}</Arn>
    <AssumedRoleId>AROACLKWSDQRAOEXAMPLE:${RoleSessionName}</AssumedRoleId></AssumedRoleUser>
    <Credentials><SessionToken>${given.sessionToken}</SessionToken><SecretAccessKey>${given.secretAccessKey}</SecretAccessKey>
    <Expiration>${given.expiration}</Expiration><AccessKeyId>${given.accessKeyId}</AccessKeyId></Credentials>
    <Provider>${iss}</Provider>`;
}

function answerOf(result: string): string {
  return `<AssumeRoleWithWebIdentityResponse xmlns="${NAMESPACE}"><AssumeRoleWithWebIdentityResult>${result}</AssumeRoleWithWebIdentityResult>
    <ResponseMetadata><RequestId>ad4156e9-bce1-11e2-82e6-6b6efEXAMPLE</RequestId></ResponseMetadata></AssumeRoleWithWebIdentityResponse>`;
}

/** A text that quotes the token, as no text of ours may. */
function refusal({ status, code }: StsError, token: string): { readonly status: number; readonly xml: string } {
  const error = `<Type>Sender</Type><Code>${code}</Code><Message>refused: ${token}</Message>`;
  return {
    status,
    xml: `<ErrorResponse xmlns="${NAMESPACE}"><Error>${error}</Error><RequestId>c0ffee00-1234</RequestId></ErrorResponse>`,
  };
}

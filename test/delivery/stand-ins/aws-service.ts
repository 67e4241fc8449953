import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { sign } from "aws4";
import { onTestFinished } from "vitest";

export const credentials = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY" };

interface Request {
  readonly method: string;
  readonly path: string;
  readonly region: string;
  readonly body: string;
}

export interface AwsAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface AwsService {
  readonly endpoint: string;
  /** Those whose signature was right. */
  readonly requests: readonly Request[];
}

export interface AwsServiceBehaviour {
  /** As signatures name it: `ses`, `sns`. */
  readonly service: string;
  /** Never, where it is `undefined`. */
  readonly answer: (request: Request, count: number) => AwsAnswer | undefined;
  readonly refusal: AwsAnswer;
}

/** Stands for a service of AWS on 127.0.0.1: a request counts when aws4, which is nobody's of AWS, signs it alike. */
export async function awsService({ service, answer, refusal }: AwsServiceBehaviour): Promise<AwsService> {
  const requests: Request[] = [];
  const server = createServer(async (incoming, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString();
    const region = signedRegion(incoming, service, body);
    if (region === undefined) return reply(response, refusal);
    const request = { method: incoming.method ?? "", path: incoming.url ?? "", region, body };
    requests.push(request);
    const answered = answer(request, requests.length);
    if (answered !== undefined) reply(response, answered);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests };
}

function reply(response: ServerResponse, { status, headers, body }: AwsAnswer): void {
  response.writeHead(status, { "x-amzn-requestid": "c0ffee00-1234", ...headers }).end(body);
}

const AUTHORIZATION =
  /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/\d{8}\/([\w-]+)\/(\w+)\/aws4_request, SignedHeaders=([\w;-]+), Signature=[\da-f]{64}$/;

/** The region a request is signed for; `undefined` where the signature is not that of its content. */
function signedRegion(incoming: IncomingMessage, service: string, body: string): string | undefined {
  const authorization = incoming.headers.authorization ?? "";
  const [, region, signedService, signedHeaders = ""] = AUTHORIZATION.exec(authorization) ?? [];
  const headers = Object.fromEntries(signedHeaders.split(";").map((name) => [name, incoming.headers[name]]));
  if (signedService !== service || headers["host"] === undefined || headers["x-amz-date"] === undefined) return undefined;
  const { method, url: path } = incoming;
  const again = sign({ service, region, method, path, headers, body } as Parameters<typeof sign>[0], credentials);
  return again.headers?.["Authorization"] === authorization ? region : undefined;
}

import type { GuardAnswer } from "./answer.ts";

/** What is looked at of an `IncomingMessage` of node:http. */
export interface NodeRequest {
  readonly headers: { readonly authorization?: string | undefined };
  /** Every value that was sent; of several `headers` shows the first only. HTTP/2 has no such member. */
  readonly headersDistinct?: { readonly [name: string]: string[] | undefined } | undefined;
}

/** What is used of a `ServerResponse` of node:http. */
export interface NodeResponse {
  statusCode: number;
  setHeader(name: string, value: string): unknown;
  end(body: string): unknown;
}

export function authorizationOf({ headers, headersDistinct }: NodeRequest): string | readonly string[] | undefined {
  return headersDistinct?.["authorization"] ?? headers.authorization;
}

export function send(response: NodeResponse, { status, headers, body }: GuardAnswer): void {
  response.statusCode = status;
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  response.end(body);
}

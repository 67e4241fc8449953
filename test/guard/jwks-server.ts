import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Jwk } from "rockpool/guard";
import { onTestFinished } from "vitest";

export interface JwksServer {
  readonly url: string;
  /** How many requests came. */
  count(): number;
  /** What is answered from now on. */
  serve(answer: readonly Jwk[] | ((request: IncomingMessage, response: ServerResponse) => void)): void;
}

/** Serves a JWK Set over a real socket, until the test is finished. */
export async function jwksServer(...first: readonly Jwk[]): Promise<JwksServer> {
  let answer: Parameters<JwksServer["serve"]>[0] = first;
  let requests = 0;
  const server = createServer((request, response) => {
    requests += 1;
    if (typeof answer === "function") return answer(request, response);
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify({ keys: answer }));
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/.well-known/jwks.json`,
    count: () => requests,
    serve: (next) => {
      answer = next;
    },
  };
}

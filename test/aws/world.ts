import { CognitoIdentityProviderClient } from "@aws-sdk/client-cognito-identity-provider";
import type { Rockpool } from "rockpool";
import { type AwsHandlerOptions, awsHandler } from "rockpool/aws";
import { type TestPool, type TestPoolOptions, testPool } from "rockpool/testing";
import { onTestFinished } from "vitest";
import { listen, shut } from "../../src/cli/listen.ts";
import { expectModelled } from "./modelled.ts";

export const credentials = { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY" };

export interface AwsWorld extends TestPool {
  /** The real SDK client, with keys that are good here. */
  readonly aws: CognitoIdentityProviderClient;
  readonly endpoint: string;
  readonly handle: (request: Request) => Promise<Response>;
}

/** A test pool behind the AWS face, over a socket. Every answer is checked by the model of its service. */
export async function awsWorld(options: TestPoolOptions = {}, face: Partial<AwsHandlerOptions> = {}): Promise<AwsWorld> {
  const test = await testPool({ ...options, client: { preventUserExistenceErrors: "LEGACY", ...options.client } });
  const handle = handlerOf(test.rockpool, face);
  const endpoint = await serve(handle);
  const aws = new CognitoIdentityProviderClient({ endpoint, region: "us-east-1", credentials, maxAttempts: 1 });
  onTestFinished(() => aws.destroy());
  return { ...test, aws, endpoint, handle };
}

/** A handler whose answers are checked. */
export function handlerOf(rockpool: Rockpool, face: Partial<AwsHandlerOptions> = {}): (request: Request) => Promise<Response> {
  const handler = awsHandler(rockpool, { credentials: [credentials], ...face });
  return async (request) => {
    const response = await handler(request.clone());
    await expectModelled(request, response.clone());
    return response;
  };
}

/** Serves until the test ends. @returns The URL */
export async function serve(fetch: (request: Request) => Promise<Response>): Promise<string> {
  const { server, port } = await listen(fetch, { port: 0, host: "127.0.0.1" });
  onTestFinished(() => {
    server.closeAllConnections();
    return shut(server);
  });
  return `http://127.0.0.1:${port}`;
}

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import {
  CognitoIdentityProviderClient,
  CreateUserPoolClientCommand,
  CreateUserPoolCommand,
  SignUpCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { describe, expect, it, onTestFinished } from "vitest";
import { startDev } from "./command.ts";

const arn = "arn:aws:lambda:us-east-1:123456789012:function:welcome";

/** What speaks Lambda's Invoke API: its function confirms everybody. */
async function lambda(): Promise<string> {
  const server = createServer(async (request, response) => {
    let text = "";
    for await (const chunk of request) text += String(chunk);
    const event = JSON.parse(text) as { response: object };
    const isOurs = request.url === `/2015-03-31/functions/${encodeURIComponent(arn)}/invocations`;
    response.statusCode = isOurs ? 200 : 404;
    response.end(JSON.stringify({ ...event, response: { ...event.response, autoConfirmUser: true } }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe("rockpool dev --lambda-endpoint", () => {
  it("invokes the triggers of pools that the AWS SDK has made", async () => {
    const dev = await startDev(["--lambda-endpoint", await lambda()]);
    onTestFinished(async () => void (await dev.stop()));
    const credentials = { accessKeyId: "any", secretAccessKey: "any" };
    const aws = new CognitoIdentityProviderClient({ endpoint: dev.url, region: "eu-west-1", credentials });
    onTestFinished(() => aws.destroy());
    const { UserPool } = await aws.send(new CreateUserPoolCommand({ PoolName: "app", LambdaConfig: { PreSignUp: arn } }));
    expect(UserPool?.Id).toMatch(/^eu-west-1_/);
    const made = await aws.send(new CreateUserPoolClientCommand({ UserPoolId: UserPool?.Id, ClientName: "web" }));
    const ada = { ClientId: made.UserPoolClient?.ClientId, Username: "ada", Password: "Correct-horse-7!" };
    expect(await aws.send(new SignUpCommand(ada))).toMatchObject({ UserConfirmed: true });
  });
});

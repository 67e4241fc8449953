import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { lambdaFunctions } from "rockpool/aws";
import { testPool } from "rockpool/testing";
import { describe, expect, it, onTestFinished } from "vitest";
import { serve } from "./world.ts";

const arn = "arn:aws:lambda:us-east-1:123456789012:function:ours";
const ada = { username: "ada", password: "Correct-horse-7!", attributes: { email: "ada@example.com" } };

type Answer = (event: { readonly triggerSource: string; readonly response: object }) => Response;

/** A pool whose PreSignUp is a Lambda, and what speaks its API. */
async function poolWith(answer: Answer, path = "") {
  const asked: string[] = [];
  const endpoint = await serve(async (request) => {
    asked.push(`${request.method} ${new URL(request.url).pathname}`);
    return answer((await request.json()) as Parameters<Answer>[0]);
  });
  const test = await testPool({
    triggers: { preSignUp: arn },
    rockpool: { functions: lambdaFunctions({ endpoint: `${endpoint}${path}` }) },
  });
  return { ...test, asked };
}

describe("lambdaFunctions", () => {
  it("invokes a trigger that is a Lambda ARN by the Invoke API, and takes what it answers", async () => {
    const { client, asked } = await poolWith((event) => Response.json({ ...event, response: { autoConfirmUser: true } }));
    expect(await client.signUp(ada)).toMatchObject({ userConfirmed: true });
    expect(asked).toEqual([`POST /2015-03-31/functions/${encodeURIComponent(arn)}/invocations`]);
  });

  it.each(["/gateway", "/gateway/"])("keeps the path of the endpoint: %s", async (path) => {
    const { client, asked } = await poolWith((event) => Response.json({ ...event, response: {} }), path);
    await client.signUp(ada);
    expect(asked).toEqual([`POST /gateway/2015-03-31/functions/${encodeURIComponent(arn)}/invocations`]);
  });

  it("tells what the function threw as if it were here", async () => {
    const failed = { errorMessage: "Only by invitation", errorType: "Error" };
    const { client } = await poolWith(() => Response.json(failed, { headers: { "x-amz-function-error": "Unhandled" } }));
    await expect(client.signUp(ada)).rejects.toMatchObject({
      code: "UserLambdaValidationException",
      message: "PreSignUp failed with error Only by invitation.",
    });
  });

  it("is refused by what is no event, and by an endpoint that fails", async () => {
    const { client } = await poolWith(() => Response.json({ statusCode: 200 }));
    await expect(client.signUp(ada)).rejects.toMatchObject({ code: "InvalidLambdaResponseException" });
    const broken = await poolWith(() => new Response("no such function", { status: 404 }));
    const missing = { code: "UnexpectedLambdaException", message: "PreSignUp could not be called: the endpoint answered 404." };
    await expect(broken.client.signUp(ada)).rejects.toMatchObject(missing);
    const nowhere = await testPool({
      triggers: { preSignUp: arn },
      rockpool: { functions: lambdaFunctions({ endpoint: "http://127.0.0.1:9" }) },
    });
    await expect(nowhere.client.signUp(ada)).rejects.toMatchObject({ code: "UnexpectedLambdaException" });
  });

  it.each<[string, Answer, string, string]>([
    [
      "no JSON",
      () => new Response("<p>secret"),
      "InvalidLambdaResponseException",
      "Invalid lambda function output : Invalid JSON",
    ],
    ["nothing", () => new Response(null), "InvalidLambdaResponseException", "Invalid lambda function output : Invalid JSON"],
    [
      "more than Lambda would",
      () => new Response(`{"a":"${"x".repeat(7_000_000)}"}`),
      "InvalidLambdaResponseException",
      "Invalid lambda function output : Invalid JSON",
    ],
    [
      "a failure without a message",
      () => new Response("<p>secret", { headers: { "x-amz-function-error": "Unhandled" } }),
      "UserLambdaValidationException",
      "PreSignUp failed with error unknown.",
    ],
    [
      "a failure with a type only",
      () => Response.json({ errorType: "Runtime.ExitError" }, { headers: { "x-amz-function-error": "Unhandled" } }),
      "UserLambdaValidationException",
      "PreSignUp failed with error Runtime.ExitError.",
    ],
    [
      "a redirect, which an event with a password does not follow",
      () => Response.redirect("http://127.0.0.1:9/", 307),
      "UnexpectedLambdaException",
      "PreSignUp could not be called: the endpoint answered 307.",
    ],
  ])("is refused by an endpoint that answers %s", async (_, answer, code, message) => {
    const { client, asked } = await poolWith(answer);
    await expect(client.signUp(ada)).rejects.toMatchObject({ code, message });
    expect(asked).toHaveLength(1);
  });

  it("is not there where the endpoint breaks off its answer", async () => {
    const server = createServer((_, response) => {
      response.writeHead(200, { "content-length": "100" }).write("{", () => response.destroy());
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    onTestFinished(() => void server.close());
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const { client } = await testPool({ triggers: { preSignUp: arn }, rockpool: { functions: lambdaFunctions({ endpoint }) } });
    await expect(client.signUp(ada)).rejects.toMatchObject({
      code: "UnexpectedLambdaException",
      message: "PreSignUp could not be called: the endpoint does not answer.",
    });
  });

  it("asks no longer than the trigger may take", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    onTestFinished(() => void server.close());
    const left = once(server, "request").then(([{ socket }]) => once(socket, "close"));
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const rockpool = { functions: lambdaFunctions({ endpoint }), triggerTimeoutMs: 20 };
    const { client } = await testPool({ triggers: { preSignUp: arn }, rockpool });
    await expect(client.signUp(ada)).rejects.toMatchObject({ message: "PreSignUp did not answer in 20 ms." });
    await left;
  }, 60_000);

  it("finds no function for a name that is no Lambda ARN", async () => {
    const functions = lambdaFunctions({ endpoint: "http://127.0.0.1:9" });
    expect(functions("customers/preSignUp")).toBeUndefined();
    expect(() => lambdaFunctions({ endpoint: "nowhere" })).toThrow(
      expect.objectContaining({ code: "InvalidParameterException" }),
    );
  });
});

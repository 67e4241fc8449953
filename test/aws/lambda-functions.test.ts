import { lambdaFunctions } from "rockpool/aws";
import { testPool } from "rockpool/testing";
import { describe, expect, it } from "vitest";
import { serve } from "./world.ts";

const arn = "arn:aws:lambda:us-east-1:123456789012:function:ours";
const ada = { username: "ada", password: "Correct-horse-7!", attributes: { email: "ada@example.com" } };

type Answer = (event: { readonly triggerSource: string; readonly response: object }) => Response;

/** A pool whose PreSignUp is a Lambda, and what speaks its API. */
async function poolWith(answer: Answer) {
  const asked: string[] = [];
  const endpoint = await serve(async (request) => {
    asked.push(`${request.method} ${new URL(request.url).pathname}`);
    return answer((await request.json()) as Parameters<Answer>[0]);
  });
  const test = await testPool({ triggers: { preSignUp: arn }, rockpool: { functions: lambdaFunctions({ endpoint }) } });
  return { ...test, asked };
}

describe("lambdaFunctions", () => {
  it("invokes a trigger that is a Lambda ARN by the Invoke API, and takes what it answers", async () => {
    const { client, asked } = await poolWith((event) => Response.json({ ...event, response: { autoConfirmUser: true } }));
    expect(await client.signUp(ada)).toMatchObject({ userConfirmed: true });
    expect(asked).toEqual([`POST /2015-03-31/functions/${encodeURIComponent(arn)}/invocations`]);
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

  it("finds no function for a name that is no Lambda ARN", async () => {
    const functions = lambdaFunctions({ endpoint: "http://127.0.0.1:9" });
    expect(functions("customers/preSignUp")).toBeUndefined();
    expect(() => lambdaFunctions({ endpoint: "nowhere" })).toThrow(
      expect.objectContaining({ code: "InvalidParameterException" }),
    );
  });
});

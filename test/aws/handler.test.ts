import { ListUserPoolsCommand, SignUpCommand } from "@aws-sdk/client-cognito-identity-provider";
import { awsHandler } from "rockpool/aws";
import { memory } from "rockpool/storage/memory";
import { faultyStorage, testPool } from "rockpool/testing";
import { describe, expect, it, vi } from "vitest";
import { awsWorld, credentials } from "./world.ts";

const target = (operation: string): string => `AWSCognitoIdentityProviderService.${operation}`;

function asked(
  operation: string,
  body: string | Uint8Array<ArrayBuffer>,
  headers: Readonly<Record<string, string>> = {},
): Request {
  return new Request("https://auth.test/", { method: "POST", body, headers: { "x-amz-target": target(operation), ...headers } });
}

describe("awsHandler", () => {
  it("tells the operator of what a caller is not told, with the id of the request", async () => {
    const storage = faultyStorage(memory());
    const onError = vi.fn();
    const { aws } = await awsWorld({ storage }, { onError });
    storage.failCall(1);
    const listed = await aws.send(new ListUserPoolsCommand({ MaxResults: 1 })).catch((error: unknown) => error);
    expect(listed).toMatchObject({ name: "InternalErrorException", message: "Internal error" });
    const { requestId } = (listed as { $metadata: { requestId: string } }).$metadata;
    expect(onError.mock.calls).toEqual([[expect.objectContaining({ code: "StorageUnavailableException" }), requestId]]);
  });

  it("tells nobody of what is the caller's own fault", async () => {
    const onError = vi.fn();
    const { handle } = await awsWorld({}, { onError });
    expect((await handle(asked("SignUp", "{}"))).status).toBe(400);
    expect(onError).not.toHaveBeenCalled();
  });

  // attack 87
  it.each([
    ["an operation there is not", asked("DropEverything", "{}"), "UnknownOperationException", 400],
    ["an operation with something behind it", asked("SignUp.more", "{}"), "UnknownOperationException", 400],
    ["no JSON", asked("SignUp", "{"), "SerializationException", 400],
    ["no UTF-8", asked("SignUp", new Uint8Array([0x22, 0xff, 0x22])), "SerializationException", 400],
    ["JSON that is nested too deep", asked("SignUp", `${"[".repeat(40)}${"]".repeat(40)}`), "SerializationException", 400],
    ["a list in place of an input", asked("SignUp", "[]"), "SerializationException", 400],
    ["headers that are too long", asked("SignUp", "{}", { "x-long": "x".repeat(40_000) }), "RequestEntityTooLargeException", 431],
    ["more than a megabyte", asked("SignUp", "x".repeat(1_048_577)), "RequestEntityTooLargeException", 413],
  ])("refuses %s", async (_, request, type, status) => {
    const { handle } = await awsWorld();
    const response = await handle(request);
    expect([response.status, await response.json()]).toMatchObject([status, { __type: type }]);
    expect(response.headers.get("x-amzn-requestid")).toMatch(/^[0-9a-f-]{36}$/);
  });

  it("tells nobody the name of a trigger's function that is not there, but the operator", async () => {
    const PreSignUp = "arn:aws:lambda:us-east-1:123456789012:function:audit";
    const warn = vi.fn();
    const { aws, pool, client } = await awsWorld({ triggers: { preSignUp: PreSignUp }, rockpool: { warn } });
    const signUp = new SignUpCommand({ ClientId: client.clientId, Username: "ada", Password: "Correct-horse-7!" });
    await expect(aws.send(signUp)).rejects.toMatchObject({
      name: "UnexpectedLambdaException",
      message: "This process has no function for the pool's trigger preSignUp.",
    });
    expect(warn.mock.calls).toEqual([[expect.stringMatching(`function ${PreSignUp}, .* of the pool ${pool.userPoolId}`)]]);
  });

  it("answers pages of the origins that are allowed, and of no others", async () => {
    const { handle } = await awsWorld({}, { allowedOrigins: ["https://app.test"] });
    const from = (origin: string) => handle(new Request("https://auth.test/", { method: "OPTIONS", headers: { origin } }));
    expect((await from("https://app.test")).headers.get("access-control-allow-origin")).toBe("https://app.test");
    expect((await from("https://evil.test")).headers.get("access-control-allow-origin")).toBeNull();
  });

  it("is made with keys, or says that it takes any", async () => {
    const { rockpool } = await testPool();
    expect(() => awsHandler(rockpool, { credentials: [credentials] })).not.toThrow();
  });

  // With an empty secret whoever knows the id of the key, which each request tells, would sign.
  it.each<[string, object, string]>([
    ["no keys", {}, "credentials"],
    ["another word", { credentials: "all" }, "credentials"],
    ["an empty secret", { credentials: [credentials, { ...credentials, secretAccessKey: "" }] }, "credentials.1.secretAccessKey"],
    ["no secret", { credentials: [{ accessKeyId: "AKIA" }] }, "credentials.0.secretAccessKey"],
    ["an id that no signature can name", { credentials: [{ ...credentials, accessKeyId: "a/b" }] }, "credentials.0.accessKeyId"],
    ["an account that is none", { credentials: "any", accountId: "1234" }, "accountId"],
    ["a region that is none", { credentials: "any", region: "EU" }, "region"],
    ["an origin for a list of them", { credentials: "any", allowedOrigins: "https://app.test" }, "allowedOrigins"],
    ["a misspelt member", { credentials: "any", origins: "*" }, "origins"],
  ])("is not made with %s", async (_, options, path) => {
    const { rockpool } = await testPool();
    expect(() => awsHandler(rockpool, options as never)).toThrow(
      expect.objectContaining({ code: "InvalidParameterException", details: { path } }),
    );
  });

  it("takes a body that breaks off for no request, and tells nobody", async () => {
    const onError = vi.fn();
    const { rockpool } = await testPool();
    const body = new ReadableStream({ pull: (controller) => controller.error(new Error("gone")) });
    const init = { method: "POST", body, duplex: "half", headers: { "x-amz-target": target("SignUp") } } as const;
    const response = await awsHandler(rockpool, { credentials: "any", onError })(new Request("https://auth.test/", init));
    expect([response.status, await response.json()]).toMatchObject([400, { __type: "SerializationException" }]);
    expect(onError).not.toHaveBeenCalled();
  });
});

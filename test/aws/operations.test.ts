import * as identity from "@aws-sdk/client-cognito-identity";
import * as idp from "@aws-sdk/client-cognito-identity-provider";
import { describe, expect, it } from "vitest";
import { identityPoolsModel, userPoolsModel } from "../../src/aws/model.ts";
import { identityPoolOperations, userPoolOperations } from "../../src/aws/operations/index.ts";
import { compatibilityDoc } from "../tooling/compatibility-doc.ts";
import { awsWorld } from "./world.ts";

/** The operations that an SDK client has, by its commands. */
const operationsOf = (client: object): readonly string[] =>
  Object.keys(client)
    .filter((name) => name.endsWith("Command") && name !== "$Command")
    .map((name) => name.slice(0, -"Command".length))
    .sort();

const services = [
  { model: userPoolsModel, operations: operationsOf(idp), built: userPoolOperations, number: 140 },
  { model: identityPoolsModel, operations: operationsOf(identity), built: identityPoolOperations, number: 23 },
];

describe.each(services)("the operations of $model.targetPrefix", ({ model, operations, built, number }) => {
  const lacking = operations.filter((name) => !Object.hasOwn(built, name));

  it("are those of the AWS SDK's client", () => {
    expect(operations).toHaveLength(number);
    expect(Object.keys(model.operations).sort()).toEqual(operations);
  });

  it("that are built are among them", () => {
    expect(Object.keys(built).filter((name) => !operations.includes(name))).toEqual([]);
  });

  it("that are not built say so, to whoever may call them", async () => {
    const { handle } = await awsWorld({}, { credentials: "any" });
    for (const name of lacking) {
      const headers = { "x-amz-target": `${model.targetPrefix}.${name}` };
      const response = await handle(new Request("http://127.0.0.1/", { method: "POST", headers, body: "{}" }));
      const message = `${name} is not built yet.`;
      expect(response.status, name).toBe(400);
      expect(await response.json()).toEqual({ __type: "OperationNotEnabledException", message });
    }
  });

  it("say to nobody without a signature whether they are built, where one is needed", async () => {
    const { handle } = await awsWorld();
    for (const [name, { signed }] of Object.entries(model.operations)) {
      if (!signed) continue;
      const headers = { "x-amz-target": `${model.targetPrefix}.${name}` };
      const response = await handle(new Request("http://127.0.0.1/", { method: "POST", headers, body: "{}" }));
      expect(await response.json(), name).toMatchObject({ __type: "MissingAuthenticationTokenException" });
    }
  });
});

it("four operations on identity pools need no signature: those of clients that have none", () => {
  const unsigned = Object.entries(identityPoolsModel.operations).flatMap(([name, { signed }]) => (signed ? [] : [name]));
  expect(unsigned).toEqual(["GetCredentialsForIdentity", "GetId", "GetOpenIdToken", "UnlinkIdentity"]);
});

describe("what is no operation", () => {
  it.each([
    ["no target", {}],
    ["no operation", { "x-amz-target": "AWSCognitoIdentityProviderService" }],
    ["an operation of nobody", { "x-amz-target": "AWSCognitoIdentityProviderService.MakeCoffee" }],
    ["an operation of the other service", { "x-amz-target": "AWSCognitoIdentityService.SignUp" }],
    ["another service", { "x-amz-target": "DynamoDB_20120810.ListTables" }],
    ["a member of every object", { "x-amz-target": "AWSCognitoIdentityProviderService.constructor" }],
  ])("is unknown: %s", async (_, headers) => {
    const { handle } = await awsWorld();
    const response = await handle(
      new Request("http://127.0.0.1/", { method: "POST", headers: headers as Record<string, string>, body: "{}" }),
    );
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ __type: "UnknownOperationException" });
  });
});

it("docs/compatibility.md lists what is built and what is not (npx vitest run test/aws/operations.test.ts -u writes it)", async () => {
  await expect(compatibilityDoc()).toMatchFileSnapshot("../../docs/compatibility.md");
});

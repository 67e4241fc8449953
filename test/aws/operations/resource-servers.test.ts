import {
  CreateResourceServerCommand,
  DeleteResourceServerCommand,
  DescribeResourceServerCommand,
  ListResourceServersCommand,
  UpdateResourceServerCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { describe, expect, it } from "vitest";
import { awsWorld } from "../world.ts";

const Scopes = [{ ScopeName: "read", ScopeDescription: "Read" }];

describe("the operations on resource servers, by the AWS SDK", () => {
  it("make one, show it, and refuse another of its identifier", async () => {
    const { aws, pool } = await awsWorld();
    const of = { UserPoolId: pool.userPoolId, Identifier: "https://api.example" };
    const { ResourceServer } = await aws.send(new CreateResourceServerCommand({ ...of, Name: "API", Scopes }));
    expect(ResourceServer).toEqual({ ...of, Name: "API", Scopes });
    expect((await aws.send(new DescribeResourceServerCommand(of))).ResourceServer).toEqual(ResourceServer);
    const again = aws.send(new CreateResourceServerCommand({ ...of, Name: "API" }));
    await expect(again).rejects.toMatchObject({
      name: "InvalidParameterException",
      message: `https://api.example already exists in user pool ${of.UserPoolId}.`,
    });
  });

  it("replace name and scopes: a list that is left out is empty", async () => {
    const { aws, pool } = await awsWorld();
    const of = { UserPoolId: pool.userPoolId, Identifier: "api" };
    await aws.send(new CreateResourceServerCommand({ ...of, Name: "API", Scopes }));
    const { ResourceServer } = await aws.send(new UpdateResourceServerCommand({ ...of, Name: "New" }));
    expect(ResourceServer).toEqual({ ...of, Name: "New", Scopes: [] });
  });

  it("list them page by page, and delete one", async () => {
    const { aws, pool } = await awsWorld();
    const { userPoolId: UserPoolId } = pool;
    for (const Identifier of ["a", "b"]) {
      await aws.send(new CreateResourceServerCommand({ UserPoolId, Identifier, Name: Identifier, Scopes }));
    }
    const first = await aws.send(new ListResourceServersCommand({ UserPoolId, MaxResults: 1 }));
    const second = await aws.send(new ListResourceServersCommand({ UserPoolId, MaxResults: 1, NextToken: first.NextToken }));
    const names = [first, second].flatMap(({ ResourceServers = [] }) => ResourceServers.map(({ Name }) => Name));
    expect(names).toEqual(["a", "b"]);
    await aws.send(new DeleteResourceServerCommand({ UserPoolId, Identifier: "a" }));
    await expect(aws.send(new DescribeResourceServerCommand({ UserPoolId, Identifier: "a" }))).rejects.toMatchObject({
      name: "ResourceNotFoundException",
      message: "Resource server a does not exist.",
    });
  });
});

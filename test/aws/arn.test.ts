import { CognitoIdentityClient, CreateIdentityPoolCommand } from "@aws-sdk/client-cognito-identity";
import {
  CognitoIdentityProviderClient,
  CreateUserPoolCommand,
  ListTagsForResourceCommand,
  TagResourceCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { describe, expect, it, onTestFinished } from "vitest";
import { awsWorld, credentials } from "./world.ts";

const login = { issuer: "https://login.example.com", clientIds: ["app"] };

describe("an ARN, by the AWS SDK", () => {
  it.each([
    ["aws", "eu-central-1"],
    ["aws-cn", "cn-north-1"],
    ["aws-us-gov", "us-gov-west-1"],
  ])("is of the partition %s in %s", async (partition, region) => {
    const { endpoint } = await awsWorld({}, { openIdConnectProviders: [login] });
    const aws = new CognitoIdentityProviderClient({ endpoint, region, credentials });
    const identity = new CognitoIdentityClient({ endpoint, region, credentials });
    onTestFinished(() => {
      aws.destroy();
      identity.destroy();
    });
    const { UserPool } = await aws.send(new CreateUserPoolCommand({ PoolName: "made" }));
    const ResourceArn = `arn:${partition}:cognito-idp:${region}:123456789012:userpool/${UserPool?.Id}`;
    expect(UserPool?.Arn).toBe(ResourceArn);
    await aws.send(new TagResourceCommand({ ResourceArn, Tags: { stage: "test" } }));
    expect(await aws.send(new ListTagsForResourceCommand({ ResourceArn }))).toMatchObject({ Tags: { stage: "test" } });

    const OpenIdConnectProviderARNs = [`arn:${partition}:iam::123456789012:oidc-provider/login.example.com`];
    const pool = { IdentityPoolName: "made", AllowUnauthenticatedIdentities: false, OpenIdConnectProviderARNs };
    expect(await identity.send(new CreateIdentityPoolCommand(pool))).toMatchObject({ OpenIdConnectProviderARNs });
  });
});

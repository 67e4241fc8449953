import { ListTagsForResourceCommand, TagResourceCommand, UntagResourceCommand } from "@aws-sdk/client-cognito-identity";
import { describe, expect, it } from "vitest";
import { identityPoolArn } from "../../../src/aws/arn.ts";
import { identityWorld } from "../identity-world.ts";

const accountId = "123456789012";

describe("TagResource, UntagResource and ListTagsForResource of identity pools, by the AWS SDK", () => {
  it("add tags beside those that are there, list them, and take some away", async () => {
    const { identity, IdentityPoolId, identityPool } = await identityWorld();
    const ResourceArn = `arn:aws:cognito-identity:us-east-1:${accountId}:identitypool/${IdentityPoolId}`;
    expect(identityPoolArn({ accountId }, IdentityPoolId)).toBe(ResourceArn);
    await identity.send(new TagResourceCommand({ ResourceArn, Tags: { team: "identity", stage: "test" } }));
    await identity.send(new TagResourceCommand({ ResourceArn, Tags: { stage: "live" } }));
    const { Tags } = await identity.send(new ListTagsForResourceCommand({ ResourceArn }));
    expect(Tags).toEqual({ team: "identity", stage: "live" });
    await identity.send(new UntagResourceCommand({ ResourceArn, TagKeys: ["stage", "unknown"] }));
    expect((await identityPool.settings.get()).identityPoolTags).toEqual({ team: "identity" });
  });

  it.each([
    ["another account", "arn:aws:cognito-identity:us-east-1:000000000000:identitypool/us-east-1:aaaa"],
    ["no pool", `arn:aws:cognito-identity:us-east-1:${accountId}:identitypool/us-east-1:aaaa`],
    ["a user pool", `arn:aws:cognito-idp:us-east-1:${accountId}:userpool/us-east-1_aaaaaaaaa`],
  ])("say of the ARN of %s that there is no such thing", async (_, ResourceArn) => {
    const { identity } = await identityWorld();
    await expect(identity.send(new ListTagsForResourceCommand({ ResourceArn }))).rejects.toMatchObject({
      name: "ResourceNotFoundException",
    });
  });
});

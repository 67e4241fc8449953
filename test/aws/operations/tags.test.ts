import { ListTagsForResourceCommand, TagResourceCommand, UntagResourceCommand } from "@aws-sdk/client-cognito-identity-provider";
import { describe, expect, it } from "vitest";
import { poolArn } from "../../../src/aws/arn.ts";
import { awsWorld } from "../world.ts";

const accountId = "123456789012";

describe("TagResource, UntagResource, ListTagsForResource, by the AWS SDK", () => {
  it("add tags beside those that are there, list them, and take some away", async () => {
    const { aws, pool } = await awsWorld();
    const ResourceArn = poolArn({ accountId }, pool.userPoolId);
    await aws.send(new TagResourceCommand({ ResourceArn, Tags: { team: "identity", stage: "test" } }));
    await aws.send(new TagResourceCommand({ ResourceArn, Tags: { stage: "live" } }));
    const { Tags } = await aws.send(new ListTagsForResourceCommand({ ResourceArn }));
    expect(Tags).toEqual({ team: "identity", stage: "live" });
    await aws.send(new UntagResourceCommand({ ResourceArn, TagKeys: ["stage", "unknown"] }));
    expect((await pool.settings.get()).userPoolTags).toEqual({ team: "identity" });
  });

  it("lose none of the tags that are written at once", async () => {
    const { aws, pool } = await awsWorld();
    const ResourceArn = poolArn({ accountId }, pool.userPoolId);
    const keys = Array.from({ length: 5 }, (_, n) => `tag-${n}`);
    await Promise.all(keys.map((key) => aws.send(new TagResourceCommand({ ResourceArn, Tags: { [key]: "" } }))));
    expect(Object.keys((await pool.settings.get()).userPoolTags).sort()).toEqual(keys);
  });

  it("refuse more than 50 in all", async () => {
    const { aws, pool } = await awsWorld();
    const ResourceArn = poolArn({ accountId }, pool.userPoolId);
    const Tags = Object.fromEntries(Array.from({ length: 50 }, (_, n) => [`tag-${n}`, ""]));
    await aws.send(new TagResourceCommand({ ResourceArn, Tags }));
    const oneMore = aws.send(new TagResourceCommand({ ResourceArn, Tags: { another: "" } }));
    await expect(oneMore).rejects.toMatchObject({ name: "InvalidParameterException" });
  });

  it.each([
    ["another account", "arn:aws:cognito-idp:us-east-1:000000000000:userpool/us-east-1_aaaaaaaaa"],
    ["no pool", `arn:aws:cognito-idp:us-east-1:${accountId}:userpool/us-east-1_aaaaaaaaa`],
    ["something else", `arn:aws:sns:us-east-1:${accountId}:topic`],
  ])("say of the ARN of %s that there is no such thing", async (_, ResourceArn) => {
    const { aws } = await awsWorld();
    await expect(aws.send(new ListTagsForResourceCommand({ ResourceArn }))).rejects.toMatchObject({
      name: "ResourceNotFoundException",
    });
  });
});

import type { Tags } from "../../user-pool/settings/metadata.ts";
import type { UserPool } from "../../user-pool/user-pool.ts";
import { poolIdOf } from "../arn.ts";
import { AwsFailure } from "../failure.ts";
import type { Call, Operation, OperationTable } from "../operation.ts";

interface OfResource {
  readonly ResourceArn: string;
}

/** @throws {AwsFailure}, `ResourceNotFoundException` */
async function poolOf(call: Call, { ResourceArn }: OfResource): Promise<UserPool> {
  const userPoolId = poolIdOf(call, ResourceArn);
  if (userPoolId === undefined) throw new AwsFailure("ResourceNotFoundException", `Resource ${ResourceArn} does not exist.`);
  return call.pool(userPoolId);
}

const tagResource: Operation<OfResource & { readonly Tags: Tags }> = async (call, input) => {
  await (await poolOf(call, input)).settings.tag(input.Tags);
  return {};
};

const untagResource: Operation<OfResource & { readonly TagKeys: readonly string[] }> = async (call, input) => {
  await (await poolOf(call, input)).settings.untag(input.TagKeys);
  return {};
};

const listTagsForResource: Operation<OfResource> = async (call, input) => {
  const { userPoolTags } = await (await poolOf(call, input)).settings.get();
  return { Tags: userPoolTags };
};

/** The tags of user pools, by ARN. */
export const tagOperations: OperationTable = {
  TagResource: tagResource,
  UntagResource: untagResource,
  ListTagsForResource: listTagsForResource,
};

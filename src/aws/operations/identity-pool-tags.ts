import type { IdentityPool } from "../../identity-pool/identity-pool.ts";
import type { IdentityPoolSettings } from "../../identity-pool/settings.ts";
import { identityPoolIdOf } from "../arn.ts";
import { AwsFailure } from "../failure.ts";
import type { Call, Operation, OperationTable } from "../operation.ts";

interface OfResource {
  readonly ResourceArn: string;
}

/** @throws {AwsFailure}, `ResourceNotFoundException` */
async function poolOf(call: Call, { ResourceArn }: OfResource): Promise<IdentityPool> {
  const identityPoolId = identityPoolIdOf(call, ResourceArn);
  if (identityPoolId === undefined) throw new AwsFailure("ResourceNotFoundException", `Resource ${ResourceArn} does not exist.`);
  return call.identityPool(identityPoolId);
}

const tagResource: Operation<OfResource & { readonly Tags: IdentityPoolSettings["identityPoolTags"] }> = async (call, input) => {
  await (await poolOf(call, input)).settings.tag(input.Tags);
  return {};
};

const untagResource: Operation<OfResource & { readonly TagKeys: readonly string[] }> = async (call, input) => {
  await (await poolOf(call, input)).settings.untag(input.TagKeys);
  return {};
};

const listTagsForResource: Operation<OfResource> = async (call, input) => {
  const { identityPoolTags } = await (await poolOf(call, input)).settings.get();
  return { Tags: identityPoolTags };
};

/** The tags of identity pools, by ARN. */
export const identityPoolTagOperations: OperationTable = {
  TagResource: tagResource,
  UntagResource: untagResource,
  ListTagsForResource: listTagsForResource,
};

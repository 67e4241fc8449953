import { identityPoolIdOf, poolIdOf } from "../arn.ts";
import { AwsFailure } from "../failure.ts";
import type { Call, Operation, OperationTable } from "../operation.ts";

interface OfResource {
  readonly ResourceArn: string;
}

interface Tags {
  readonly [key: string]: string;
}

/** What is tagged: a pool of either kind. */
interface Tagged {
  tag(tags: Tags): Promise<void>;
  untag(keys: readonly string[]): Promise<void>;
  tags(): Promise<Tags>;
}

/** @param tagged What an ARN names; `undefined`: nothing of ours. */
function tagsBy(tagged: (call: Call, arn: string) => Promise<Tagged> | undefined): OperationTable {
  const of = (call: Call, { ResourceArn }: OfResource): Promise<Tagged> => {
    const found = tagged(call, ResourceArn);
    if (found === undefined) throw new AwsFailure("ResourceNotFoundException", `Resource ${ResourceArn} does not exist.`);
    return found;
  };
  const tagResource: Operation<OfResource & { readonly Tags: Tags }> = async (call, input) => {
    await (await of(call, input)).tag(input.Tags);
    return {};
  };
  const untagResource: Operation<OfResource & { readonly TagKeys: readonly string[] }> = async (call, input) => {
    await (await of(call, input)).untag(input.TagKeys);
    return {};
  };
  const listTagsForResource: Operation<OfResource> = async (call, input) => ({ Tags: await (await of(call, input)).tags() });
  return { TagResource: tagResource, UntagResource: untagResource, ListTagsForResource: listTagsForResource };
}

/** The tags of user pools, by ARN. */
export const tagOperations: OperationTable = tagsBy((call, arn) => {
  const id = poolIdOf(call, arn);
  return id === undefined
    ? undefined
    : call.pool(id).then(({ settings }) => ({
        tag: (tags) => settings.tag(tags),
        untag: (keys) => settings.untag(keys),
        tags: async () => (await settings.get()).userPoolTags,
      }));
});

/** The tags of identity pools, by ARN. */
export const identityPoolTagOperations: OperationTable = tagsBy((call, arn) => {
  const id = identityPoolIdOf(call, arn);
  return id === undefined
    ? undefined
    : call.identityPool(id).then(({ settings }) => ({
        tag: (tags) => settings.tag(tags),
        untag: (keys) => settings.untag(keys),
        tags: async () => (await settings.get()).identityPoolTags,
      }));
});

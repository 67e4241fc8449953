import { ListTagsForResourceCommand, TagResourceCommand, UntagResourceCommand } from "@aws-sdk/client-cognito-identity-provider";
import { type Capability, type Provocations, reads, writes } from "./provocation.ts";
import type { Stage } from "./stage.ts";

const arnOf = (UserPoolId: string) => `arn:aws:cognito-idp:us-east-1:123456789012:userpool/${UserPoolId}`;
const ofArn: Provocations = {
  InvalidParameterException: { input: { ResourceArn: "no ARN" } },
  ResourceNotFoundException: { input: { ResourceArn: arnOf("us-east-1_AAAAAAAAA") } },
};

export const tags: Capability = {
  TagResource: {
    command: ({ UserPoolId }: Stage) => new TagResourceCommand({ ResourceArn: arnOf(UserPoolId), Tags: { team: "red" } }),
    errors: { ...writes, ...ofArn },
  },
  UntagResource: {
    options: { userPoolTags: { team: "red" } },
    command: ({ UserPoolId }: Stage) => new UntagResourceCommand({ ResourceArn: arnOf(UserPoolId), TagKeys: ["team"] }),
    errors: { ...writes, ...ofArn },
  },
  ListTagsForResource: {
    command: ({ UserPoolId }: Stage) => new ListTagsForResourceCommand({ ResourceArn: arnOf(UserPoolId) }),
    errors: { ...reads, ...ofArn },
  },
};

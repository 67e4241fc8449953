import type { Call } from "./operation.ts";

type Account = Pick<Call, "accountId">;

/** What regions of their own partition begin with; all others are of `aws`. */
const partitions: readonly (readonly [prefix: string, partition: string])[] = [
  ["cn-", "aws-cn"],
  ["us-gov-", "aws-us-gov"],
  ["us-iso-", "aws-iso"],
  ["us-isob-", "aws-iso-b"],
  ["eusc-", "aws-eusc"],
];

/** What stands behind `arn:`. */
export function partitionOf(region: string): string {
  return partitions.find(([prefix]) => region.startsWith(prefix))?.[1] ?? "aws";
}

/** The ARN of a pool, in the region that its id begins with. */
export function poolArn({ accountId }: Account, userPoolId: string): string {
  const region = userPoolId.slice(0, userPoolId.lastIndexOf("_"));
  return `arn:${partitionOf(region)}:cognito-idp:${region}:${accountId}:userpool/${userPoolId}`;
}

/** The user pool that an ARN names, where it is one of ours. */
export function poolIdOf(call: Account, arn: string): string | undefined {
  const userPoolId = arn.slice(arn.lastIndexOf("/") + 1);
  return poolArn(call, userPoolId) === arn ? userPoolId : undefined;
}

/** The region that the id of an identity pool begins with. */
export function regionOfIdentityPool(identityPoolId: string): string {
  return identityPoolId.slice(0, identityPoolId.indexOf(":"));
}

/** The ARN of an identity pool, in its region. */
export function identityPoolArn({ accountId }: Account, identityPoolId: string): string {
  const region = regionOfIdentityPool(identityPoolId);
  return `arn:${partitionOf(region)}:cognito-identity:${region}:${accountId}:identitypool/${identityPoolId}`;
}

/** The identity pool that an ARN names, where it is one of ours. */
export function identityPoolIdOf(call: Account, arn: string): string | undefined {
  const identityPoolId = arn.slice(arn.lastIndexOf("/") + 1);
  return identityPoolArn(call, identityPoolId) === arn ? identityPoolId : undefined;
}

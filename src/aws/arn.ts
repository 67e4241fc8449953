import type { Call } from "./operation.ts";

/** The ARN of a pool, in the region that its id begins with. */
export function poolArn({ accountId }: Pick<Call, "accountId">, userPoolId: string): string {
  const region = userPoolId.slice(0, userPoolId.lastIndexOf("_"));
  return `arn:aws:cognito-idp:${region}:${accountId}:userpool/${userPoolId}`;
}

/** The user pool that an ARN names, where it is one of ours. */
export function poolIdOf(call: Pick<Call, "accountId">, arn: string): string | undefined {
  const userPoolId = arn.slice(arn.lastIndexOf("/") + 1);
  return poolArn(call, userPoolId) === arn ? userPoolId : undefined;
}

/** The ARN of an identity pool, in the region that its id begins with. */
export function identityPoolArn({ accountId }: Pick<Call, "accountId">, identityPoolId: string): string {
  const region = identityPoolId.slice(0, identityPoolId.indexOf(":"));
  return `arn:aws:cognito-identity:${region}:${accountId}:identitypool/${identityPoolId}`;
}

/** The identity pool that an ARN names, where it is one of ours. */
export function identityPoolIdOf(call: Pick<Call, "accountId">, arn: string): string | undefined {
  const identityPoolId = arn.slice(arn.lastIndexOf("/") + 1);
  return identityPoolArn(call, identityPoolId) === arn ? identityPoolId : undefined;
}

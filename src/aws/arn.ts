import type { Call } from "./operation.ts";

/** The ARN of a pool, in the region that its id begins with. */
export function poolArn({ accountId }: Pick<Call, "accountId">, userPoolId: string): string {
  const region = userPoolId.slice(0, userPoolId.lastIndexOf("_"));
  return `arn:aws:cognito-idp:${region}:${accountId}:userpool/${userPoolId}`;
}

/** The pool that an ARN names, where it is one of ours. */
export function poolIdOf(call: Pick<Call, "accountId">, arn: string): string | undefined {
  const userPoolId = arn.slice(arn.lastIndexOf("/") + 1);
  return poolArn(call, userPoolId) === arn ? userPoolId : undefined;
}

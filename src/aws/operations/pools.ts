import { merge } from "../../settings/reconcile.ts";
import type { NewUserPoolOptions } from "../../user-pool/settings/ensure-user-pool.ts";
import { defaultUserPoolSettings, type UserPoolPatch } from "../../user-pool/settings/pool-options.ts";
import type { UserPool } from "../../user-pool/user-pool.ts";
import { poolArn } from "../arn.ts";
import { toAws, toOurs } from "../members.ts";
import { type Call, type Operation, type OperationTable, present, seconds } from "../operation.ts";
import { attributesOfSchema, refuseExisting, type SchemaAttribute, schemaOf } from "./pool-schema.ts";
import {
  changingMembers,
  fixedMembers,
  type PasswordDays,
  refuseTwoValidities,
  refuseUnbuilt,
  type UnbuiltPoolMembers,
  withUnsaidFlags,
} from "./pool-settings.ts";
import { type LambdaConfig, lambdaConfigOf, triggersOf } from "./pool-triggers.ts";

interface OfPool {
  readonly UserPoolId: string;
}

interface PoolMembers extends UnbuiltPoolMembers, PasswordDays {
  readonly PoolName?: string;
  readonly LambdaConfig?: LambdaConfig;
}

/** What an input says of what can change; what it does not say is not there. @throws {AwsFailure} */
function written(input: PoolMembers): UserPoolPatch {
  refuseUnbuilt(input);
  refuseTwoValidities(input);
  return toOurs(changingMembers, withUnsaidFlags(input));
}

/** What can change, as it is unless it is written: AWS's update returns what is left out to it. */
const unsaid = toOurs(
  changingMembers.map(({ ours }) => ({ aws: ours, ours })),
  defaultUserPoolSettings,
);

const createUserPool: Operation<
  PoolMembers & { readonly PoolName: string; readonly Schema?: readonly SchemaAttribute[] }
> = async (call, input) => {
  const options = {
    // AWS's default, where ours is the other.
    usernameConfiguration: { caseSensitive: true },
    ...toOurs(fixedMembers, input),
    ...written(input),
    poolName: input.PoolName,
    schema: input.Schema && schemaOf(input.Schema),
    triggers: triggersOf(input.LambdaConfig),
  } as NewUserPoolOptions;
  return { UserPool: await described(call, await call.rockpool.createUserPool(options, { region: call.region })) };
};

const describeUserPool: Operation<OfPool> = async (call, { UserPoolId }) => {
  return { UserPool: await described(call, await call.pool(UserPoolId)) };
};

const updateUserPool: Operation<OfPool & PoolMembers> = async (call, input) => {
  const pool = await call.pool(input.UserPoolId);
  const said = written(input);
  const patch = {
    ...merge(unsaid, said),
    userPoolTags: said.userPoolTags ?? {},
    poolName: input.PoolName,
    triggers: { ...defaultUserPoolSettings.triggers, ...triggersOf(input.LambdaConfig) },
  };
  await pool.settings.update(patch as UserPoolPatch);
  return {};
};

const deleteUserPool: Operation<OfPool> = async (call, { UserPoolId }) => {
  await (await call.pool(UserPoolId)).delete();
  return undefined;
};

const listUserPools: Operation<{ readonly MaxResults: number; readonly NextToken?: string }> = async (call, input) => {
  const { userPools, nextToken } = await call.rockpool.listUserPools({ limit: input.MaxResults, nextToken: input.NextToken });
  const UserPools = userPools.map(({ userPoolId, poolName, creationDate, lastModifiedDate }) => ({
    Id: userPoolId,
    Name: poolName,
    CreationDate: seconds(creationDate),
    LastModifiedDate: seconds(lastModifiedDate),
  }));
  return present({ UserPools, NextToken: nextToken ?? undefined });
};

const addCustomAttributes: Operation<OfPool & { readonly CustomAttributes: readonly SchemaAttribute[] }> = async (
  call,
  input,
) => {
  const pool = await call.pool(input.UserPoolId);
  const added = schemaOf(input.CustomAttributes, () => false);
  refuseExisting((await pool.settings.get()).schema, added);
  await pool.settings.update({ schema: added });
  return {};
};

const getUserPoolMfaConfig: Operation<OfPool> = async (call, { UserPoolId }) => {
  await call.pool(UserPoolId);
  return { MfaConfiguration: "OFF" };
};

/** Cognito's `UserPoolType`. */
async function described(call: Call, pool: UserPool): Promise<object> {
  const settings = await pool.settings.get();
  const { creationDate, lastModifiedDate } = await pool.settings.dates();
  return {
    ...toAws([...fixedMembers, ...changingMembers], settings),
    Id: pool.userPoolId,
    Name: settings.poolName,
    Arn: poolArn(call, pool.userPoolId),
    SchemaAttributes: attributesOfSchema(settings.schema),
    LambdaConfig: lambdaConfigOf(settings.triggers),
    MfaConfiguration: "OFF",
    // Nobody counts them.
    EstimatedNumberOfUsers: 0,
    CreationDate: seconds(creationDate),
    LastModifiedDate: seconds(lastModifiedDate),
  };
}

/** User pools themselves. */
export const poolOperations: OperationTable = {
  CreateUserPool: createUserPool,
  DescribeUserPool: describeUserPool,
  UpdateUserPool: updateUserPool,
  DeleteUserPool: deleteUserPool,
  ListUserPools: listUserPools,
  AddCustomAttributes: addCustomAttributes,
  GetUserPoolMfaConfig: getUserPoolMfaConfig,
};

import type { NewIdentityPoolOptions } from "../../identity-pool/ensure-identity-pool.ts";
import type { IdentityPool } from "../../identity-pool/identity-pool.ts";
import { defaultIdentityPoolSettings, type IdentityPoolPatch, type UserPoolProvider } from "../../identity-pool/settings.ts";
import { AwsFailure } from "../failure.ts";
import { type Member, sameMembers, toAws, toOurs } from "../members.ts";
import { type Operation, type OperationTable, present } from "../operation.ts";

interface OfPool {
  readonly IdentityPoolId: string;
}

interface PoolMembers {
  readonly IdentityPoolName: string;
  readonly DeveloperProviderName?: string;
  readonly SamlProviderARNs?: readonly string[];
}

interface CognitoIdentityProvider {
  readonly ProviderName?: string;
  readonly ClientId?: string;
  readonly ServerSideTokenCheck?: boolean;
}

/** Cognito's `IdentityPool`, but for its id. */
const members: readonly Member[] = [
  ...sameMembers({ aws: "", ours: "" }, [
    "IdentityPoolName",
    "AllowUnauthenticatedIdentities",
    "AllowClassicFlow",
    "DeveloperProviderName",
    "IdentityPoolTags",
  ]),
  {
    aws: "CognitoIdentityProviders",
    ours: "cognitoIdentityProviders",
    toOurs: (all: readonly CognitoIdentityProvider[]) =>
      all.map(({ ProviderName: providerName, ClientId: clientId, ServerSideTokenCheck: serverSideTokenCheck }) =>
        present({ providerName, clientId, serverSideTokenCheck }),
      ),
    toAws: (all: readonly UserPoolProvider[]) =>
      all.map(({ providerName, clientId, serverSideTokenCheck }) => ({
        ProviderName: providerName,
        ClientId: clientId,
        ServerSideTokenCheck: serverSideTokenCheck,
      })),
  },
];

/**
 * What AWS's update returns to its default where it is not written. The name of a developer's provider cannot change, so that it stays.
 */
const unsaid = toOurs(
  members.filter(({ ours }) => ours !== "developerProviderName").map(({ ours }) => ({ aws: ours, ours })),
  defaultIdentityPoolSettings,
);

/** @throws {AwsFailure} */
function written(input: PoolMembers): IdentityPoolPatch {
  // Who is let in by an assertion would be let in by nothing.
  if ((input.SamlProviderARNs ?? []).length > 0) {
    throw new AwsFailure("InvalidParameterException", "SamlProviderARNs can only be empty: logins by SAML are not built yet.");
  }
  return toOurs(members, input);
}

async function described(pool: IdentityPool): Promise<object> {
  return { IdentityPoolId: pool.identityPoolId, ...toAws(members, await pool.settings.get()) };
}

const createIdentityPool: Operation<PoolMembers> = async (call, input) => {
  const options = written(input) as NewIdentityPoolOptions;
  return described(await call.rockpool.createIdentityPool(options, { region: call.region }));
};

const describeIdentityPool: Operation<OfPool> = async (call, { IdentityPoolId }) => {
  return described(await call.identityPool(IdentityPoolId));
};

/** Roles, mappings and principal tags have operations of their own, and stay. */
const updateIdentityPool: Operation<OfPool & PoolMembers> = async (call, input) => {
  const pool = await call.identityPool(input.IdentityPoolId);
  await pool.settings.update({ ...unsaid, ...written(input) });
  return described(pool);
};

const deleteIdentityPool: Operation<OfPool> = async (call, { IdentityPoolId }) => {
  await (await call.identityPool(IdentityPoolId)).delete();
  return undefined;
};

const listIdentityPools: Operation<{ readonly MaxResults: number; readonly NextToken?: string }> = async (call, input) => {
  const page = await call.rockpool.listIdentityPools({ limit: input.MaxResults, nextToken: input.NextToken });
  const IdentityPools = page.identityPools.map(({ identityPoolId, identityPoolName }) => ({
    IdentityPoolId: identityPoolId,
    IdentityPoolName: identityPoolName,
  }));
  return present({ IdentityPools, NextToken: page.nextToken ?? undefined });
};

/** Identity pools themselves. */
export const identityPoolAdministration: OperationTable = {
  CreateIdentityPool: createIdentityPool,
  DescribeIdentityPool: describeIdentityPool,
  UpdateIdentityPool: updateIdentityPool,
  DeleteIdentityPool: deleteIdentityPool,
  ListIdentityPools: listIdentityPools,
};

import type { NewIdentityPoolOptions } from "../../identity-pool/ensure-identity-pool.ts";
import type { IdentityPool } from "../../identity-pool/identity-pool.ts";
import type { OpenIdConnectProvider, UserPoolProvider } from "../../identity-pool/providers.ts";
import { defaultIdentityPoolSettings, type IdentityPoolPatch } from "../../identity-pool/settings.ts";
import { regionOfIdentityPool } from "../arn.ts";
import { AwsFailure } from "../failure.ts";
import { type Member, sameMembers, toAws, toOurs } from "../members.ts";
import { openIdConnectArn, openIdConnectProvidersOf } from "../openid-connect-arns.ts";
import { type Call, type Operation, type OperationTable, present } from "../operation.ts";

interface OfPool {
  readonly IdentityPoolId: string;
}

interface PoolMembers {
  readonly IdentityPoolName: string;
  readonly OpenIdConnectProviderARNs?: readonly string[];
  readonly SamlProviderARNs?: readonly string[];
}

interface CognitoIdentityProvider {
  readonly ProviderName?: string;
  readonly ClientId?: string;
  readonly ServerSideTokenCheck?: boolean;
}

/** Cognito's `IdentityPool`, but for its id and its issuers. */
const members: readonly Member[] = [
  ...sameMembers({ aws: "", ours: "" }, [
    "IdentityPoolName",
    "AllowUnauthenticatedIdentities",
    "AllowClassicFlow",
    "DeveloperProviderName",
    "IdentityPoolTags",
  ]),
  {
    aws: "SupportedLoginProviders",
    ours: "supportedLoginProviders",
    toAws: (all: object) => (Object.keys(all).length === 0 ? undefined : all),
  },
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

/** @param stored The issuers that the pool has already. @throws {AwsFailure} */
function written(call: Call, input: PoolMembers, stored: readonly OpenIdConnectProvider[]): IdentityPoolPatch {
  // Who is let in by an assertion would be let in by nothing.
  if ((input.SamlProviderARNs ?? []).length > 0) {
    throw new AwsFailure("InvalidParameterException", "SamlProviderARNs can only be empty: logins by SAML are not built yet.");
  }
  const openIdConnectProviders = openIdConnectProvidersOf(call, input.OpenIdConnectProviderARNs ?? [], stored);
  return { ...toOurs(members, input), openIdConnectProviders };
}

/** Cognito's `IdentityPool`. */
async function described(call: Call, pool: IdentityPool): Promise<object> {
  const settings = await pool.settings.get();
  const place = { ...call, region: regionOfIdentityPool(pool.identityPoolId) };
  const arns = settings.openIdConnectProviders.map((provider) => openIdConnectArn(place, provider));
  return present({
    IdentityPoolId: pool.identityPoolId,
    ...toAws(members, settings),
    OpenIdConnectProviderARNs: arns.length === 0 ? undefined : arns,
  });
}

const createIdentityPool: Operation<PoolMembers> = async (call, input) => {
  const options = written(call, input, []) as NewIdentityPoolOptions;
  return described(call, await call.rockpool.createIdentityPool(options, { region: call.region }));
};

const describeIdentityPool: Operation<OfPool> = async (call, { IdentityPoolId }) => {
  return described(call, await call.identityPool(IdentityPoolId));
};

/** Roles, mappings and principal tags have operations of their own, and stay. */
const updateIdentityPool: Operation<OfPool & PoolMembers> = async (call, input) => {
  const pool = await call.identityPool(input.IdentityPoolId);
  const there = { ...call, region: regionOfIdentityPool(pool.identityPoolId) };
  await pool.settings.update((stored) => ({ ...unsaid, ...written(there, input, stored.openIdConnectProviders) }));
  return described(call, pool);
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

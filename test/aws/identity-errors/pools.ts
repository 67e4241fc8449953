import {
  CreateIdentityPoolCommand,
  DeleteIdentityPoolCommand,
  DescribeIdentityPoolCommand,
  GetIdentityPoolRolesCommand,
  GetPrincipalTagAttributeMapCommand,
  ListIdentityPoolsCommand,
  ListTagsForResourceCommand,
  SetIdentityPoolRolesCommand,
  SetPrincipalTagAttributeMapCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateIdentityPoolCommand,
} from "@aws-sdk/client-cognito-identity";
import { identityPoolArn } from "../../../src/aws/arn.ts";
import { reads, writes } from "../errors/provocation.ts";
import { type Capability, ofPool, type Provocations } from "./provocation.ts";

const arnOf = (IdentityPoolId: string): string => identityPoolArn({ accountId: "123456789012" }, IdentityPoolId);
const ofArn: Provocations = {
  InvalidParameterException: { input: { ResourceArn: "no ARN" } },
  ResourceNotFoundException: { input: { ResourceArn: arnOf("us-east-1:12345678-1234-4234-8234-123456789012") } },
};

/** Pools, their roles and tags. */
export const pools: Capability = {
  CreateIdentityPool: {
    command: () => new CreateIdentityPoolCommand({ IdentityPoolName: "new", AllowUnauthenticatedIdentities: false }),
    errors: { ...writes, InvalidParameterException: { input: { IdentityPoolName: "<new>" } } },
  },
  DescribeIdentityPool: {
    command: ({ IdentityPoolId }) => new DescribeIdentityPoolCommand({ IdentityPoolId }),
    errors: { ...reads, ...ofPool },
  },
  UpdateIdentityPool: {
    command: ({ IdentityPoolId }) =>
      new UpdateIdentityPoolCommand({ IdentityPoolId, IdentityPoolName: "new", AllowUnauthenticatedIdentities: false }),
    errors: { ...writes, ...ofPool },
  },
  DeleteIdentityPool: {
    command: ({ IdentityPoolId }) => new DeleteIdentityPoolCommand({ IdentityPoolId }),
    errors: { ...writes, ...ofPool },
  },
  ListIdentityPools: {
    command: () => new ListIdentityPoolsCommand({ MaxResults: 1 }),
    errors: { ...reads, InvalidParameterException: { input: { NextToken: "made-up" } } },
  },
  SetIdentityPoolRoles: {
    command: ({ IdentityPoolId }) => new SetIdentityPoolRolesCommand({ IdentityPoolId, Roles: {} }),
    errors: { ...writes, ...ofPool },
  },
  GetIdentityPoolRoles: {
    command: ({ IdentityPoolId }) => new GetIdentityPoolRolesCommand({ IdentityPoolId }),
    errors: { ...reads, ...ofPool },
  },
  SetPrincipalTagAttributeMap: {
    command: ({ IdentityPoolId, providers: [IdentityProviderName] }) =>
      new SetPrincipalTagAttributeMapCommand({ IdentityPoolId, IdentityProviderName, UseDefaults: true }),
    errors: { ...writes, ...ofPool },
  },
  GetPrincipalTagAttributeMap: {
    command: ({ IdentityPoolId, providers: [IdentityProviderName] }) =>
      new GetPrincipalTagAttributeMapCommand({ IdentityPoolId, IdentityProviderName }),
    errors: { ...reads, ...ofPool },
  },
  TagResource: {
    command: ({ IdentityPoolId }) => new TagResourceCommand({ ResourceArn: arnOf(IdentityPoolId), Tags: { team: "red" } }),
    errors: { ...writes, ...ofArn },
  },
  UntagResource: {
    options: { settings: { identityPoolTags: { team: "red" } } },
    command: ({ IdentityPoolId }) => new UntagResourceCommand({ ResourceArn: arnOf(IdentityPoolId), TagKeys: ["team"] }),
    errors: { ...writes, ...ofArn },
  },
  ListTagsForResource: {
    command: ({ IdentityPoolId }) => new ListTagsForResourceCommand({ ResourceArn: arnOf(IdentityPoolId) }),
    errors: { ...reads, ...ofArn },
  },
};

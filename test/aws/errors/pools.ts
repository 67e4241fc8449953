import {
  AddCustomAttributesCommand,
  CreateUserPoolCommand,
  DeleteUserPoolCommand,
  DescribeUserPoolCommand,
  GetUserPoolMfaConfigCommand,
  ListUserPoolsCommand,
  UpdateUserPoolCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { type Capability, ofPool, reads, writes } from "./provocation.ts";

export const pools: Capability = {
  CreateUserPool: {
    command: () => new CreateUserPoolCommand({ PoolName: "another" }),
    errors: { ...writes, InvalidParameterException: { input: { PoolName: "?" } } },
  },
  DescribeUserPool: {
    command: ({ UserPoolId }) => new DescribeUserPoolCommand({ UserPoolId }),
    errors: { ...reads, ...ofPool },
  },
  UpdateUserPool: {
    command: ({ UserPoolId }) => new UpdateUserPoolCommand({ UserPoolId, UserPoolTags: { team: "red" } }),
    errors: { ...writes, ...ofPool },
  },
  DeleteUserPool: {
    command: ({ UserPoolId }) => new DeleteUserPoolCommand({ UserPoolId }),
    errors: { ...writes, ...ofPool },
  },
  ListUserPools: {
    command: () => new ListUserPoolsCommand({ MaxResults: 10 }),
    errors: { ...reads, InvalidParameterException: { input: { MaxResults: 61 } } },
  },
  AddCustomAttributes: {
    command: ({ UserPoolId }) => {
      const CustomAttributes = [{ Name: "tenant", AttributeDataType: "String" as const }];
      return new AddCustomAttributesCommand({ UserPoolId, CustomAttributes });
    },
    errors: { ...writes, ...ofPool },
  },
  GetUserPoolMfaConfig: {
    command: ({ UserPoolId }) => new GetUserPoolMfaConfigCommand({ UserPoolId }),
    errors: { ...reads, ...ofPool },
  },
};

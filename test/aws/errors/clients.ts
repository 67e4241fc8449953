import {
  AddUserPoolClientSecretCommand,
  CreateUserPoolClientCommand,
  DeleteUserPoolClientCommand,
  DeleteUserPoolClientSecretCommand,
  DescribeUserPoolClientCommand,
  ListUserPoolClientSecretsCommand,
  ListUserPoolClientsCommand,
  UpdateUserPoolClientCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { type Capability, ofPool, type Provocations, reads, writes } from "./provocation.ts";
import type { Stage } from "./stage.ts";

const oauth: Provocations = {
  ScopeDoesNotExistException: { input: { AllowedOAuthScopes: ["books/read"] } },
  InvalidOAuthFlowException: { input: { AllowedOAuthFlows: ["client_credentials"] } },
};

/** The operations on secrets call a fault of the service otherwise. */
const readsSecrets: Provocations = { InternalServerException: reads.InternalErrorException };
const writesSecrets: Provocations = { ...readsSecrets, TooManyRequestsException: writes.TooManyRequestsException };
const options = { client: { generateSecret: true } };

const addSecret = ({ pool, ClientId }: Stage) => pool.clients.addSecret(ClientId);

export const clients: Capability = {
  CreateUserPoolClient: {
    command: ({ UserPoolId }) => new CreateUserPoolClientCommand({ UserPoolId, ClientName: "another" }),
    errors: { ...writes, ...ofPool, ...oauth },
  },
  DescribeUserPoolClient: {
    command: ({ UserPoolId, ClientId }) => new DescribeUserPoolClientCommand({ UserPoolId, ClientId }),
    errors: { ...reads, ...ofPool },
  },
  UpdateUserPoolClient: {
    command: ({ UserPoolId, ClientId }) => new UpdateUserPoolClientCommand({ UserPoolId, ClientId, ClientName: "renamed" }),
    errors: { ...writes, ...ofPool, ...oauth },
  },
  DeleteUserPoolClient: {
    command: ({ UserPoolId, ClientId }) => new DeleteUserPoolClientCommand({ UserPoolId, ClientId }),
    errors: { ...writes, ...ofPool },
  },
  ListUserPoolClients: {
    command: ({ UserPoolId }) => new ListUserPoolClientsCommand({ UserPoolId }),
    errors: { ...reads, ...ofPool },
  },
  AddUserPoolClientSecret: {
    options,
    command: ({ UserPoolId, ClientId }) => new AddUserPoolClientSecretCommand({ UserPoolId, ClientId }),
    errors: { ...writesSecrets, ...ofPool, LimitExceededException: { before: addSecret } },
  },
  ListUserPoolClientSecrets: {
    options,
    command: ({ UserPoolId, ClientId }) => new ListUserPoolClientSecretsCommand({ UserPoolId, ClientId }),
    errors: { ...readsSecrets, ...ofPool },
  },
  DeleteUserPoolClientSecret: {
    options,
    async command(stage) {
      const { UserPoolId, ClientId } = stage;
      const { clientSecretId: ClientSecretId } = await addSecret(stage);
      return new DeleteUserPoolClientSecretCommand({ UserPoolId, ClientId, ClientSecretId });
    },
    errors: { ...writesSecrets, ...ofPool },
  },
};

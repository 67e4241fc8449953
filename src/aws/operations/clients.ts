import { merge } from "../../settings/reconcile.ts";
import type { AppClient } from "../../user-pool/app-client.ts";
import { type AppClientPatch, defaultAppClientSettings } from "../../user-pool/app-clients/client-options.ts";
import { type Call, type Operation, type OperationTable, present, seconds } from "../operation.ts";
import { type ClientMembers, clientMembersOf, clientSettingsOf } from "./client-settings.ts";

interface OfPool {
  readonly UserPoolId: string;
}

interface OfClient extends OfPool {
  readonly ClientId: string;
}

/** @throws `ResourceNotFoundException` */
async function clientOf(call: Call, { UserPoolId, ClientId }: OfClient): Promise<AppClient> {
  return (await call.pool(UserPoolId)).clients.get(ClientId);
}

/** Cognito's `UserPoolClientType`, with the secret. */
async function described(client: AppClient): Promise<object> {
  const settings = await client.settings();
  const { creationDate, lastModifiedDate } = await client.dates();
  return present({
    ...clientMembersOf(settings),
    UserPoolId: client.userPoolId,
    ClientId: client.clientId,
    ClientSecret: (await client.clientSecret()) ?? undefined,
    CreationDate: seconds(creationDate),
    LastModifiedDate: seconds(lastModifiedDate),
  });
}

const createUserPoolClient: Operation<
  OfPool & ClientMembers & { readonly GenerateSecret?: boolean; readonly ClientSecret?: string }
> = async (call, input) => {
  const pool = await call.pool(input.UserPoolId);
  const { GenerateSecret: generateSecret, ClientSecret: clientSecret } = input;
  const client = await pool.clients.create({ ...clientSettingsOf(input), generateSecret, clientSecret });
  return { UserPoolClient: await described(client) };
};

const describeUserPoolClient: Operation<OfClient> = async (call, input) => {
  return { UserPoolClient: await described(await clientOf(call, input)) };
};

/** AWS's update returns what is left out to its default. What is fixed is in neither of its requests. */
const updateUserPoolClient: Operation<OfClient & ClientMembers> = async (call, input) => {
  const client = await clientOf(call, input);
  const { generateSecret: _, ...unsaid } = defaultAppClientSettings;
  const written = clientSettingsOf(input);
  const patch: AppClientPatch = { ...merge(unsaid, written), clientName: input.ClientName };
  await (await call.pool(input.UserPoolId)).clients.update(input.ClientId, patch);
  return { UserPoolClient: await described(client) };
};

const deleteUserPoolClient: Operation<OfClient> = async (call, input) => {
  await (await call.pool(input.UserPoolId)).clients.delete(input.ClientId);
  return undefined;
};

const listUserPoolClients: Operation<OfPool & { readonly MaxResults?: number; readonly NextToken?: string }> = async (
  call,
  input,
) => {
  const pool = await call.pool(input.UserPoolId);
  const { clients, nextToken } = await pool.clients.list({ limit: input.MaxResults, nextToken: input.NextToken });
  const UserPoolClients = clients.map(({ clientId, clientName }) => ({
    ClientId: clientId,
    UserPoolId: input.UserPoolId,
    ClientName: clientName,
  }));
  return present({ UserPoolClients, NextToken: nextToken ?? undefined });
};

const addUserPoolClientSecret: Operation<OfClient & { readonly ClientSecret?: string }> = async (call, input) => {
  const { clients } = await call.pool(input.UserPoolId);
  const added = await clients.addSecret(input.ClientId, { clientSecret: input.ClientSecret });
  return {
    ClientSecretDescriptor: present({
      ClientSecretId: added.clientSecretId,
      ClientSecretValue: added.clientSecret,
      ClientSecretCreateDate: seconds(added.createdAt),
    }),
  };
};

const listUserPoolClientSecrets: Operation<OfClient> = async (call, input) => {
  const { clients } = await call.pool(input.UserPoolId);
  const secrets = await clients.listSecrets(input.ClientId);
  return {
    ClientSecrets: secrets.map(({ clientSecretId, createdAt }) => ({
      ClientSecretId: clientSecretId,
      ClientSecretCreateDate: seconds(createdAt),
    })),
  };
};

const deleteUserPoolClientSecret: Operation<OfClient & { readonly ClientSecretId: string }> = async (call, input) => {
  const { clients } = await call.pool(input.UserPoolId);
  await clients.deleteSecret(input.ClientId, input.ClientSecretId);
  return {};
};

/** The applications of a pool, and their secrets. */
export const clientOperations: OperationTable = {
  CreateUserPoolClient: createUserPoolClient,
  DescribeUserPoolClient: describeUserPoolClient,
  UpdateUserPoolClient: updateUserPoolClient,
  DeleteUserPoolClient: deleteUserPoolClient,
  ListUserPoolClients: listUserPoolClients,
  AddUserPoolClientSecret: addUserPoolClientSecret,
  ListUserPoolClientSecrets: listUserPoolClientSecrets,
  DeleteUserPoolClientSecret: deleteUserPoolClientSecret,
};

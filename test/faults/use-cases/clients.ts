import type { AppClient } from "rockpool";
import type { UseCases, World } from "../world.ts";

const confidential = { clientName: "web", generateSecret: true };
const api = { identifier: "api", name: "API", scopes: [{ scopeName: "read", scopeDescription: "Read" }] };

const withClient = ({ pool }: World): Promise<AppClient> => pool.clients.ensure(confidential);
const withApi = ({ pool }: World): Promise<unknown> => pool.resourceServers.create(api);

type SecretIds = readonly [clientId: string, clientSecretId: string];
async function withTwoSecrets({ pool }: World): Promise<SecretIds> {
  const { clientId } = await pool.clients.ensure(confidential);
  const { clientSecretId } = await pool.clients.addSecret(clientId);
  return [clientId, clientSecretId];
}

/** Of applications, and the services they may ask. */
export const clients: UseCases = {
  "PoolClients.ensure, a new one": { act: ({ pool }) => pool.clients.ensure(confidential) },
  "PoolClients.ensure, a change": {
    act: ({ pool }) => pool.clients.ensure({ clientName: "test", accessTokenValiditySeconds: 600 }),
  },
  "PoolClients.create": { act: ({ pool }) => pool.clients.create(confidential) },
  "PoolClients.get": { act: ({ pool, client }) => pool.clients.get(client.clientId), plans: 0 },
  "PoolClients.list": { act: ({ pool }) => pool.clients.list(), plans: 0 },
  "PoolClients.update": {
    act: ({ pool, client }) => pool.clients.update(client.clientId, { accessTokenValiditySeconds: 600 }),
  },
  "PoolClients.delete": {
    before: withClient,
    act: ({ pool }, { clientId }: AppClient) => pool.clients.delete(clientId),
    again: "ResourceNotFoundException",
  },
  "PoolClients.addSecret": {
    before: withClient,
    act: ({ pool }, { clientId }: AppClient) => pool.clients.addSecret(clientId),
    again: "LimitExceededException",
  },
  "PoolClients.listSecrets": {
    before: withClient,
    act: ({ pool }, { clientId }: AppClient) => pool.clients.listSecrets(clientId),
    plans: 0,
  },
  "PoolClients.deleteSecret": {
    before: withTwoSecrets,
    act: ({ pool }, ids: SecretIds) => pool.clients.deleteSecret(...ids),
    again: "ResourceNotFoundException",
  },
  "PoolResourceServers.create": { act: ({ pool }) => pool.resourceServers.create(api), again: "InvalidParameterException" },
  "PoolResourceServers.ensure, a new one": { act: ({ pool }) => pool.resourceServers.ensure(api) },
  "PoolResourceServers.ensure, a change": {
    before: withApi,
    act: ({ pool }) => pool.resourceServers.ensure({ ...api, name: "Another name" }),
  },
  "PoolResourceServers.get": { before: withApi, act: ({ pool }) => pool.resourceServers.get("api"), plans: 0 },
  "PoolResourceServers.list": { before: withApi, act: ({ pool }) => pool.resourceServers.list(), plans: 0 },
  "PoolResourceServers.update": {
    before: withApi,
    act: ({ pool }) => pool.resourceServers.update("api", { name: "Another name" }),
  },
  "PoolResourceServers.delete": {
    before: withApi,
    act: ({ pool }) => pool.resourceServers.delete("api"),
    again: "ResourceNotFoundException",
  },
};

import { invalid, type Methods, scopes } from "../world.ts";

const noClient = [invalid, "ResourceNotFoundException"];
const clientRules = [invalid, "FrozenSettingException", "InvalidOAuthFlowException", "ScopeDoesNotExistException"];
const clientPatch = {
  readAttributes: ["email"],
  refreshTokenRotation: { feature: "ENABLED", retryGracePeriodSeconds: 9 },
  allowedOAuthFlows: ["code"],
  allowedOAuthScopes: ["openid", "api/read"],
  callbackURLs: ["https://app.test/cb"],
  analyticsConfiguration: { applicationArn: "arn:aws:mobiletargeting:us-east-1:123456789012:apps/0a" },
};

/** Of applications and the services they may ask. */
export const clientsMethods: Methods = {
  "PoolClients.ensure": {
    call: ({ pool }, options) => pool.clients.ensure(options),
    valid: [
      {
        clientName: "web",
        generateSecret: false,
        clientSecret: "x".repeat(24),
        accessTokenValiditySeconds: 600,
        authSessionValiditySeconds: 300,
        ...clientPatch,
      },
    ],
    codes: clientRules,
  },
  "PoolClients.create": {
    call: ({ pool }, options) => pool.clients.create(options),
    valid: [{ clientName: "web", clientSecret: "x".repeat(24), ...clientPatch }],
    codes: clientRules,
  },
  "PoolClients.update": {
    call: ({ pool, confidential }, id, patch) => pool.clients.update(id === "ours" ? confidential.clientId : id, patch),
    valid: ["ours", clientPatch],
    codes: [...clientRules, ...noClient],
  },
  "PoolClients.delete": { call: ({ pool }, id) => pool.clients.delete(id), valid: ["ours"], codes: noClient },
  "PoolClients.addSecret": {
    call: ({ pool, confidential }, id, input) => pool.clients.addSecret(id === "ours" ? confidential.clientId : id, input),
    valid: ["ours", { clientSecret: "x".repeat(24) }],
    codes: ["LimitExceededException", ...noClient],
  },
  "PoolClients.listSecrets": {
    call: ({ pool, confidential }, id) => pool.clients.listSecrets(id === "ours" ? confidential.clientId : id),
    valid: ["ours"],
    codes: noClient,
  },
  "PoolClients.deleteSecret": {
    call: ({ pool, confidential }, id, secret) => pool.clients.deleteSecret(id === "ours" ? confidential.clientId : id, secret),
    valid: ["ours", "1h57kf5cpq17m0eml12example--1772510709"],
    codes: noClient,
  },
  "PoolResourceServers.create": {
    call: ({ pool }, options) => pool.resourceServers.create(options),
    valid: [{ identifier: "new", name: "API", scopes }],
    codes: [invalid, "LimitExceededException"],
  },
  "PoolResourceServers.ensure": {
    call: ({ pool }, options) => pool.resourceServers.ensure(options),
    valid: [{ identifier: "api", name: "API", scopes }],
    codes: [invalid, "LimitExceededException"],
  },
  "PoolResourceServers.update": {
    call: ({ pool }, identifier, patch) => pool.resourceServers.update(identifier, patch),
    valid: ["api", { name: "API", scopes }],
    codes: [invalid, "ResourceNotFoundException"],
  },
  "PoolResourceServers.get": {
    call: ({ pool }, identifier) => pool.resourceServers.get(identifier),
    valid: ["api"],
    codes: [invalid, "ResourceNotFoundException"],
  },
  "PoolResourceServers.list": {
    call: ({ pool }, page) => pool.resourceServers.list(page),
    valid: [{ limit: 7, nextToken: `rppt_${"A".repeat(43)}` }],
    codes: [invalid],
  },
  "PoolResourceServers.delete": {
    call: ({ pool }, identifier) => pool.resourceServers.delete(identifier),
    valid: ["api"],
    codes: [invalid, "ResourceNotFoundException"],
  },
  "PoolClients.get": {
    call: ({ pool }, id) => pool.clients.get(id),
    valid: ["1h57kf5cpq17m0eml12example"],
    codes: [invalid, "ResourceNotFoundException"],
  },
  "PoolClients.list": {
    call: ({ pool }, page) => pool.clients.list(page),
    valid: [{ limit: 7, nextToken: `rppt_${"A".repeat(43)}` }],
    codes: [invalid],
  },
};

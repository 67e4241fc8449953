import type { AuthorizeInput, ExchangeCodeInput, GrantedTokens } from "rockpool";
import { ada, type UseCases, type World } from "../world.ts";

const redirectUri = "https://app.test/callback";
const api = "https://api.test";
const codeVerifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const pkce = { codeChallenge: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", codeChallengeMethod: "S256" };

async function requesting(world: World): Promise<AuthorizeInput> {
  const { pool, client } = world;
  await pool.resourceServers.create({ identifier: api, name: "API", scopes: [{ scopeName: "read", scopeDescription: "Read" }] });
  await pool.clients.update(client.clientId, {
    allowedOAuthFlowsUserPoolClient: true,
    allowedOAuthFlows: ["code", "implicit"],
    allowedOAuthScopes: ["openid", `${api}/read`],
    callbackURLs: [redirectUri],
  });
  const { tokens } = await world.signedIn(ada);
  return { accessToken: tokens.accessToken, responseType: "code", redirectUri, resource: api, ...pkce };
}

async function withCode(world: World): Promise<ExchangeCodeInput> {
  const result = await world.client.authorize(await requesting(world));
  if (result.outcome !== "granted") throw new Error("a grant was expected");
  return { code: new URL(result.redirectTo).searchParams.get("code") ?? "", redirectUri, codeVerifier };
}

const withTokens = async (world: World): Promise<GrantedTokens> => world.client.exchangeCode(await withCode(world));

/** A client that signs in by itself, and its secret. */
async function asMachine(world: World): Promise<Machine> {
  await requesting(world);
  const machine = await world.pool.clients.ensure({
    clientName: "machine",
    generateSecret: true,
    allowedOAuthFlowsUserPoolClient: true,
    allowedOAuthFlows: ["client_credentials"],
    allowedOAuthScopes: [`${api}/read`],
  });
  return { machine, clientSecret: (await machine.clientSecret()) ?? "" };
}

interface Machine {
  readonly machine: World["client"];
  readonly clientSecret: string;
}

/** Of OAuth. */
export const oauth: UseCases = {
  "AppClient.authorize": {
    before: requesting,
    act: ({ client }, request: AuthorizeInput) => client.authorize(request),
  },
  "AppClient.authorize, implicit": {
    before: requesting,
    act: ({ client }, request: AuthorizeInput) => client.authorize({ ...request, responseType: "token" }),
  },
  "AppClient.exchangeCode": {
    before: withCode,
    act: ({ client }, exchange: ExchangeCodeInput) => client.exchangeCode(exchange),
    again: "invalid_grant",
  },
  "AppClient.exchangeCode, wrong verifier": {
    before: withCode,
    act: ({ client }, exchange: ExchangeCodeInput) => client.exchangeCode({ ...exchange, codeVerifier: "A".repeat(43) }),
    comesTo: "invalid_grant",
  },
  "AppClient.exchangeCode, used before": {
    before: async (world) => {
      const exchange = await withCode(world);
      await world.client.exchangeCode(exchange);
      return exchange;
    },
    act: ({ client }, exchange: ExchangeCodeInput) => client.exchangeCode(exchange),
    comesTo: "invalid_grant",
  },
  "AppClient.refreshGrant": {
    before: withTokens,
    act: ({ client }, { refreshToken }: GrantedTokens) => client.refreshGrant({ refreshToken }),
    plans: 0,
  },
  "AppClient.revokeGrant": {
    before: withTokens,
    act: ({ client }, { refreshToken }: GrantedTokens) => client.revokeGrant({ token: refreshToken }),
  },
  "AppClient.userInfo": {
    before: withTokens,
    act: ({ client }, { accessToken }: GrantedTokens) => client.userInfo(accessToken),
    plans: 0,
  },
  "AppClient.clientCredentials": {
    before: asMachine,
    act: (_, { machine, clientSecret }: Machine) => machine.clientCredentials({ clientSecret }),
    plans: 0,
  },
};

import { tokensOrThrow } from "rockpool";
import { personNamed, refused, type World, wrong } from "./world.ts";

const redirectUri = "https://app.example.com/callback";
const codeVerifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const pkce = { codeChallenge: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", codeChallengeMethod: "S256" };

/** Granted, exchanged, exchanged again, refreshed, asked about and revoked; and granted without a code. */
export async function oauth({ client, pool }: World): Promise<void> {
  const { username, password, attributes } = personNamed("oda");
  await client.signUp({ username, password, attributes });
  await pool.users.confirm(username);
  const { accessToken } = tokensOrThrow(await client.signIn({ username, password }));
  await pool.clients.update(client.clientId, {
    allowedOAuthFlowsUserPoolClient: true,
    allowedOAuthFlows: ["code", "implicit"],
    allowedOAuthScopes: ["openid", "aws.cognito.signin.user.admin"],
    callbackURLs: [redirectUri],
  });
  const request = { accessToken, responseType: "code", redirectUri, state: "state of oda", nonce: "nonce of oda", ...pkce };
  const codeOf = async (): Promise<string> => {
    const result = await client.authorize(request);
    if (result.outcome !== "granted") throw new Error("a grant was expected");
    return new URL(result.redirectTo).searchParams.get("code") ?? "";
  };
  await client.authorize({ ...request, scope: "unheard of" });
  await client.authorize({ ...request, accessToken: wrong(accessToken) });
  await refused(client.authorize({ ...request, redirectUri: "https://evil.example.com" }), "redirect_mismatch");

  const [code, other] = [await codeOf(), await codeOf()];
  const exchange = { code, redirectUri, codeVerifier };
  await refused(client.exchangeCode({ ...exchange, code: wrong(code) }), "invalid_grant");
  await refused(client.exchangeCode({ ...exchange, codeVerifier: "?" }), "invalid_request");
  await refused(client.exchangeCode({ ...exchange, code: other, codeVerifier: wrong(codeVerifier) }), "invalid_grant");
  const tokens = await client.exchangeCode(exchange);
  await client.refreshGrant({ refreshToken: tokens.refreshToken });
  await client.userInfo(tokens.accessToken);
  await refused(client.userInfo(wrong(tokens.accessToken)), "invalid_token");
  await refused(client.exchangeCode(exchange), "invalid_grant");
  await refused(client.refreshGrant({ refreshToken: tokens.refreshToken }), "invalid_grant");

  const result = await client.authorize({ ...request, responseType: "token" });
  if (result.outcome !== "granted") throw new Error("a grant was expected");
  const told = new URLSearchParams(new URL(result.redirectTo).hash.slice(1));
  await client.userInfo(told.get("access_token") ?? "");
  await refused(client.revokeGrant({ token: told.get("id_token") ?? "" }), "unsupported_token_type");
  const third = await client.exchangeCode({ ...exchange, code: await codeOf() });
  await refused(client.refreshGrant({ refreshToken: third.refreshToken, scope: "openid email" }), "invalid_scope");
  await client.revokeGrant({ token: third.refreshToken });
}

/** A client that signs in by itself. */
export async function robots({ pool }: World): Promise<void> {
  const identifier = "https://robots.example.com";
  const scopes = [{ scopeName: "read", scopeDescription: "Read" }];
  await pool.resourceServers.create({ identifier, name: "API", scopes });
  const robot = await pool.clients.ensure({ clientName: "robot", generateSecret: true });
  await pool.clients.update(robot.clientId, {
    allowedOAuthFlowsUserPoolClient: true,
    allowedOAuthFlows: ["client_credentials"],
    allowedOAuthScopes: [`${identifier}/read`],
  });
  const clientSecret = (await robot.clientSecret()) ?? "";
  await robot.clientCredentials({ clientSecret, scope: `${identifier}/read` });
  await refused(robot.clientCredentials({ clientSecret: wrong(clientSecret) }), "invalid_client");
  await pool.clients.delete(robot.clientId);
  await pool.resourceServers.delete(identifier);
}

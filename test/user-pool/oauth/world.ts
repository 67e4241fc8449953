import type { AppClientOptions, AuthorizeInput, ExchangeCodeInput, GrantedTokens } from "rockpool";
import { type TestPool, type TestPoolOptions, type TestSignIn, testPool } from "rockpool/testing";

export const redirectUri = "https://app.test/callback?tab=1";

/** Those printed in RFC 7636 appendix B. */
export const codeVerifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
export const pkce = { codeChallenge: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", codeChallengeMethod: "S256" } as const;

export const api = "https://api.example.com";
export const allScopes = ["openid", "email", "phone", "profile", "aws.cognito.signin.user.admin", `${api}/read`, `${api}/write`];

/** Of a client that signs people in by the code grant. */
export const codeClient: Partial<AppClientOptions> = {
  allowedOAuthFlowsUserPoolClient: true,
  allowedOAuthFlows: ["code"],
  allowedOAuthScopes: allScopes,
  callbackURLs: [redirectUri, "myapp://signed-in", "http://localhost:3000/callback"],
};

export interface OAuthWorld extends TestPool {
  readonly ada: TestSignIn;
  /** A right request in her name, with these changes. */
  readonly request: (changes?: Partial<AuthorizeInput>) => AuthorizeInput;
  /** The code that a request is granted. */
  code(changes?: Partial<AuthorizeInput>): Promise<string>;
  exchange(code: string, changes?: Partial<ExchangeCodeInput>): Promise<GrantedTokens>;
  /** Both. */
  granted(changes?: Partial<AuthorizeInput>): Promise<GrantedTokens>;
}

/** ada is signed in at a client of the code grant; the pool has a resource server with two scopes. */
export async function oauthWorld({ client: changes, ...options }: TestPoolOptions = {}): Promise<OAuthWorld> {
  const { generateSecret, ...patch } = { ...codeClient, ...changes };
  const world = await testPool({ ...options, client: { generateSecret } });
  const { client, pool } = world;
  const scopes = ["read", "write"].map((scopeName) => ({ scopeName, scopeDescription: scopeName }));
  await pool.resourceServers.create({ identifier: api, name: "API", scopes });
  await pool.clients.update(client.clientId, patch);
  const attributes = { email: "ada@example.com", name: "Ada", phone_number: "+15555550100", address: "Here 1" };
  const ada = await world.signedIn({ username: "ada", attributes });
  const secret = await client.clientSecret();
  const request = (one: Partial<AuthorizeInput> = {}): AuthorizeInput => ({
    accessToken: ada.tokens.accessToken,
    responseType: "code",
    redirectUri,
    scope: "openid",
    ...pkce,
    ...one,
  });
  const code = async (one?: Partial<AuthorizeInput>): Promise<string> => {
    const result = await client.authorize(request(one));
    if (result.outcome !== "granted") throw new Error(`a grant was expected: ${JSON.stringify(result)}`);
    return parametersOf(result.redirectTo)["code"] ?? "";
  };
  const exchange = (text: string, one: Partial<ExchangeCodeInput> = {}): Promise<GrantedTokens> =>
    client.exchangeCode({ code: text, redirectUri, codeVerifier, ...(secret !== null && { clientSecret: secret }), ...one });
  return { ...world, ada, request, code, exchange, granted: async (one) => exchange(await code(one)) };
}

/** What a redirect tells: the query, without what the redirect URI had itself. */
export function parametersOf(target: string): Readonly<Record<string, string>> {
  const { tab: _, ...told } = Object.fromEntries(new URL(target).searchParams);
  return told;
}

/** What the fragment of a redirect tells. */
export function fragmentOf(target: string): Readonly<Record<string, string>> {
  return Object.fromEntries(new URLSearchParams(new URL(target).hash.slice(1)));
}

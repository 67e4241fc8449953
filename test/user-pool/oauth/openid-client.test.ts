import {
  authorizationCodeGrant,
  buildAuthorizationUrl,
  ClientSecretBasic,
  ClientSecretPost,
  type Configuration,
  calculatePKCECodeChallenge,
  clientCredentialsGrant,
  clockSkew,
  customFetch,
  discovery,
  enableNonRepudiationChecks,
  fetchUserInfo,
  None,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
  refreshTokenGrant,
  tokenRevocation,
} from "openid-client";
import { type AppClient, type AppClientOptions, isRockpoolError, type MachineTokens } from "rockpool";
import { afterEach, describe, expect, it, vi } from "vitest";
import { codeOf } from "../stand-ins.ts";
import { api, type OAuthWorld, oauthWorld } from "./world.ts";

/*
 * A client that others wrote, with all that it checks: the document and its issuer, `state` and `iss` of the answer, signature and
 * claims of the ID token by the published keys. Between it and the functions is what a face would do, and no more.
 */

let world: OAuthWorld;
afterEach(() => world.close());

/** Without a query, which this client would leave out at the exchange. */
const redirectUri = "https://app.test/signed-in";
const at = (path: string): string => `https://login.test/oauth2/${path}`;
const endpoints = {
  authorizationEndpoint: at("authorize"),
  tokenEndpoint: at("token"),
  userinfoEndpoint: at("userInfo"),
  revocationEndpoint: at("revoke"),
};

/** What the token endpoint says of tokens (RFC 6749 section 5.1). */
function tokenResponse({ accessToken, idToken, refreshToken, expiresIn, tokenType, scope }: AnyTokens): object {
  return {
    access_token: accessToken,
    token_type: tokenType,
    expires_in: expiresIn,
    scope,
    ...(idToken && { id_token: idToken }),
    ...(refreshToken && { refresh_token: refreshToken }),
  };
}

type AnyTokens = MachineTokens & { readonly idToken?: string | null; readonly refreshToken?: string | null };

/** The secret of a request, from the header or the body (RFC 6749 section 2.3.1). */
function secretOf(headers: Headers, form: URLSearchParams): string {
  const [, basic = ""] = /^Basic (.*)$/.exec(headers.get("authorization") ?? "") ?? [];
  const [, secret = ""] = Buffer.from(basic, "base64").toString().split(":");
  return form.get("client_secret") ?? decodeURIComponent(secret);
}

async function answer(
  client: AppClient,
  url: string,
  { headers, body }: { headers: Headers; body: string },
): Promise<object | null> {
  const issuer = await world.pool.issuer();
  const form = new URLSearchParams(body);
  const of = (name: string): string => form.get(name) ?? "";
  const clientSecret = secretOf(headers, form);
  switch (url) {
    case `${issuer}/.well-known/openid-configuration`:
      return world.pool.discovery(endpoints);
    case `${issuer}/.well-known/jwks.json`:
      return world.pool.jwks();
    case endpoints.userinfoEndpoint:
      return client.userInfo((headers.get("authorization") ?? "").replace("Bearer ", ""));
    case endpoints.revocationEndpoint:
      await client.revokeGrant({ token: of("token"), clientSecret });
      return null;
    case endpoints.tokenEndpoint:
      if (of("grant_type") === "refresh_token") {
        return tokenResponse(await client.refreshGrant({ refreshToken: of("refresh_token"), clientSecret, scope: of("scope") }));
      }
      if (of("grant_type") === "client_credentials") {
        return tokenResponse(await client.clientCredentials({ clientSecret, scope: of("scope") }));
      }
      return tokenResponse(
        await client.exchangeCode({
          code: of("code"),
          redirectUri: of("redirect_uri"),
          codeVerifier: of("code_verifier"),
          clientSecret,
        }),
      );
    default:
      throw new Error(`nobody serves ${url}`);
  }
}

/** openid-client as an application configures it: by the issuer. */
async function configured(client: AppClient, authentication: Parameters<typeof discovery>[3]): Promise<Configuration> {
  const skew = Math.floor((world.clock() - Date.now()) / 1000);
  const config = await discovery(new URL(await world.pool.issuer()), client.clientId, { [clockSkew]: skew }, authentication, {
    async [customFetch](url, { headers, body }) {
      try {
        const json = await answer(client, url, { headers: new Headers(headers), body: String(body ?? "") });
        return json === null ? new Response(null) : Response.json(json);
      } catch (error) {
        if (!isRockpoolError(error)) throw error;
        return Response.json({ error: error.code, error_description: error.message }, { status: 400 });
      }
    },
  });
  enableNonRepudiationChecks(config);
  return config;
}

interface Flow {
  readonly currentUrl: URL;
  readonly checks: {
    readonly pkceCodeVerifier: string;
    readonly expectedState: string;
    readonly expectedNonce: string;
    readonly idTokenExpected: true;
  };
}

/** From the application to the pool and back, with ada at the browser. */
async function authorized(config: Configuration, scope: string): Promise<Flow> {
  const checks = {
    pkceCodeVerifier: randomPKCECodeVerifier(),
    expectedState: randomState(),
    expectedNonce: randomNonce(),
    idTokenExpected: true,
  } as const;
  const asked = buildAuthorizationUrl(config, {
    redirect_uri: redirectUri,
    scope,
    state: checks.expectedState,
    nonce: checks.expectedNonce,
    code_challenge: await calculatePKCECodeChallenge(checks.pkceCodeVerifier),
    code_challenge_method: "S256",
  }).searchParams;
  const of = (name: string): string => asked.get(name) ?? "";
  const result = await world.client.authorize({
    accessToken: world.ada.tokens.accessToken,
    responseType: of("response_type"),
    redirectUri: of("redirect_uri"),
    scope: of("scope"),
    state: of("state"),
    nonce: of("nonce"),
    codeChallenge: of("code_challenge"),
    codeChallengeMethod: of("code_challenge_method"),
  });
  if (result.outcome !== "granted") throw new Error(`a grant was expected: ${JSON.stringify(result)}`);
  return { currentUrl: new URL(result.redirectTo), checks };
}

async function open(client: Partial<AppClientOptions> = {}): Promise<void> {
  world = await oauthWorld({ client: { callbackURLs: [redirectUri], ...client } });
}

describe("openid-client", () => {
  it.each([
    ["a public client", false, () => None()],
    ["a client that sends its secret by HTTP Basic", true, ClientSecretBasic],
    ["a client that sends its secret in the body", true, ClientSecretPost],
  ])("takes the tokens of an exchange and of a refresh, as %s", async (_, generateSecret, authentication) => {
    await open({ generateSecret });
    const { client, ada } = world;
    const config = await configured(client, authentication((await client.clientSecret()) ?? undefined));
    const { currentUrl, checks } = await authorized(config, "openid email phone");
    const tokens = await authorizationCodeGrant(config, currentUrl, checks);
    expect(tokens.claims()).toMatchObject({ sub: ada.sub, nonce: checks.expectedNonce, email: "ada@example.com" });
    expect(tokens).toMatchObject({ scope: "openid email phone", expires_in: 3600 });
    expect(await fetchUserInfo(config, tokens.access_token, ada.sub)).toMatchObject({ email_verified: true });

    const refreshed = await refreshTokenGrant(config, tokens.refresh_token ?? "", { scope: "openid email" });
    expect(refreshed.claims()).toMatchObject({ sub: ada.sub });
    expect(refreshed.scope).toBe("openid email");

    await tokenRevocation(config, tokens.refresh_token ?? "");
    await expect(refreshTokenGrant(config, tokens.refresh_token ?? "")).rejects.toMatchObject({ error: "invalid_grant" });
  });

  it.each([
    ["state", { expectedState: "another" }, "OAUTH_INVALID_RESPONSE"],
    ["nonce", { expectedNonce: "another" }, "OAUTH_JWT_CLAIM_COMPARISON_FAILED"],
  ])("looks at the %s, which is the one it sent", async (_, changed, code) => {
    await open();
    const config = await configured(world.client, None());
    const { currentUrl, checks } = await authorized(config, "openid");
    expect(await authorizationCodeGrant(config, currentUrl, { ...checks, ...changed }).catch(codeOf)).toBe(code);
  });

  it("looks at the signature of the ID token, which is by a published key", async () => {
    await open();
    const config = await configured(world.client, None());
    const { keys } = await world.pool.jwks();
    const [first = "", second = ""] = keys.map(({ kid }) => kid);
    const exchanged = keys.map((key) => ({ ...key, kid: key.kid === first ? second : first }));
    vi.spyOn(world.pool, "jwks").mockResolvedValue({ keys: exchanged });
    const { currentUrl, checks } = await authorized(config, "openid");
    expect(await authorizationCodeGrant(config, currentUrl, checks).catch(codeOf)).toBe("OAUTH_INVALID_RESPONSE");
  });

  it("looks at the issuer of the answer, which is the one of the document (RFC 9207 section 2.4)", async () => {
    await open();
    const config = await configured(world.client, None());
    const { currentUrl, checks } = await authorized(config, "openid");
    currentUrl.searchParams.set("iss", "https://evil.test");
    expect(await authorizationCodeGrant(config, currentUrl, checks).catch(codeOf)).toBe("OAUTH_INVALID_RESPONSE");
  });

  it("reads what an exchange is refused for", async () => {
    await open();
    const config = await configured(world.client, None());
    const { currentUrl, checks } = await authorized(config, "openid");
    await authorizationCodeGrant(config, currentUrl, checks);
    await expect(authorizationCodeGrant(config, currentUrl, checks)).rejects.toMatchObject({ error: "invalid_grant" });
  });

  it("takes the token of a machine", async () => {
    await open();
    const machine = await world.pool.clients.ensure({
      clientName: "machine",
      generateSecret: true,
      allowedOAuthFlowsUserPoolClient: true,
      allowedOAuthFlows: ["client_credentials"],
      allowedOAuthScopes: [`${api}/read`],
    });
    const config = await configured(machine, ClientSecretBasic((await machine.clientSecret()) ?? ""));
    const { access_token, scope } = await clientCredentialsGrant(config, { scope: `${api}/read` });
    expect(scope).toBe(`${api}/read`);
    await expect(world.pool.verify(access_token, { tokenUse: "access", clientId: machine.clientId })).resolves.toBeDefined();
  });
});

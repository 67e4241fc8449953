import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK } from "jose";
import { allowInsecureRequests, authorizationCodeGrant, buildAuthorizationUrl, discovery, None } from "openid-client";
import { onTestFinished } from "vitest";
import { issuerKey } from "../oidc/issuer-server.ts";

/** An OpenID provider of somebody else's making, over a socket of this machine. */
export interface OpenIdProvider {
  readonly issuer: string;
  readonly clientId: string;
  /** What an application gets for somebody who signs in there and agrees: by the code flow, with PKCE. */
  idToken(accountId: string, claims?: Readonly<Record<string, unknown>>): Promise<string>;
}

/** As much of it as is used here. Its own types lead to others' that do not compile, so it is loaded by a variable. */
interface Provider {
  readonly Grant: new (of: {
    accountId: string;
    clientId: string;
  }) => { addOIDCScope(scope: string): void; save(): Promise<string> };
  use(middleware: (context: Context, next: () => Promise<void>) => Promise<void>): void;
  callback(): RequestListener;
  interactionDetails(...of: Exchange): Promise<{ readonly prompt: { readonly name: string } }>;
  interactionFinished(...of: [...Exchange, result: object]): Promise<void>;
}
type Exchange = [request: IncomingMessage, response: ServerResponse];

interface Context {
  readonly path: string;
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  respond: boolean;
}

const packageName: string = "oidc-provider";

const clientId = "mobile-app";
const redirectUri = "http://127.0.0.1/callback";

export async function openIdProvider(): Promise<OpenIdProvider> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const accounts = new Map<string, Readonly<Record<string, unknown>>>();
  const { jwk, privateKey } = await issuerKey("signing", "RS256");
  const { default: OidcProvider } = (await import(packageName)) as {
    readonly default: new (issuer: string, configuration: object) => Provider;
  };
  const provider = new OidcProvider(issuer, {
    clients: [
      {
        client_id: clientId,
        application_type: "native",
        redirect_uris: [redirectUri],
        token_endpoint_auth_method: "none",
        grant_types: ["authorization_code"],
        response_types: ["code"],
      },
    ],
    jwks: { keys: [{ ...jwk, ...(await exportJWK(privateKey)) }] },
    cookies: { keys: ["only for this test"] },
    features: { devInteractions: { enabled: false } },
    // Claims go into the ID token, not only to where they can be asked for.
    conformIdTokenClaims: false,
    claims: { openid: ["sub", "department"] },
    interactions: { url: (_: unknown, { uid }: { readonly uid: string }) => `/interaction/${uid}` },
    findAccount: (_: unknown, accountId: string) => ({
      accountId,
      claims: () => ({ sub: accountId, ...accounts.get(accountId) }),
    }),
    ttl: { Session: 60, Interaction: 60, Grant: 60, AccessToken: 60, IdToken: 3_600 },
  });
  let signingIn = "";
  // In place of pages: whoever is asked signs in, and agrees.
  provider.use(async (ctx, next) => {
    if (!ctx.path.startsWith("/interaction/")) return next();
    const { prompt } = await provider.interactionDetails(ctx.req, ctx.res);
    const grant = new provider.Grant({ accountId: signingIn, clientId });
    grant.addOIDCScope("openid");
    const result = prompt.name === "login" ? { login: { accountId: signingIn } } : { consent: { grantId: await grant.save() } };
    ctx.respond = false;
    await provider.interactionFinished(ctx.req, ctx.res, result);
  });
  server.on("request", provider.callback());

  const idToken = async (accountId: string, claims: Readonly<Record<string, unknown>> = {}): Promise<string> => {
    accounts.set(accountId, claims);
    signingIn = accountId;
    const client = await discovery(new URL(issuer), clientId, undefined, None(), { execute: [allowInsecureRequests] });
    const verifier = "v".repeat(43);
    const challenge = Buffer.from(await crypto.subtle.digest("SHA-256", Buffer.from(verifier))).toString("base64url");
    const parameters = { redirect_uri: redirectUri, scope: "openid", code_challenge: challenge, code_challenge_method: "S256" };
    const callback = await followed(buildAuthorizationUrl(client, parameters));
    const tokens = await authorizationCodeGrant(client, callback, { pkceCodeVerifier: verifier });
    return tokens.id_token ?? "";
  };
  return { issuer, clientId, idToken };
}

/** As a browser of one person follows redirects, up to the application. */
async function followed(start: URL): Promise<URL> {
  const cookies = new Map<string, string>();
  for (let at = start; ; ) {
    if (at.href.startsWith(redirectUri)) return at;
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const response = await fetch(at, { redirect: "manual", headers: { cookie } });
    for (const set of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
      cookies.set(name, value);
    }
    const location = response.headers.get("location");
    if (location === null) throw new Error(`nobody is redirected from ${at.pathname}: ${response.status}`);
    at = new URL(location, at);
  }
}

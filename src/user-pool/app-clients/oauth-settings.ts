import { z } from "zod";
import { RockpoolError } from "../../errors.ts";
import { type SettingTopic, settingRefused } from "../../settings/topic.ts";

/** How a client signs people in by OAuth 2.0 (users-and-triggers.md 6.1 and 6.3). */
export interface ClientOAuthSettings {
  /** Whether the members below count. @default false */
  readonly allowedOAuthFlowsUserPoolClient: boolean;
  /** `code` is the one for people; `implicit` is for old applications only. `client_credentials` stands alone, and needs a secret. @default [] */
  readonly allowedOAuthFlows: readonly OAuthFlow[];
  /**
   * Standard scopes, and `<identifier of a resource server>/<scope>`, which must be there when the list is written; at most 50, of
   * at most 256 characters each: of a server with a long identifier, a scope with a long name is nobody's. With `code` and `implicit`, who names `email`, `phone` or `profile` names `openid` too. @default []
   */
  readonly allowedOAuthScopes: readonly string[];
  /** At most 100. Absolute and without a fragment: https, an application's own scheme, or http on the same machine. @default [] */
  readonly callbackURLs: readonly string[];
  /**
   * Whether a callback URL on `http://127.0.0.1` or `http://[::1]` is good with any port, as for a native application, which learns its
   * own when it starts to listen (RFC 8252 section 7.3). `localhost` is not meant (section 8.3). Cognito has no such thing. @default false
   */
  readonly anyLoopbackPort: boolean;
  /** As `callbackURLs`. @default [] */
  readonly logoutURLs: readonly string[];
  /** One of `callbackURLs`. @default null */
  readonly defaultRedirectURI: string | null;
  /** Names of providers on the sign-in page; `COGNITO`: the pool's own users. @default [] */
  readonly supportedIdentityProviders: readonly string[];
}

export type OAuthFlow = "code" | "implicit" | "client_credentials";

/** The scopes every pool has (users-and-triggers.md 6.1). */
export const standardScopes: readonly string[] = ["openid", "email", "phone", "profile", "aws.cognito.signin.user.admin"];

const url = z
  .string()
  .min(1)
  .max(1024)
  .regex(/^[\p{L}\p{M}\p{S}\p{N}\p{P}]+$/u);

export const clientOAuth: SettingTopic<ClientOAuthSettings> = {
  schemas: {
    allowedOAuthFlowsUserPoolClient: z.boolean(),
    allowedOAuthFlows: z.array(z.enum(["code", "implicit", "client_credentials"])).max(3),
    allowedOAuthScopes: z.array(z.string().regex(/^[\x21\x23-\x5b\x5d-\x7e]{1,256}$/)).max(50),
    callbackURLs: z.array(url).max(100),
    anyLoopbackPort: z.boolean(),
    logoutURLs: z.array(url).max(100),
    defaultRedirectURI: url.nullable(),
    supportedIdentityProviders: z.array(z.string().regex(/^[\p{L}\p{M}\p{S}\p{N}\p{P}\p{Z}]{1,32}$/u)).max(300),
  },
  defaults: {
    allowedOAuthFlowsUserPoolClient: false,
    allowedOAuthFlows: [],
    allowedOAuthScopes: [],
    callbackURLs: [],
    anyLoopbackPort: false,
    logoutURLs: [],
    defaultRedirectURI: null,
    supportedIdentityProviders: [],
  },
  check(settings) {
    const { allowedOAuthFlows: flows, allowedOAuthScopes: scopes, callbackURLs, defaultRedirectURI } = settings;
    for (const member of ["callbackURLs", "logoutURLs"] as const) {
      for (const written of settings[member]) checkRedirect(member, written);
    }
    if (defaultRedirectURI !== null && !callbackURLs.includes(defaultRedirectURI)) {
      const message = `The default redirect URI ${defaultRedirectURI} is not in the callback URIs list.`;
      throw settingRefused("defaultRedirectURI", message);
    }
    if (flows.includes("client_credentials")) checkMachine(flows, scopes);
    if (settings.allowedOAuthFlowsUserPoolClient && (flows.length === 0 || scopes.length === 0)) {
      const message = "AllowedOAuthFlows and AllowedOAuthScopes are required if user pool client is allowed to use OAuth flows.";
      throw settingRefused("allowedOAuthFlows", message);
    }
    const isInteractive = flows.includes("code") || flows.includes("implicit");
    if (isInteractive && callbackURLs.length === 0) {
      throw settingRefused("callbackURLs", "CallbackUrls can not be empty when code flow or implicit flow is selected");
    }
    if (isInteractive && !scopes.includes("openid") && scopes.some((scope) => ["email", "phone", "profile"].includes(scope))) {
      throw settingRefused("allowedOAuthScopes", "Invalid scope requested: email, phone and profile need openid");
    }
  },
};

/** A pool has no provider but its own users yet. @throws `InvalidParameterException` */
export function checkProviders({ supportedIdentityProviders }: ClientOAuthSettings, poolId: string): void {
  const unknown = supportedIdentityProviders.find((provider) => provider !== "COGNITO");
  if (unknown === undefined) return;
  throw settingRefused("supportedIdentityProviders", `The provider ${unknown} does not exist for User Pool ${poolId}.`);
}

/** A machine has no attributes to see. */
function checkMachine(flows: readonly OAuthFlow[], scopes: readonly string[]): void {
  if (flows.some((flow) => flow !== "client_credentials")) {
    const message = "client_credentials flow can not be selected along with code flow or implicit flow.";
    throw new RockpoolError("InvalidOAuthFlowException", message);
  }
  if (scopes.some((scope) => standardScopes.includes(scope))) {
    const message = "client_credentials flow can be selected with custom scopes only.";
    throw new RockpoolError("InvalidOAuthFlowException", message);
  }
}

/** Hosts for which plain http leaves nothing on a wire. */
export const OWN_MACHINE: ReadonlySet<string> = new Set(["localhost", "127.0.0.1", "[::1]"]);
/** What a browser would run or show itself in place of handing it on. */
const NEVER = new Set(["javascript:", "data:", "vbscript:", "file:", "blob:", "about:", "ftp:", "ws:", "wss:"]);

/** RFC 6749 section 3.1.2, RFC 8252 section 7. What is not in section 2.7 of the reference is in our words. */
function checkRedirect(member: "callbackURLs" | "logoutURLs", written: string): void {
  const parsed = URL.canParse(written) ? new URL(written) : null;
  // `https:example.com` is one for `URL`, and relative for a browser that is on https already.
  const isRelative = /^https?:(?!\/\/)/i.test(written);
  if (parsed === null || isRelative || written.includes("\\") || NEVER.has(parsed.protocol)) {
    throw settingRefused(member, `${written} is not an absolute URL`);
  }
  if (written.includes("#")) throw settingRefused(member, `${written} cannot use fragment`);
  if (parsed.protocol === "http:" && !OWN_MACHINE.has(parsed.hostname)) {
    throw settingRefused(member, `${written} cannot use the HTTP protocol.`);
  }
  if (parsed.username !== "" || parsed.password !== "") {
    throw settingRefused(member, "A redirect URL cannot hold a user name or a password");
  }
}

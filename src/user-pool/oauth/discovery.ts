import { z } from "zod";
import { parse, type SchemaOf, schemaFor } from "../../codecs/schema.ts";
import { OWN_MACHINE } from "../app-clients/oauth-settings.ts";
import type { PoolContext } from "../context.ts";

/**
 * Where the endpoints are that serve a pool's OAuth: absolute URLs without a fragment, on https, or for a developer on http on the same
 * machine (RFC 6749 sections 3.1 and 3.2, RFC 7009 section 2). What is left out is not there.
 */
export interface OAuthEndpoints {
  readonly authorizationEndpoint?: string | undefined;
  /** It takes a client's secret by HTTP Basic and in the body (RFC 6749 section 2.3.1). */
  readonly tokenEndpoint?: string | undefined;
  readonly userinfoEndpoint?: string | undefined;
  /** As `tokenEndpoint`. */
  readonly revocationEndpoint?: string | undefined;
}

/** What a client or a verifier must know of a pool (OpenID Connect Discovery 1.0 section 3, RFC 8414 section 2). */
export interface DiscoveryDocument {
  readonly issuer: string;
  readonly jwks_uri: string;
  readonly response_types_supported: readonly string[];
  readonly subject_types_supported: readonly string[];
  readonly id_token_signing_alg_values_supported: readonly string[];
  readonly authorization_endpoint?: string;
  readonly scopes_supported?: readonly string[];
  readonly code_challenge_methods_supported?: readonly string[];
  /** RFC 9207 section 3. */
  readonly authorization_response_iss_parameter_supported?: boolean;
  readonly grant_types_supported?: readonly string[];
  readonly token_endpoint?: string;
  readonly token_endpoint_auth_methods_supported?: readonly string[];
  readonly userinfo_endpoint?: string;
  readonly revocation_endpoint?: string;
  readonly revocation_endpoint_auth_methods_supported?: readonly string[];
}

const endpoint = z
  .url({ protocol: /^https?$/ })
  .max(2048)
  .regex(/^[^#]+$/, "Member must have no fragment")
  .refine(isConfidential, "Member must be on https, or on the same machine")
  .optional();

const schema: SchemaOf<OAuthEndpoints> = schemaFor<OAuthEndpoints>()(
  z.strictObject({
    authorizationEndpoint: endpoint,
    tokenEndpoint: endpoint,
    userinfoEndpoint: endpoint,
    revocationEndpoint: endpoint,
  }),
);

/** Secrets and tokens come there (RFC 6749 sections 3.1 and 3.2, RFC 7009 section 2). What is no URL is refused for that. */
function isConfidential(written: string): boolean {
  if (!URL.canParse(written)) return true;
  const { protocol, hostname } = new URL(written);
  return protocol !== "http:" || OWN_MACHINE.has(hostname);
}

/** A public client has no method. */
const authenticationMethods = ["client_secret_basic", "client_secret_post", "none"] as const;

/**
 * The document of a pool. It says what is so of the pool by itself, and of endpoints those that the caller has: one that it named and
 * that is not there would send people nowhere. What belongs to an endpoint comes with it.
 *
 * @throws `InvalidParameterException`
 */
export async function discovery(context: PoolContext, input: OAuthEndpoints): Promise<DiscoveryDocument> {
  const { authorizationEndpoint, tokenEndpoint, userinfoEndpoint, revocationEndpoint } = parse(schema, input);
  const { issuer } = context;
  const keyset = await context.keyset();
  const ofIdTokens = keyset.jwks().keys.filter(({ kid }) => keyset.verificationKey(kid)?.use === "id");
  const grantTypes = [
    ...(authorizationEndpoint && tokenEndpoint ? ["authorization_code"] : []),
    ...(authorizationEndpoint ? ["implicit"] : []),
    ...(tokenEndpoint ? ["refresh_token", "client_credentials"] : []),
  ];
  return {
    issuer,
    jwks_uri: `${issuer}/.well-known/jwks.json`,
    response_types_supported: ["code", "token"],
    subject_types_supported: ["public"],
    id_token_signing_alg_values_supported: [...new Set(ofIdTokens.map(({ alg }) => alg))],
    // A list without members must be left out (OpenID Connect Discovery 1.0 section 4.2).
    ...(grantTypes.length > 0 && { grant_types_supported: grantTypes }),
    ...(authorizationEndpoint && {
      authorization_endpoint: authorizationEndpoint,
      scopes_supported: ["openid", "email", "phone", "profile"],
      code_challenge_methods_supported: ["S256"],
      authorization_response_iss_parameter_supported: true,
    }),
    ...(tokenEndpoint && {
      token_endpoint: tokenEndpoint,
      token_endpoint_auth_methods_supported: authenticationMethods,
    }),
    ...(userinfoEndpoint && { userinfo_endpoint: userinfoEndpoint }),
    ...(revocationEndpoint && {
      revocation_endpoint: revocationEndpoint,
      revocation_endpoint_auth_methods_supported: authenticationMethods,
    }),
  };
}

import { z } from "zod";
import { invalidParameter, type SchemaOf, schemaFor } from "./codecs/schema.ts";
import { isSocialProvider, SOCIAL_PROVIDERS, type SocialProvider } from "./identity-pool/social-providers.ts";
import { isIssuer } from "./oidc/issuer.ts";

/** Who may be asked for keys. These are the operator's to say: whoever administers an identity pool writes URLs into its settings. */
export interface OpenIdConnectOptions {
  /**
   * Origins that may be asked also by `http:` and at private addresses, such as `http://localhost:9000`; at most 100. All others are asked by
   * `https:` at public addresses only. @default []
   */
  readonly trustedOrigins?: readonly string[] | undefined;
  /**
   * Issuers that stand for social providers in place of their own, by the name of the provider: for tests, and for proxies. @default
   * `https://accounts.google.com`, `https://www.facebook.com` for `graph.facebook.com`, `https://www.amazon.com`, `https://appleid.apple.com`
   */
  readonly socialIssuers?: { readonly [providerName: string]: string } | undefined;
}

/** Every default applied. */
export interface OpenIdConnectSettings {
  readonly trustedOrigins: readonly string[];
  readonly socialIssuers: Partial<Record<SocialProvider, string>>;
}

const isOrigin = (text: string): boolean => isIssuer(text) && new URL(text).origin === text;

export const openIdConnectSchema: SchemaOf<OpenIdConnectOptions> = schemaFor<OpenIdConnectOptions>()(
  z.strictObject({
    trustedOrigins: z
      .array(z.string().refine(isOrigin, "Member must be an origin: a scheme, a host and maybe a port, with nothing after it"))
      .max(100)
      .optional(),
    socialIssuers: z
      .record(
        z.string().refine((name): boolean => isSocialProvider(name), `Member must be named ${SOCIAL_PROVIDERS.join(", ")}`),
        z.string().refine(isIssuer, "Member must be an absolute URL in its normal form, without query and fragment"),
      )
      .optional(),
  }),
);

/** @throws `InvalidParameterException`: an issuer that could not be asked. */
export function openIdConnectSettings({
  trustedOrigins = [],
  socialIssuers = {},
}: OpenIdConnectOptions = {}): OpenIdConnectSettings {
  for (const [provider, issuer] of Object.entries(socialIssuers)) {
    const { protocol, origin } = new URL(issuer);
    if (protocol === "https:" || trustedOrigins.includes(origin)) continue;
    const path = ["openIdConnect", "socialIssuers", provider];
    throw invalidParameter(path, "Member must be https:, or of an origin among 'trustedOrigins'");
  }
  return { trustedOrigins, socialIssuers };
}

import { nameOfIssuer } from "../oidc/issuer.ts";
import type { IdentityPoolContext } from "./context.ts";
import { invalidLogin, providerNotSupported } from "./login-refusals.ts";
import type { VerifiedOpenIdLogin } from "./login-verifier.ts";
import { tagsOf } from "./principal-tags.ts";
import { foreignProvidersOf, keyFor } from "./provider-names.ts";
import { isSocialProvider } from "./social-providers.ts";
import type { VerifiedLogin } from "./verified-login.ts";

/** Whose tokens are taken under the name of a login. */
interface ForeignProvider {
  readonly issuer: string;
  readonly clientIds: readonly string[];
  signedInAs(login: VerifiedOpenIdLogin): string;
}

/**
 * Verifies a login that is of no user pool of ours: of an OpenID Connect provider, or of a social one.
 *
 * @throws `NotAuthorizedException`, `ExternalServiceException`
 */
export async function verifyForeignLogin(context: IdentityPoolContext, name: string, token: string): Promise<VerifiedLogin> {
  const { settings, logins } = context;
  const provider = openIdConnect(context, name) ?? social(context, name);
  if (provider === undefined) throw unknown(context, name);
  // Its users would be taken for those of a user pool that has come to be of this name since the settings were checked.
  if ((await logins.userPool(name)) !== null) throw providerNotSupported();
  const { issuer, clientIds } = provider;
  const verified = await logins.openId({ issuer, clientIds, token });
  const { claims } = verified;
  const tagKey = keyFor(name, settings.principalTags);
  const tagMap = tagKey === undefined ? undefined : settings.principalTags[tagKey];
  return {
    provider: name,
    subject: claims.sub,
    mapping: keyFor(name, settings.roleMappings) ?? name,
    tags: tagMap === undefined ? null : () => tagsOf(name, tagMap, claims),
    claims,
    shownAs: name,
    signedInAs: provider.signedInAs(verified),
  };
}

/** Cognito writes the ARN of the provider in IAM first, and there is no account here that would have one: it is the name. */
function openIdConnect({ settings }: IdentityPoolContext, name: string): ForeignProvider | undefined {
  const found = settings.openIdConnectProviders.find(({ issuer }) => nameOfIssuer(issuer) === name);
  return found && { ...found, signedInAs: ({ claims }) => `${name}:OIDC:${claims.sub}` };
}

function social({ settings, logins }: IdentityPoolContext, name: string): ForeignProvider | undefined {
  const ids = isSocialProvider(name) ? settings.supportedLoginProviders[name] : undefined;
  if (!isSocialProvider(name) || ids === undefined) return undefined;
  return {
    issuer: logins.socialIssuer(name),
    clientIds: ids.split(";"),
    signedInAs: ({ claims, clientId }) => `${name}:${clientId}:${claims.sub}`,
  };
}

/** With its scheme, a provider of the pool is told what is wrong about its name. */
function unknown({ settings }: IdentityPoolContext, name: string): Error {
  const isIssuer = nameOfIssuer(name) !== name && foreignProvidersOf(settings).includes(nameOfIssuer(name));
  return isIssuer ? invalidLogin("Issuer doesn't match providerName") : providerNotSupported();
}

import { nameOfIssuer } from "../oidc/issuer.ts";
import { settingRefused } from "../settings/topic.ts";
import type { LoginVerifier } from "./login-verifier.ts";
import { foreignProvidersOf } from "./provider-names.ts";
import type { ProviderSettings } from "./providers.ts";
import { isSocialProvider } from "./social-providers.ts";

/**
 * Refuses what only shows beside the user pools there are and the options of whoever runs this: an issuer that cannot be asked; one that stands
 * there under two names, since its users would be somebody else under each; a provider with the name of a user pool, whose users it could give
 * out as its own. (The name of a user pool with an issuer that does not end with its id is known where the pool is among the providers.)
 *
 * @throws `InvalidParameterException`
 */
export async function refuseAmbiguousProviders(logins: LoginVerifier, settings: ProviderSettings): Promise<void> {
  const { openIdConnectProviders, cognitoIdentityProviders, supportedLoginProviders } = settings;
  const socialIssuers = Object.keys(supportedLoginProviders).filter(isSocialProvider).map(logins.socialIssuer);
  for (const [index, { issuer }] of openIdConnectProviders.entries()) {
    const path = `openIdConnectProviders.${index}.issuer`;
    if (!logins.mayAsk(issuer)) {
      throw settingRefused(path, "The issuer must be https: at a public address, or its origin among those that are trusted.");
    }
    if (socialIssuers.includes(issuer)) throw settingRefused(path, "The issuer stands for a social provider of the pool.");
  }
  const pools = await Promise.all(cognitoIdentityProviders.map(({ providerName }) => logins.userPool(providerName)));
  const theirs = pools.flatMap((pool) => (pool === null ? [] : [pool.providerName, pool.issuerName]));
  for (const name of foreignProvidersOf(settings)) {
    if (!theirs.includes(name) && (await logins.userPool(name)) === null) continue;
    const index = openIdConnectProviders.findIndex(({ issuer }) => nameOfIssuer(issuer) === name);
    const path = index < 0 ? `supportedLoginProviders.${name}` : `openIdConnectProviders.${index}.issuer`;
    throw settingRefused(path, "A user pool has this name.");
  }
}

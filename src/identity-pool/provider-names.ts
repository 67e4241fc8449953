import { nameOfIssuer } from "../oidc/issuer.ts";
import { settingRefused } from "../settings/topic.ts";
import type { ProviderSettings, UserPoolProvider } from "./providers.ts";
import { DEVELOPER_LOGIN } from "./role-selection.ts";
import { isSocialProvider } from "./social-providers.ts";

/** What role mappings name a client of a user pool by. */
export function mappingKey({ providerName, clientId }: Pick<UserPoolProvider, "providerName" | "clientId">): string {
  return `${providerName}:${clientId}`;
}

/**
 * The provider that a key of a map means. Cognito names OpenID Connect providers by their ARN in maps and by the issuer without scheme among
 * logins: here either is taken for the other, and the issuer itself too.
 */
export function providerOfKey(key: string): string {
  return nameOfIssuer(key.replace(/^arn:aws[\w-]*:iam::\d{12}:oidc-provider\//, ""));
}

/** The names of those that are no user pools: of issuers without their scheme. */
export function foreignProvidersOf({
  openIdConnectProviders,
  supportedLoginProviders,
}: Pick<ProviderSettings, "openIdConnectProviders" | "supportedLoginProviders">): readonly string[] {
  return [...openIdConnectProviders.map(({ issuer }) => nameOfIssuer(issuer)), ...Object.keys(supportedLoginProviders)];
}

/**
 * Somebody is known by the name of a provider and the subject there: so a name is of one provider.
 *
 * @throws `InvalidParameterException`
 */
export function checkProviders(settings: ProviderSettings & { readonly developerProviderName: string | null }): void {
  const { cognitoIdentityProviders, openIdConnectProviders, developerProviderName } = settings;
  const clients = cognitoIdentityProviders.map(mappingKey);
  if (isAnyTwice(clients)) {
    throw settingRefused("cognitoIdentityProviders", "A provider and client stand among the providers once.");
  }
  const foreign = foreignProvidersOf(settings);
  const userPools = [...clients, ...cognitoIdentityProviders.map(({ providerName }) => providerName)].map(providerOfKey);
  const taken = (name: string): boolean =>
    userPools.includes(name) || name === DEVELOPER_LOGIN || foreign.filter((one) => one === name).length > 1;
  const index = openIdConnectProviders.findIndex(({ issuer }) => {
    const name = nameOfIssuer(issuer);
    // What a social provider is by settings may be another one by the options of whoever runs this.
    return isSocialProvider(name) || taken(name);
  });
  if (index >= 0) throw settingRefused(`openIdConnectProviders.${index}.issuer`, "Another provider has this name.");
  const social = Object.keys(settings.supportedLoginProviders).find(taken);
  if (social !== undefined) throw settingRefused(`supportedLoginProviders.${social}`, "Another provider has this name.");
  if (developerProviderName !== null) refuseAsDeveloper(developerProviderName, [...foreign, ...userPools]);
}

/** A backend's own word on who somebody is must not pass for a provider's. */
function refuseAsDeveloper(name: string, others: readonly string[]): void {
  if (!others.includes(name) && name !== DEVELOPER_LOGIN && !isSocialProvider(name)) return;
  throw settingRefused("developerProviderName", "Another provider has this name.");
}

/**
 * Refuses a map in which two keys mean the same provider: which of them counts would be left to chance.
 *
 * @throws `InvalidParameterException`
 */
export function refuseTwoNames(member: string, map: object): void {
  const keys = Object.keys(map);
  const again = keys.find((key, index) => keys.slice(0, index).some((one) => providerOfKey(one) === providerOfKey(key)));
  if (again !== undefined) throw settingRefused(`${member}.${again}`, "Another member names the same provider.");
}

/** The key of a map that means a provider, as it is written there. A name may be a text of the caller's, such as `constructor`. */
export function keyFor(provider: string, map: object): string | undefined {
  return Object.keys(map).find((key) => providerOfKey(key) === provider);
}

function isAnyTwice(names: readonly string[]): boolean {
  return new Set(names).size < names.length;
}

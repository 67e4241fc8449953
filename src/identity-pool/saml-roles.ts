import { type Claims, textsOf } from "./claim-texts.ts";
import { isRoleArn } from "./role-arn.ts";

const ROLE_ATTRIBUTE = "https://aws.amazon.com/SAML/Attributes/Role";
const SAML_PROVIDER = /^arn:[\w-]+:iam::[\w-]*:saml-provider\/./;

export function isSamlProvider(provider: string): boolean {
  return SAML_PROVIDER.test(provider);
}

/**
 * The roles that an assertion of a SAML provider brings: each value names a role and the provider, in either order, with a comma between.
 * What names another provider is not for this one to give.
 */
export function rolesOfAssertion(provider: string, claims: Claims): readonly string[] {
  if (!isSamlProvider(provider)) return [];
  const roles = textsOf(claims, ROLE_ATTRIBUTE).flatMap((pair) => {
    const parts = pair.split(",").map((part) => part.trim());
    return parts.length === 2 && parts.includes(provider) ? parts.filter(isRoleArn) : [];
  });
  return [...new Set(roles)];
}

import type { Claims } from "../../src/identity-pool/claim-texts.ts";
import type { RolePool, RoleRequest } from "../../src/identity-pool/role-selection.ts";
import type { MappingRule, MatchType, RoleMapping } from "../../src/identity-pool/role-settings.ts";

export const provider = "cognito-idp.us-east-1.amazonaws.com/us-east-1_abcdefghi:4kexampleclientid";
export const roleOf = (name: string): string => `arn:aws:iam::111122223333:role/${name}`;

export function rule(claim: string, matchType: MatchType, value: string, role = "Mapped"): MappingRule {
  return { claim, matchType, value, roleARN: roleOf(role) };
}

export function byRules(...rules: readonly MappingRule[]): RoleMapping {
  return { type: "Rules", ambiguousRoleResolution: "AuthenticatedRole", rulesConfiguration: { rules } };
}

export const byToken: RoleMapping = { type: "Token", ambiguousRoleResolution: "AuthenticatedRole" };

/** A pool with both default roles that takes guests. */
export function poolWith(roleMappings: RolePool["roleMappings"] = {}, changes: Partial<RolePool> = {}): RolePool {
  const roles = { authenticated: roleOf("Auth"), unauthenticated: roleOf("Guest") };
  return { roles, roleMappings, allowUnauthenticatedIdentities: true, ...changes };
}

export function asking(claims: Claims, changes: Partial<RoleRequest> = {}): RoleRequest {
  return { logins: [{ provider, claims }], customRoleArn: null, ...changes };
}

import { describe, expect, it } from "vitest";
import { parse } from "../../src/codecs/schema.ts";
import { decideRole, selectRole } from "../../src/identity-pool/role-selection.ts";
import type { RoleMapping, RoleSettings } from "../../src/identity-pool/role-settings.ts";
import cases from "../fixtures/role-mapping-cases.json" with { type: "json" };
import { roleSettingsSchema } from "./role-settings-schema.ts";

interface Case {
  readonly name: string;
  readonly provider: string | null;
  readonly poolRoles: { readonly Roles: RoleSettings["roles"]; readonly RoleMappings?: { readonly [provider: string]: Mapping } };
  readonly pool?: { readonly AllowUnauthenticatedIdentities: boolean };
  readonly claims: { readonly [claim: string]: unknown } | null;
  readonly customRoleArn?: string;
  readonly expect: { readonly role?: string; readonly error?: string; readonly message?: string };
  readonly unverified: boolean;
  readonly messageUnverified?: boolean;
}

interface Mapping {
  readonly Type: "Token" | "Rules";
  readonly AmbiguousRoleResolution: "AuthenticatedRole" | "Deny";
  readonly RulesConfiguration?: { readonly Rules: readonly Rule[] };
}

interface Rule {
  readonly Claim: string;
  readonly MatchType: "Equals" | "Contains" | "StartsWith" | "NotEqual";
  readonly Value: string;
  readonly RoleARN: string;
}

function mappingOf({ Type, AmbiguousRoleResolution, RulesConfiguration }: Mapping): RoleMapping {
  const rules = RulesConfiguration?.Rules.map(({ Claim, MatchType, Value, RoleARN }) => ({
    claim: Claim,
    matchType: MatchType,
    value: Value,
    roleARN: RoleARN,
  }));
  return {
    type: Type,
    ambiguousRoleResolution: AmbiguousRoleResolution,
    ...(rules !== undefined && { rulesConfiguration: { rules } }),
  };
}

describe("what is known of how Cognito selects roles (identity-pools-and-iam.md section 4)", () => {
  it.each(cases as unknown as readonly Case[])("$name", ({ provider, poolRoles, pool, claims, customRoleArn, ...wanted }) => {
    const mappings = Object.entries(poolRoles.RoleMappings ?? {}).map(([key, mapping]) => [key, mappingOf(mapping)]);
    const settings = parse(roleSettingsSchema, { roles: poolRoles.Roles, roleMappings: Object.fromEntries(mappings) });
    const rolePool = { ...settings, allowUnauthenticatedIdentities: pool?.AllowUnauthenticatedIdentities ?? false };
    const logins = provider === null ? [] : [{ provider, claims: claims ?? {} }];
    const request = { logins, customRoleArn: customRoleArn ?? null };

    const decision = decideRole(rolePool, request);
    const { role, error, message } = wanted.expect;
    if (role !== undefined) {
      expect(decision).toMatchObject({ outcome: "role", role });
      expect(selectRole(rolePool, request)).toBe(role);
      return;
    }
    const isTextKnown = message !== undefined && !wanted.unverified && wanted.messageUnverified !== true;
    const refusal = { code: error, ...(isTextKnown && { message }) };
    expect(decision).toMatchObject({ outcome: "refused", error: refusal });
    expect(() => selectRole(rolePool, request)).toThrowError(expect.objectContaining(refusal));
  });
});

import type { DefaultRoles, MappingRule, RoleMapping } from "../../identity-pool/role-settings.ts";
import { type Operation, type OperationTable, present } from "../operation.ts";

interface OfPool {
  readonly IdentityPoolId: string;
}

interface AwsRule {
  readonly Claim: string;
  readonly MatchType: MappingRule["matchType"];
  readonly Value: string;
  readonly RoleARN: string;
}

interface AwsMapping {
  readonly Type: RoleMapping["type"];
  readonly AmbiguousRoleResolution?: NonNullable<RoleMapping["ambiguousRoleResolution"]>;
  readonly RulesConfiguration?: { readonly Rules: readonly AwsRule[] };
}

function mappingOf({
  Type: type,
  AmbiguousRoleResolution: ambiguousRoleResolution,
  RulesConfiguration,
}: AwsMapping): RoleMapping {
  const rules = RulesConfiguration?.Rules.map(({ Claim: claim, MatchType: matchType, Value: value, RoleARN: roleARN }) => ({
    claim,
    matchType,
    value,
    roleARN,
  }));
  return { type, ambiguousRoleResolution, rulesConfiguration: rules && { rules } };
}

/** Cognito's `RoleMapping`. */
function described({ type, ambiguousRoleResolution, rulesConfiguration }: RoleMapping): object {
  const Rules = rulesConfiguration?.rules.map(({ claim, matchType, value, roleARN }) => ({
    Claim: claim,
    MatchType: matchType,
    Value: value,
    RoleARN: roleARN,
  }));
  return present({
    Type: type,
    AmbiguousRoleResolution: ambiguousRoleResolution,
    RulesConfiguration: Rules && { Rules },
  });
}

/** Of each member of a map another. */
function mapped<A, B>(map: { readonly [name: string]: A }, change: (value: A) => B): { [name: string]: B } {
  return Object.fromEntries(Object.entries(map).map(([name, value]) => [name, change(value)]));
}

/** Mappings that are left out are taken away: AWS's operation replaces both. */
const setIdentityPoolRoles: Operation<
  OfPool & { readonly Roles: DefaultRoles; readonly RoleMappings?: { readonly [provider: string]: AwsMapping } }
> = async (call, { IdentityPoolId, Roles: roles, RoleMappings = {} }) => {
  const { settings } = await call.identityPool(IdentityPoolId);
  await settings.update({ roles, roleMappings: mapped(RoleMappings, mappingOf) });
  return undefined;
};

const getIdentityPoolRoles: Operation<OfPool> = async (call, { IdentityPoolId }) => {
  const { roles, roleMappings } = await (await call.identityPool(IdentityPoolId)).settings.get();
  return { IdentityPoolId, Roles: roles, RoleMappings: mapped(roleMappings, described) };
};

/** Which roles a pool gives. */
export const identityRoleOperations: OperationTable = {
  SetIdentityPoolRoles: setIdentityPoolRoles,
  GetIdentityPoolRoles: getIdentityPoolRoles,
};

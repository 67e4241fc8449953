import { RockpoolError } from "../errors.ts";
import { type Claims, textsOf } from "./claim-texts.ts";
import { isRoleArn } from "./role-arn.ts";
import type { RoleDecision, RoleStep } from "./role-decision.ts";
import type { RoleMapping, RoleSettings } from "./role-settings.ts";
import { matches } from "./rule-match.ts";
import { rolesOfAssertion } from "./saml-roles.ts";

/** A login whose token was verified. */
export interface VerifiedLogin {
  /** Under which the pool's settings would map it: {@link RoleSettings.roleMappings}. */
  readonly provider: string;
  readonly claims: Claims;
}

/** For whom a role is chosen. */
export interface RoleRequest {
  /** In the order of the request; none: a guest. The first with a mapping decides, or else the first. */
  readonly logins: readonly VerifiedLogin[];
  /** The role that the client asks for. It chooses among those it could have, and never adds one. */
  readonly customRoleArn: string | null;
}

export interface RolePool extends RoleSettings {
  readonly allowUnauthenticatedIdentities: boolean;
}

/** The token of a developer's own user, which no mapping is for. */
export const DEVELOPER_LOGIN = "cognito-identity.amazonaws.com";

/**
 * The role of a user or guest (GetCredentialsForIdentity).
 *
 * @throws `NotAuthorizedException` where there is none for this user, `InvalidIdentityPoolConfigurationException` where the pool lacks the
 *   default role that it would be.
 */
export function selectRole(pool: RolePool, request: RoleRequest): string {
  const decision = decideRole(pool, request);
  if (decision.outcome === "refused") throw decision.error;
  return decision.role;
}

/**
 * Chooses a role, and says how. What comes out is a role of the settings, or one that a token carries under a mapping of the type `Token`
 * (of a SAML provider without mapping: its assertion); nothing else that a user or client writes can become one.
 *
 * Cognito does not say what follows in these cases, and ours are: case counts; of a claim that is a list, one member that matches is enough,
 * and `NotEqual` needs that none is equal; `customRoleArn` is refused where no mapping could have chosen it, for guests too; what stands in
 * a token and is no ARN of a role counts as not there.
 */
export function decideRole(pool: RolePool, { logins, customRoleArn }: RoleRequest): RoleDecision {
  const steps: RoleStep[] = [];
  const decide: Decide = { pool, customRoleArn, steps };
  const login = logins.find(({ provider }) => mappingOf(pool, provider) !== undefined) ?? logins[0];
  if (login === undefined) return guest(decide);
  const mapping = mappingOf(pool, login.provider);
  steps.push({ what: "provider", provider: login.provider, mapping: mapping?.type ?? "none" });
  if (mapping === undefined) return unmapped(decide, login);
  return mapping.type === "Token" ? byToken(decide, login, mapping) : byRules(decide, login, mapping);
}

interface Decide {
  readonly pool: RolePool;
  readonly customRoleArn: string | null;
  readonly steps: RoleStep[];
}

/** How a provider is mapped, by the name that the settings have for it. */
export function mappingOf({ roleMappings }: RoleSettings, provider: string): RoleMapping | undefined {
  return provider !== DEVELOPER_LOGIN && Object.hasOwn(roleMappings, provider) ? roleMappings[provider] : undefined;
}

function guest(decide: Decide): RoleDecision {
  const allowed = decide.pool.allowUnauthenticatedIdentities;
  decide.steps.push({ what: "guest", allowed });
  if (!allowed) return refused(decide, "Unauthenticated access is not supported for this identity pool.");
  return decide.customRoleArn === null ? byDefault(decide, "unauthenticated") : byCustomRole(decide, decide.customRoleArn, []);
}

function unmapped(decide: Decide, { provider, claims }: VerifiedLogin): RoleDecision {
  const asserted = rolesOfAssertion(provider, claims);
  if (asserted.length > 0) decide.steps.push({ what: "assertion", roles: asserted });
  if (decide.customRoleArn !== null) return byCustomRole(decide, decide.customRoleArn, asserted);
  const [role, ...others] = asserted;
  if (role === undefined) return byDefault(decide, "authenticated");
  // Of several, the client must say which.
  return others.length === 0 ? chosen(decide, role) : ambiguous(decide, provider, "Deny");
}

function byToken(decide: Decide, { provider, claims }: VerifiedLogin, mapping: RoleMapping): RoleDecision {
  const roles = rolesOfToken(claims).filter(isRoleArn);
  const [preferred, ...others] = textsOf(claims, "cognito:preferred_role");
  const preferredRole = isRoleArn(preferred) && others.length === 0 ? preferred : null;
  decide.steps.push({ what: "token", roles, preferredRole });
  if (decide.customRoleArn !== null) return byCustomRole(decide, decide.customRoleArn, roles);
  return preferredRole !== null ? chosen(decide, preferredRole) : ambiguous(decide, provider, mapping.ambiguousRoleResolution);
}

/** The guide calls the claim a text with commas; tokens carry a list, and the name of a role may have a comma. */
function rolesOfToken(claims: Claims): readonly string[] {
  const texts = textsOf(claims, "cognito:roles");
  const isText = Object.hasOwn(claims, "cognito:roles") && typeof claims["cognito:roles"] === "string";
  return isText ? texts.flatMap((text) => text.split(",")).map((part) => part.trim()) : texts;
}

function byRules(decide: Decide, { provider, claims }: VerifiedLogin, mapping: RoleMapping): RoleDecision {
  const matching: string[] = [];
  for (const [index, rule] of (mapping.rulesConfiguration?.rules ?? []).entries()) {
    const found = textsOf(claims, rule.claim);
    const matched = matches(rule, found);
    decide.steps.push({ what: "rule", index, rule, found, matched });
    if (!matched) continue;
    if (decide.customRoleArn === null) return chosen(decide, rule.roleARN);
    matching.push(rule.roleARN);
  }
  if (decide.customRoleArn !== null) return byCustomRole(decide, decide.customRoleArn, matching);
  return ambiguous(decide, provider, mapping.ambiguousRoleResolution);
}

function byCustomRole(decide: Decide, asked: string, among: readonly string[]): RoleDecision {
  const granted = among.includes(asked);
  decide.steps.push({ what: "customRole", asked, among, granted });
  return granted ? chosen(decide, asked) : refused(decide, `Access to Role '${asked}' is forbidden.`);
}

/** Missing is `Deny`: settings are checked, and what was not written opens nothing. */
function ambiguous(decide: Decide, provider: string, resolution: "AuthenticatedRole" | "Deny" = "Deny"): RoleDecision {
  decide.steps.push({ what: "ambiguous", resolution });
  if (resolution === "AuthenticatedRole") return byDefault(decide, "authenticated");
  return refused(decide, `The ambiguous role mapping rules for: ${provider} denied this request.`);
}

function byDefault(decide: Decide, kind: "authenticated" | "unauthenticated"): RoleDecision {
  const role = decide.pool.roles[kind] ?? null;
  decide.steps.push({ what: "default", kind, role });
  if (role !== null) return chosen(decide, role);
  const message = "Invalid identity pool configuration. Check assigned IAM roles for this pool.";
  const error = new RockpoolError("InvalidIdentityPoolConfigurationException", message);
  return { outcome: "refused", error, steps: decide.steps };
}

function chosen({ steps }: Decide, role: string): RoleDecision {
  return { outcome: "role", role, steps };
}

function refused({ steps }: Decide, message: string): RoleDecision {
  return { outcome: "refused", error: new RockpoolError("NotAuthorizedException", message), steps };
}

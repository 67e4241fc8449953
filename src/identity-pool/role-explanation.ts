import type { RoleStep } from "./role-decision.ts";
import { decideRole, type RolePool, type RoleRequest } from "./role-selection.ts";

/**
 * Why a user gets the role, or none, as sentences in the order in which it was found out. For administrators: the sentences quote claims.
 * Never throws for what {@link decideRole} refuses: the last sentence says it.
 */
export function explainRole(pool: RolePool, request: RoleRequest): readonly string[] {
  const decision = decideRole(pool, request);
  const end =
    decision.outcome === "role"
      ? `The role is ${decision.role}.`
      : `There is no role: ${decision.error.code}, ${decision.error.message}`;
  return [...decision.steps.map(sentenceOf), end];
}

function sentenceOf(step: RoleStep): string {
  switch (step.what) {
    case "guest":
      return `No login was presented: a guest, which this pool ${step.allowed ? "takes" : "does not take"}.`;
    case "provider":
      return step.mapping === "none"
        ? `There is no mapping for ${quoted(step.provider)}.`
        : `The mapping for ${quoted(step.provider)} is of the type ${step.mapping}.`;
    case "rule":
      return ruleSentence(step);
    case "token": {
      const preferred = step.preferredRole === null ? "none" : step.preferredRole;
      return `The token carries ${listed(step.roles)}; preferred is ${preferred}.`;
    }
    case "assertion":
      return `The assertion carries ${listed(step.roles)}.`;
    case "customRole":
      return step.granted
        ? `${quoted(step.asked)} was asked for, and is among what could be had.`
        : `${quoted(step.asked)} was asked for; to be had was ${listed(step.among)}.`;
    case "ambiguous":
      return `Nothing decided: ${step.resolution === "Deny" ? "the request is denied" : "the default role is given"}.`;
    case "default":
      return step.role === null ? `The pool has no default ${step.kind} role.` : `The default ${step.kind} role is ${step.role}.`;
  }
}

function ruleSentence({ index, rule, found, matched }: Extract<RoleStep, { readonly what: "rule" }>): string {
  const { claim, matchType, value } = rule;
  const head = `Rule ${index + 1} (${quoted(claim)} ${matchType} ${quoted(value)})`;
  if (found.length === 0) return `${head} is not evaluated: the claim is absent, or has nothing to compare.`;
  return `${head} ${matched ? "matches" : "does not match"}: the claim is ${found.map(quoted).join(", ")}.`;
}

/** As JSON: what a user wrote ends no line, and pretends to be no other sentence. */
function quoted(text: string): string {
  return JSON.stringify(text);
}

function listed(roles: readonly string[]): string {
  return roles.length === 0 ? "no role" : roles.join(", ");
}

import { RockpoolError } from "../errors.ts";
import type { AccessTokenClaims, IdTokenClaims } from "../tokens/claims.ts";

type Claims = AccessTokenClaims | IdTokenClaims;

/** @throws `invalid_token` when the token is for somebody else (RFC 9068 section 4, RFC 8707 section 3). */
export function checkAudience({ aud }: Claims, audience: string | readonly string[]): void {
  const wanted = typeof audience === "string" ? [audience] : audience;
  if (!listOf(aud).some((one) => wanted.includes(one))) {
    throw new RockpoolError("invalid_token", "The token is for another audience");
  }
}

/** @throws `insufficient_scope` with all scopes that are wanted (RFC 6750 section 3). */
export function checkScopes({ scope }: Claims, wanted: readonly string[]): void {
  const granted = typeof scope === "string" ? scope.split(" ") : [];
  if (!wanted.every((one) => granted.includes(one))) {
    throw new RockpoolError("insufficient_scope", "The token lacks a scope", { scope: wanted.join(" ") });
  }
}

/** @throws `insufficient_scope` without a scope: there is none that would help. */
export function checkGroups({ "cognito:groups": groups }: Claims, wanted: readonly string[]): void {
  if (!listOf(groups).some((one) => wanted.includes(one))) throw forbidden("The user is in none of the groups");
}

export function forbidden(message: string): RockpoolError {
  return new RockpoolError("insufficient_scope", message, { scope: null });
}

/** Claims say what who signed them wrote: what is no text is not there. */
function listOf(claim: unknown): readonly string[] {
  const list: readonly unknown[] = Array.isArray(claim) ? claim : [claim];
  return list.filter((one) => typeof one === "string");
}

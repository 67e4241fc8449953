import { RockpoolError } from "../errors.ts";
import type { AccessTokenClaims, IdTokenClaims } from "../tokens/claims.ts";

type Claims = AccessTokenClaims | IdTokenClaims;

/** @throws `invalid_token` when the token is for somebody else (RFC 9068 section 4, RFC 8707 section 3). */
export function checkAudience({ aud }: Claims, audience: string | readonly string[]): void {
  const wanted = typeof audience === "string" ? [audience] : audience;
  if (!wanted.some((one) => listOf(aud).includes(one))) {
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
  if (!wanted.some((one) => listOf(groups).includes(one))) throw forbidden("The user is in none of the groups");
}

export function forbidden(message: string): RockpoolError {
  return new RockpoolError("insufficient_scope", message, { scope: null });
}

/** Claims say whatever the issuer wrote. */
function listOf(claim: unknown): readonly unknown[] {
  return Array.isArray(claim) ? claim : [claim];
}

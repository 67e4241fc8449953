import { RockpoolError } from "../../errors.ts";
import type { TokenUse } from "../../tokens/claims.ts";
import { MAX_TOKEN_LENGTH } from "../../tokens/verify.ts";
import type { GroupAnswer, TokenAnswer } from "../../triggers/pre-token-generation.ts";
import { asClaim } from "./claims.ts";
import type { GroupClaims } from "./groups.ts";

/*
 * What a trigger may make of the claims of a token (users-and-triggers.md 7.8). What it may not is left out without a word, as Cognito
 * does: the protocol's claims are those that we sign for.
 */

/** RFC 7519, OpenID Connect and Cognito: they say what the token is, whose, and for whom. */
const ofTheProtocol = new Set("acr amr at_hash auth_time azp exp iat iss jti nbf nonce origin_jti sub token_use".split(" "));

const ofUse: { readonly [U in TokenUse]: ReadonlySet<string> } = {
  id: new Set(["aud", "identities", "cognito:username"]),
  access: new Set(["username", "client_id", "event_id", "device_key", "version", "scope"]),
};

function mayAdd(use: TokenUse, claim: string): boolean {
  return !ofTheProtocol.has(claim) && !ofUse[use].has(claim) && !/^(cognito|dev):/.test(claim);
}

function maySuppress(use: TokenUse, claim: string): boolean {
  return !ofTheProtocol.has(claim) && !ofUse[use].has(claim) && !claim.startsWith("cognito:");
}

/** The claims of groups, as they stay, or as a trigger wants them: what it leaves out is none. */
export function overriddenGroups(groups: GroupClaims, answer: GroupAnswer | null | undefined): GroupClaims {
  if (answer === undefined) return groups;
  const { groupsToOverride, iamRolesToOverride, preferredRole } = answer ?? {};
  return {
    ...(groupsToOverride?.length && { "cognito:groups": groupsToOverride }),
    ...(iamRolesToOverride?.length && { "cognito:roles": iamRolesToOverride }),
    ...(preferredRole && { "cognito:preferred_role": preferredRole }),
  };
}

/**
 * The claims of one token with what a trigger wants of them. Of what it both adds and suppresses nothing stays.
 *
 * @param claims Of groups: as they are by {@link overriddenGroups} already.
 */
export function overriddenClaims<C extends object>(use: TokenUse, claims: C, answer: TokenAnswer | null | undefined): C {
  const { claimsToAddOrOverride, claimsToSuppress, scopesToAdd, scopesToSuppress } = answer ?? {};
  const after = new Map<string, unknown>(Object.entries(claims));
  // The resource that the grant is for (RFC 8707): the token is for no other, and not for all.
  const isBound = use === "access" && after.has("aud");
  for (const [claim, value] of Object.entries(claimsToAddOrOverride ?? {})) {
    // An access token names its audience only as the client that it is for.
    const isAudience = use === "access" && claim === "aud";
    const isOwnAudience = isAudience && !isBound && value === after.get("client_id");
    if (isAudience ? isOwnAudience : mayAdd(use, claim)) after.set(claim, use === "id" ? asClaim(claim, value) : value);
  }
  for (const claim of claimsToSuppress ?? []) {
    if (claim === "cognito:groups") {
      for (const one of ["cognito:groups", "cognito:roles", "cognito:preferred_role"]) after.delete(one);
    } else if (maySuppress(use, claim) && !(isBound && claim === "aud")) after.delete(claim);
  }
  if (use === "access" && (scopesToAdd || scopesToSuppress)) {
    const before = String(after.get("scope") ?? "").split(" ");
    const scopes = new Set([...before, ...(scopesToAdd ?? [])].filter((scope) => scope !== ""));
    for (const scope of scopesToSuppress ?? []) scopes.delete(scope);
    after.set("scope", [...scopes].join(" "));
  }
  return Object.fromEntries(after) as C;
}

/** Claims and scopes of the tokens of one issue together (users-and-triggers.md 7.8). */
const MAX_CLAIMS = 5_000;

/** @throws `InvalidLambdaResponseException`: more claims than tokens may have. */
export function refuseTooManyClaims(tokens: readonly object[], scope: string): void {
  const size = tokens.reduce((sum, claims) => sum + Object.keys(claims).length, scope.split(" ").length);
  if (size <= MAX_CLAIMS) return;
  throw tooMuch(`PreTokenGeneration makes ${size} claims and scopes, and tokens have at most ${MAX_CLAIMS}.`);
}

/**
 * What nobody would take is not given.
 *
 * @param tokens That PreTokenGeneration had a say in.
 * @throws `InvalidLambdaResponseException`: a token is longer than verifiers read.
 */
export function refuseTooLong(...tokens: readonly string[]): void {
  if (tokens.every(({ length }) => length <= MAX_TOKEN_LENGTH)) return;
  throw tooMuch(`PreTokenGeneration makes a token of more than ${MAX_TOKEN_LENGTH} characters.`);
}

/** Cognito's words are not known. */
function tooMuch(message: string): RockpoolError {
  return new RockpoolError("InvalidLambdaResponseException", message);
}

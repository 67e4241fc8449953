import { RockpoolError } from "../../errors.ts";
import type { Step } from "../../storage/attempt.ts";
import { livingScopes } from "../app-clients/allowed-scopes.ts";
import type { AppClientRecord } from "../app-clients/client.table.ts";
import { showsEverything } from "../claims/scope-claims.ts";
import { said } from "./oauth-error.ts";

/** `scope` of RFC 6749 section 3.3. */
const grammar = /^[\x21\x23-\x5b\x5d-\x7e]+( [\x21\x23-\x5b\x5d-\x7e]+)*$/;

/**
 * The scope that a request comes to: what it asks for, or all that the client may have where it asks for nothing. What the client may
 * not have is refused and not left out, so that nobody gets less than they believe. A scope that its resource server no longer has
 * is nobody's, and left out (oauth-and-federation.md 2.4).
 *
 * @throws `invalid_scope`
 */
export async function grantedScope(
  read: Step["read"],
  { poolId, settings }: AppClientRecord,
  parameter: string | undefined,
): Promise<string> {
  const asked = said(parameter);
  if (asked !== undefined && !grammar.test(asked)) throw invalidScope("scope is not a list of scopes");
  const allowed = settings.allowedOAuthScopes;
  const scopes = asked === undefined ? allowed : [...new Set(asked.split(" "))];
  if (scopes.some((scope) => !allowed.includes(scope))) throw invalidScope("The client may not have a scope that is asked for");
  const needsOpenId = scopes.some((scope) => ["email", "phone", "profile"].includes(scope));
  if (needsOpenId && !scopes.includes("openid")) throw invalidScope("email, phone and profile need openid");
  const living = await livingScopes(read, poolId, scopes);
  if (living.length === 0) throw invalidScope("Nothing is left of the scope");
  return living.join(" ");
}

/**
 * The part of a granted scope that a refresh asks for, or all of it (RFC 6749 section 6).
 *
 * @throws `invalid_scope`: more than was granted; also `openid` alone where it was not alone, since fewer words would show more then.
 */
export function narrowedScope(granted: string, parameter: string | undefined): string {
  const asked = said(parameter);
  if (asked === undefined) return granted;
  const scopes = granted.split(" ");
  const wanted = [...new Set(asked.split(" "))];
  if (wanted.some((scope) => !scopes.includes(scope))) throw invalidScope("A scope that is asked for was not granted");
  const part = wanted.join(" ");
  if (showsEverything(part) && !showsEverything(granted)) throw invalidScope("openid alone shows more than was granted");
  return part;
}

function invalidScope(message: string): RockpoolError {
  return new RockpoolError("invalid_scope", message);
}

import type { Step } from "../../storage/attempt.ts";
import type { PoolContext } from "../context.ts";
import { userGroups } from "../groups/membership.table.ts";
import { families } from "../sessions/family.table.ts";
import { newFamily } from "../sessions/issue-tokens.ts";
import { signTokens } from "../sessions/sign-tokens.ts";
import { users } from "../users/user.table.ts";
import type { Granting, Issued } from "./issue-code.ts";

/**
 * Tokens for a request of the implicit grant (RFC 6749 section 4.2.2). They are of a session of their own, which has ended for refresh
 * tokens when it begins: none is given, and none that somebody made would be taken. Online checks ask for it as for any other.
 *
 * @returns `null`: the user was deleted a moment ago.
 * @throws what PreTokenGeneration comes to.
 */
export async function issueImplicitTokens(
  context: PoolContext,
  { read, once }: Step,
  { grant, bearer, epoch }: Granting,
): Promise<Issued | null> {
  const { client, sub, claims } = bearer;
  const { scope, nonce, resource } = grant;
  const { poolId, store } = context;
  const [user, inGroups] = await read([users.key({ poolId, sub }), userGroups.key({ poolId, sub })]);
  if (user === undefined) return null;
  const authTime = claims.auth_time * 1000;
  const origin = { sub, epoch, amr: claims.amr ?? [], authTime, scope, oauth: { resource } };
  const session = newFamily(context, client, { ...origin, ...(claims.event_id !== undefined && { eventId: claims.event_id }) });
  const family = { ...session, expiresAt: store.runtime.clock() };
  const groups = inGroups?.value.groups ?? [];
  const occasion = { source: "TokenGeneration_HostedAuth", clientMetadata: undefined, once } as const;
  const tokens = await signTokens(context, client, { user: user.value, family, groups, occasion, nonce });
  return {
    entry: families.create(family),
    told: {
      access_token: tokens.accessToken,
      ...(tokens.idToken !== null && { id_token: tokens.idToken }),
      token_type: tokens.tokenType,
      expires_in: String(tokens.expiresIn),
      scope: tokens.scope,
    },
  };
}

import { invalidParameter } from "../../codecs/schema.ts";
import type { AccessTokenClaims, IdTokenClaims } from "../../tokens/claims.ts";
import type { PoolContext } from "../context.ts";
import { authStates } from "../users/auth-state.table.ts";
import { families } from "./family.table.ts";
import { hasEnded } from "./session-end.ts";

/**
 * Asks the storage whether the session of a verified token was ended: in one read, which is one snapshot. Tokens that do not say
 * which sign-in they are of (`enableTokenRevocation: false`) end with their user only.
 *
 * @param claims Those that `verify` gave; they are believed.
 * @throws `InvalidParameterException`: no claims of a user's token.
 */
export async function isRevoked(context: PoolContext, claims: AccessTokenClaims | IdTokenClaims): Promise<boolean> {
  const { sub, origin_jti: familyId }: { readonly sub?: unknown; readonly origin_jti?: unknown } = claims ?? {};
  if (typeof sub !== "string" || (familyId !== undefined && typeof familyId !== "string")) {
    throw invalidParameter(["claims"], "Member must be the claims of a token");
  }
  const { poolId, epoch: poolEpoch, store } = context;
  const [authState, family] = await store.read([
    authStates.key({ poolId, sub }),
    families.key({ poolId, familyId: familyId ?? "-" }),
  ]);
  if (authState?.value.enabled !== true) return true;
  return familyId !== undefined && hasEnded({ authState: authState.value, family: family?.value }, poolEpoch);
}

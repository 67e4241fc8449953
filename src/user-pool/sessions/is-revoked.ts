import { invalidParameter } from "../../codecs/schema.ts";
import type { AccessTokenClaims, IdTokenClaims } from "../../tokens/claims.ts";
import { appClients } from "../app-clients/client.table.ts";
import type { PoolContext } from "../context.ts";
import { authStates } from "../users/auth-state.table.ts";
import { families } from "./family.table.ts";
import { hasEnded } from "./session-end.ts";

/**
 * Asks the storage whether the session of a verified token was ended: in one read, which is one snapshot. Tokens that do not say
 * which sign-in they are of (`enableTokenRevocation: false`) end with their user, or their client, only.
 *
 * @param claims Those that `verify` gave; they are believed.
 * @throws `InvalidParameterException`: no claims of a user's token.
 */
export async function isRevoked(context: PoolContext, claims: AccessTokenClaims | IdTokenClaims): Promise<boolean> {
  const { sub, origin_jti: familyId, token_use, client_id, aud }: Readonly<Partial<Record<string, unknown>>> = claims ?? {};
  // An access token names its client, an ID token is for it: there `client_id` is any word of a trigger.
  const clientId = token_use === "id" ? aud : client_id;
  const isNamed = typeof sub === "string" && typeof clientId === "string";
  if (!isNamed || (familyId !== undefined && typeof familyId !== "string")) {
    throw invalidParameter(["claims"], "Member must be the claims of a token");
  }
  const { poolId, epoch: poolEpoch, store } = context;
  const [authState, family, client] = await store.read([
    authStates.key({ poolId, sub }),
    families.key({ poolId, familyId: familyId ?? "-" }),
    appClients.key({ poolId, clientId }),
  ]);
  if (client === undefined) return true;
  // A machine stands for nobody (RFC 9700 section 4.15): no user's sub is a client id.
  if (sub === clientId) return false;
  if (authState?.value.enabled !== true) return true;
  return familyId !== undefined && hasEnded({ authState: authState.value, family: family?.value }, poolEpoch);
}

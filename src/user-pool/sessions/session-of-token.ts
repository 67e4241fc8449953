import { RockpoolError } from "../../errors.ts";
import type { Entry } from "../../storage/table.ts";
import type { AccessTokenClaims } from "../../tokens/claims.ts";
import type { AppClientRecord } from "../app-clients/client.table.ts";
import type { PoolContext } from "../context.ts";
import type { Actor } from "../users/actor.ts";
import { authStates } from "../users/auth-state.table.ts";
import { families } from "./family.table.ts";
import { hasBeenRevoked, hasEnded } from "./session-end.ts";

/** The scope that lets a token act for its user on Cognito's API. */
const SELF_SERVICE = "aws.cognito.signin.user.admin";

/**
 * Who acts by an access token: verified offline, then asked of the storage in every plan, so that a session which was revoked,
 * signed out, or whose user was disabled or deleted, changes nothing any more.
 *
 * @throws `NotAuthorizedException`: expired, of another pool or client, no access token, or without the scope.
 */
export async function sessionOfToken(context: PoolContext, client: AppClientRecord, accessToken: string): Promise<Bearer> {
  const claims = await context.verifyToken(accessToken, { tokenUse: "access", clientId: client.clientId });
  if (!claims.scope.split(" ").includes(SELF_SERVICE)) {
    throw new RockpoolError("NotAuthorizedException", "Access Token does not have required scopes");
  }
  return bearerOf(context, client, claims);
}

/** Who acts, and what their token says. */
export interface Bearer extends Actor {
  readonly claims: AccessTokenClaims;
}

/** @param claims Verified, and of a token that may do what is asked. */
export function bearerOf(context: PoolContext, client: AppClientRecord, claims: AccessTokenClaims): Bearer {
  const { poolId, epoch: poolEpoch } = context;
  const { sub, origin_jti: familyId } = claims;
  return {
    claims,
    sub,
    client,
    async stands(read) {
      const [authState, family] = await read([
        authStates.key({ poolId, sub }),
        families.key({ poolId, familyId: familyId ?? "-" }),
      ]);
      if (authState?.value.enabled !== true) throw hasBeenRevoked("Access Token");
      // A client without revocation gives tokens that do not say which sign-in they are of: they stand until they expire.
      const isOver = hasEnded({ authState: authState.value, family: family?.value }, poolEpoch);
      if (familyId !== undefined && isOver) throw hasBeenRevoked("Access Token");
      const epoch = authState.value.epoch + 1;
      return {
        authState,
        check: (): readonly Entry[] => [authState.check(), ...(family === undefined ? [] : [family.check()])],
        endOthers: (): readonly Entry[] => [authState.put({ epoch }), ...(family === undefined ? [] : [family.put({ epoch })])],
      };
    },
  };
}

import { newUuid } from "../../codecs/ids.ts";
import { RockpoolError } from "../../errors.ts";
import type { Decision } from "../../storage/attempt.ts";
import { signToken } from "../../tokens/sign.ts";
import type { AppClientRecord } from "../app-clients/client.table.ts";
import { accessTokenClaims, type Issue, idTokenClaims, SDK_SCOPE } from "../claims/claims.ts";
import type { PoolContext } from "../context.ts";
import { type FamilyRecord, families } from "../sessions/family.table.ts";
import { refreshToken } from "../sessions/refresh-token.ts";
import { clear } from "../users/attempts.ts";
import { isUnconfirmed } from "../users/confirm-user.ts";
import type { Proved } from "./flow.ts";

/** Cognito's `AuthenticationResult`. */
export interface Tokens {
  readonly accessToken: string;
  readonly idToken: string;
  readonly refreshToken: string;
  /** Seconds until the access token expires. */
  readonly expiresIn: number;
  readonly tokenType: "Bearer";
}

/** What a sign-in came to. */
export interface SignInResult {
  readonly outcome: "signedIn";
  readonly tokens: Tokens;
}

/**
 * What follows a proof, for every flow: whether the user may come in, then the tokens. All entries are one plan, which
 * names the counter and what was proved, so that of a sign-in and a sign-out, or of two tries, one is decided first.
 *
 * Only who proved who they are learns that they are disabled or unconfirmed (Cognito tells anyone who has the name).
 */
export async function afterProof(context: PoolContext, client: AppClientRecord, proved: Proved): Promise<Decision<SignInResult>> {
  const { user, authState, attempts, restsOn } = proved;
  // A refusal tells that the proof was right: it is a verdict too, and its plan writes the counter as it was.
  if (!authState.value.enabled) return { commit: [attempts.put({}), ...restsOn], refuse: disabled() };
  if (isUnconfirmed(user.value)) return { commit: [attempts.put({}), ...restsOn], refuse: notConfirmed() };

  const { poolId, store } = context;
  const { clock, random } = store.runtime;
  const now = clock();
  const { accessTokenValiditySeconds, idTokenValiditySeconds, refreshTokenValiditySeconds } = client.settings;
  const family: FamilyRecord = {
    poolId,
    familyId: newUuid(random),
    sub: user.value.sub,
    clientId: client.clientId,
    generation: 0,
    rotatedAt: null,
    revoked: false,
    expiresAt: now + refreshTokenValiditySeconds * 1000,
    deviceKey: null,
    epoch: authState.value.epoch,
    poolEpoch: context.epoch,
    authTime: now,
    scope: SDK_SCOPE,
  };
  const issue: Issue = {
    issuer: context.issuer,
    clientId: client.clientId,
    user: user.value,
    family,
    eventId: newUuid(random),
    issuedAt: now,
  };
  const keyset = await context.keyset();
  const [accessToken, idToken] = await Promise.all([
    signToken(keyset.signingKey("access"), accessTokenClaims(issue, newUuid(random), accessTokenValiditySeconds)),
    signToken(keyset.signingKey("id"), idTokenClaims(issue, newUuid(random), idTokenValiditySeconds)),
  ]);
  return {
    commit: [authState.check(), clear(attempts), ...restsOn, families.create(family)],
    result: {
      outcome: "signedIn",
      tokens: {
        accessToken,
        idToken,
        refreshToken: refreshToken(context, family),
        expiresIn: accessTokenValiditySeconds,
        tokenType: "Bearer",
      },
    },
  };
}

function disabled(): RockpoolError {
  return new RockpoolError("NotAuthorizedException", "User is disabled.");
}

function notConfirmed(): RockpoolError {
  return new RockpoolError("UserNotConfirmedException", "User is not confirmed.");
}

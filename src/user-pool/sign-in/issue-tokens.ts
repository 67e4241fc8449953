import { newUuid } from "../../codecs/ids.ts";
import type { Entry } from "../../storage/table.ts";
import { signToken } from "../../tokens/sign.ts";
import type { AppClientRecord } from "../app-clients/client.table.ts";
import { accessTokenClaims, type Issue, idTokenClaims, SDK_SCOPE } from "../claims/claims.ts";
import { groupClaims } from "../claims/groups.ts";
import type { PoolContext } from "../context.ts";
import type { GroupReference } from "../groups/group.table.ts";
import { type FamilyRecord, families } from "../sessions/family.table.ts";
import { refreshToken } from "../sessions/refresh-token.ts";
import type { UserRecord } from "../users/user.table.ts";

/** Cognito's `AuthenticationResult`. */
export interface Tokens {
  readonly accessToken: string;
  readonly idToken: string;
  readonly refreshToken: string;
  /** Seconds until the access token expires. */
  readonly expiresIn: number;
  readonly tokenType: "Bearer";
}

/** The tokens of a new sign-in, and the family they are of: they are worth nothing until its entry is committed. */
export async function issueTokens(
  context: PoolContext,
  client: AppClientRecord,
  { user, epoch, groups }: { readonly user: UserRecord; readonly epoch: number; readonly groups: readonly GroupReference[] },
): Promise<{ readonly entry: Entry; readonly tokens: Tokens }> {
  const { poolId, store } = context;
  const { clock, random } = store.runtime;
  const now = clock();
  const { accessTokenValiditySeconds, idTokenValiditySeconds, refreshTokenValiditySeconds } = client.settings;
  const family: FamilyRecord = {
    poolId,
    familyId: newUuid(random),
    sub: user.sub,
    clientId: client.clientId,
    generation: 0,
    rotatedAt: null,
    revoked: false,
    expiresAt: now + refreshTokenValiditySeconds * 1000,
    deviceKey: null,
    epoch,
    poolEpoch: context.epoch,
    authTime: now,
    scope: SDK_SCOPE,
  };
  const issue: Issue = {
    issuer: context.issuer,
    client,
    user,
    groups: groupClaims(await context.livingGroups(groups)),
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
    entry: families.create(family),
    tokens: {
      accessToken,
      idToken,
      refreshToken: refreshToken(context, family),
      expiresIn: accessTokenValiditySeconds,
      tokenType: "Bearer",
    },
  };
}

import { newUuid } from "../../codecs/ids.ts";
import type { Entry } from "../../storage/table.ts";
import type { AuthenticationMethod } from "../../tokens/claims.ts";
import type { AppClientRecord } from "../app-clients/client.table.ts";
import { SDK_SCOPE } from "../claims/claims.ts";
import type { PoolContext } from "../context.ts";
import type { GroupReference } from "../groups/group.table.ts";
import type { UserRecord } from "../users/user.table.ts";
import { type FamilyRecord, families } from "./family.table.ts";
import { refreshToken } from "./refresh-token.ts";
import { type Occasion, type SignedTokens, signTokens } from "./sign-tokens.ts";

/** Cognito's `AuthenticationResult`. */
export interface Tokens extends SignedTokens {
  readonly refreshToken: string;
}

export interface NewSession {
  readonly user: UserRecord;
  /** The user's, as it will be once the plan has committed. */
  readonly epoch: number;
  readonly groups: readonly GroupReference[];
  readonly amr: readonly AuthenticationMethod[];
  readonly occasion: Occasion;
}

/** The tokens of a new sign-in, and the family they are of: they are worth nothing until its entry is committed. */
export async function issueTokens(
  context: PoolContext,
  client: AppClientRecord,
  { user, epoch, groups, amr, occasion }: NewSession,
): Promise<{ readonly entry: Entry; readonly family: FamilyRecord; readonly tokens: Tokens }> {
  const { sub } = user;
  const family = newFamily(context, client, { sub, epoch, amr });
  const { idToken, scope: _, ...signed } = await signTokens(context, client, { user, family, groups, occasion });
  if (idToken === null) throw new Error("only a grant of OAuth goes without an ID token");
  return { entry: families.create(family), family, tokens: { ...signed, idToken, refreshToken: refreshToken(context, family) } };
}

/** What is not said is as for somebody who signed in a moment ago, and not through OAuth. */
export type Origin = Pick<FamilyRecord, "sub" | "epoch" | "amr"> &
  Partial<Pick<FamilyRecord, "authTime" | "eventId" | "scope" | "oauth">>;

export function newFamily(context: PoolContext, client: AppClientRecord, origin: Origin): FamilyRecord {
  const { poolId, store } = context;
  const { clock, random } = store.runtime;
  const now = clock();
  return {
    poolId,
    familyId: newUuid(random),
    clientId: client.clientId,
    generation: 0,
    rotatedAt: null,
    revoked: false,
    expiresAt: now + client.settings.refreshTokenValiditySeconds * 1000,
    deviceKey: null,
    poolEpoch: context.epoch,
    authTime: now,
    eventId: newUuid(random),
    scope: SDK_SCOPE,
    ...origin,
  };
}

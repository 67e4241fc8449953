import { newUuid } from "../../codecs/ids.ts";
import { signToken } from "../../tokens/sign.ts";
import type { AppClientRecord } from "../app-clients/client.table.ts";
import { accessTokenClaims, type Issue, idTokenClaims } from "../claims/claims.ts";
import { groupClaims } from "../claims/groups.ts";
import type { PoolContext } from "../context.ts";
import type { GroupReference } from "../groups/group.table.ts";
import type { UserRecord } from "../users/user.table.ts";
import type { FamilyRecord } from "./family.table.ts";

/** Whose tokens are signed: as they are now, for a refresh as for a sign-in. */
export interface TokenSubject {
  readonly user: UserRecord;
  readonly family: FamilyRecord;
  /** The groups the user was put into, some of which may be gone. */
  readonly groups: readonly GroupReference[];
}

export interface SignedTokens {
  readonly accessToken: string;
  readonly idToken: string;
  /** Seconds until the access token expires. */
  readonly expiresIn: number;
  readonly tokenType: "Bearer";
}

/** Signs the access and the ID token of a session. Each has a `jti` of its own; what says which sign-in it is stays the same. */
export async function signTokens(
  context: PoolContext,
  client: AppClientRecord,
  { user, family, groups }: TokenSubject,
): Promise<SignedTokens> {
  const { clock, random } = context.store.runtime;
  const { accessTokenValiditySeconds, idTokenValiditySeconds } = client.settings;
  const issuedAt = clock();
  const issue: Issue = {
    issuer: context.issuer,
    client,
    user,
    groups: groupClaims(await context.livingGroups(groups)),
    session: family,
    issuedAt,
  };
  const keyset = await context.keyset();
  const [accessToken, idToken] = await Promise.all([
    signToken(keyset.signingKey("access", issuedAt), accessTokenClaims(issue, newUuid(random), accessTokenValiditySeconds)),
    signToken(keyset.signingKey("id", issuedAt), idTokenClaims(issue, newUuid(random), idTokenValiditySeconds)),
  ]);
  return { accessToken, idToken, expiresIn: accessTokenValiditySeconds, tokenType: "Bearer" };
}

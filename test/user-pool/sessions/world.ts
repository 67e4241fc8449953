import type { AppClient, AppClientOptions, UserPool } from "rockpool";
import { isRockpoolError } from "rockpool";
import type { Store } from "../../../src/storage/store.ts";
import { type FamilyRecord, families } from "../../../src/user-pool/sessions/family.table.ts";

/** Cognito's words for a refresh token that is no good (authentication.md 1.10). */
export const refusal = {
  invalid: { code: "NotAuthorizedException", message: "Invalid Refresh Token." },
  revoked: { code: "NotAuthorizedException", message: "Refresh Token has been revoked" },
  expired: { code: "NotAuthorizedException", message: "Refresh Token has expired" },
  reused: { code: "RefreshTokenReuseException", message: "Refresh Token has been used before" },
} as const;

/** Settings of a client whose refresh tokens rotate. */
export function rotating(retryGracePeriodSeconds = 0): Partial<AppClientOptions> {
  return {
    explicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH"],
    refreshTokenRotation: { feature: "ENABLED", retryGracePeriodSeconds },
  };
}

/** The claims of a token as they are on the wire: what a client decodes, not what we verify. */
export function decoded(token: string): Readonly<Record<string, unknown>> {
  return JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString()) as Readonly<Record<string, unknown>>;
}

/**
 * Whether an access token is good where it is asked online: to act for its user, and in the answer of `pool.isRevoked`, which
 * must be the same. Offline it is good all the while.
 */
export async function isGoodOnline(
  { pool, client }: { readonly pool: UserPool; readonly client: AppClient },
  { accessToken }: { readonly accessToken: string },
): Promise<boolean> {
  const claims = await pool.verify(accessToken, { tokenUse: "access", clientId: client.clientId });
  const isRevoked = await pool.isRevoked(claims);
  const acts = await client.user(accessToken).then(
    () => true,
    (error: unknown) => {
      if (isRockpoolError(error) && error.message === "Access Token has been revoked") return false;
      throw error;
    },
  );
  if (acts === isRevoked)
    throw new Error(`client.user ${acts ? "takes" : "refuses"} a token of which isRevoked says ${isRevoked}`);
  return acts;
}

/** Changes the record of a session below the operations: what only a feature that is not built yet would write. */
export async function changeFamily(
  { pool, store }: { readonly pool: UserPool; readonly store: Store },
  { accessToken }: { readonly accessToken: string },
  changes: Partial<FamilyRecord>,
): Promise<void> {
  const familyId = String(decoded(accessToken)["origin_jti"]);
  const [family] = await store.read([families.key({ poolId: pool.userPoolId, familyId })]);
  if (family === undefined) throw new Error("there is no such session");
  await store.commit([family.put(changes)]);
}

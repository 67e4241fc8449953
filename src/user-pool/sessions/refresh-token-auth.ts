import { RockpoolError } from "../../errors.ts";
import type { AppClientRecord } from "../app-clients/client.table.ts";
import { isSecretHash, requireSecretHash } from "../app-clients/secret-hash.ts";
import type { PoolContext } from "../context.ts";
import { users } from "../users/user.table.ts";
import { families } from "./family.table.ts";
import { type RefreshedTokens, redeem } from "./refresh.ts";
import { parseRefreshToken } from "./refresh-token.ts";

/** What REFRESH_TOKEN_AUTH takes, by Cognito's keys. */
export interface RefreshTokenParameters {
  readonly REFRESH_TOKEN: string;
  readonly DEVICE_KEY?: string | undefined;
  readonly SECRET_HASH?: string | undefined;
}

/**
 * REFRESH_TOKEN_AUTH of `InitiateAuth`: for clients whose refresh tokens do not rotate.
 *
 * @throws As {@link redeem}; `NotAuthorizedException`: the secret hash is missing or wrong.
 */
export async function refreshTokenAuth(
  context: PoolContext,
  client: AppClientRecord,
  { REFRESH_TOKEN: refreshToken, DEVICE_KEY: deviceKey, SECRET_HASH: secretHash }: RefreshTokenParameters,
): Promise<RefreshedTokens> {
  if (client.secrets.length > 0) {
    await checkSecretHash(context, client, refreshToken, requireSecretHash(client, secretHash));
  }
  return redeem(context, client, { refreshToken, deviceKey });
}

/**
 * The hash of a refresh is over the user's own name, whatever was typed at sign-in: there is no name in the request
 * (authentication.md 2). The sub is taken as well, which applications have at hand when they refresh.
 */
async function checkSecretHash(context: PoolContext, client: AppClientRecord, token: string, secretHash: string): Promise<void> {
  const { poolId, store } = context;
  const presented = parseRefreshToken(context, token);
  const [family] = await store.read([families.key({ poolId, familyId: presented?.familyId ?? "-" })]);
  const sub = family?.value.clientId === client.clientId ? family.value.sub : "-";
  const [user] = await store.read([users.key({ poolId, sub })]);
  const isRight = [user?.value.username ?? "", sub].map((name) => isSecretHash(client, name, secretHash));
  if (isRight.includes(true)) return;
  throw new RockpoolError("NotAuthorizedException", `SecretHash does not match for the client: ${client.clientId}`);
}

import { RockpoolError } from "../../errors.ts";
import type { AppClientRecord } from "../app-clients/client.table.ts";
import { isSecretHash, requireSecretHash } from "../app-clients/secret-hash.ts";
import type { PoolContext } from "../context.ts";
import { type ProofOfClient, type RefreshedTokens, redeem } from "./refresh.ts";

/** What REFRESH_TOKEN_AUTH takes, by Cognito's keys. */
export interface RefreshTokenParameters {
  readonly REFRESH_TOKEN: string;
  readonly DEVICE_KEY?: string | undefined;
  readonly SECRET_HASH?: string | undefined;
}

/**
 * REFRESH_TOKEN_AUTH of `InitiateAuth`: for clients whose refresh tokens do not rotate (`allowsFlow` knows). Who uses it looks for no
 * other refresh token in the answer, and would come back with one that was replaced.
 *
 * @throws As {@link redeem}; `NotAuthorizedException`: the secret hash is missing or wrong.
 */
export async function refreshTokenAuth(
  context: PoolContext,
  client: AppClientRecord,
  { REFRESH_TOKEN: refreshToken, DEVICE_KEY: deviceKey, SECRET_HASH: secretHash }: RefreshTokenParameters,
): Promise<RefreshedTokens> {
  const hash = requireSecretHash(client, secretHash);
  return redeem(context, client, { refreshToken, deviceKey }, proofBySecretHash(client, hash));
}

/**
 * The hash of a refresh is over the user's own name, whatever was typed at sign-in: there is no name in the request
 * (authentication.md 2). The sub is taken as well, which applications have at hand when they refresh.
 */
function proofBySecretHash(client: AppClientRecord, hash: string): ProofOfClient {
  return (names) => {
    const matches = names.map((name) => isSecretHash(client, name, hash));
    if (matches.includes(true)) return;
    throw new RockpoolError("NotAuthorizedException", `SecretHash does not match for the client: ${client.clientId}`);
  };
}

import { createHmac } from "node:crypto";
import { RockpoolError } from "../../errors.ts";
import { sameText } from "../../seal/mac.ts";
import type { AppClientRecord } from "./client.table.ts";

/**
 * Cognito's SECRET_HASH: base64 of HMAC-SHA-256 over user name and client id, with the client secret as the key. Who holds
 * the secret sends this in its place.
 *
 * @param input `username` exactly as it is sent in the same request.
 */
export function secretHash(input: {
  readonly username: string;
  readonly clientId: string;
  readonly clientSecret: string;
}): string {
  return createHmac("sha256", input.clientSecret)
    .update(input.username + input.clientId)
    .digest("base64");
}

/**
 * Checks the SECRET_HASH of a request: it is good when it is made with any of the client's secrets. A public client needs none, and one
 * that it sends is not looked at, as in Cognito.
 *
 * @throws `NotAuthorizedException`: it is missing or wrong.
 */
export function verifySecretHash(client: AppClientRecord, username: string, presented: string | undefined): void {
  const { clientId, secrets } = client;
  if (secrets.length === 0) return;
  if (presented === undefined) {
    throw new RockpoolError(
      "NotAuthorizedException",
      `Client ${clientId} is configured with secret but SECRET_HASH was not received`,
    );
  }
  // All are tried, whichever is right: the time does not tell which it was.
  const matches = secrets.map(({ secret }) => sameText(presented, secretHash({ username, clientId, clientSecret: secret })));
  if (!matches.includes(true)) {
    throw new RockpoolError("NotAuthorizedException", `Unable to verify secret hash for client ${clientId}`);
  }
}

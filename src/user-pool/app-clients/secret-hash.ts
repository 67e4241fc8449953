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
 * Checks the SECRET_HASH of a request. A public client needs none, and one that it sends is not looked at, as in Cognito.
 *
 * @throws `NotAuthorizedException`: it is missing or wrong.
 */
export function verifySecretHash(client: AppClientRecord, username: string, presented: string | undefined): void {
  const { clientId } = client;
  if (isSecretHash(client, username, requireSecretHash(client, presented))) return;
  throw new RockpoolError("NotAuthorizedException", `Unable to verify secret hash for client ${clientId}`);
}

/** @throws `NotAuthorizedException`: the client has a secret, and there is no hash. */
export function requireSecretHash({ clientId, secrets }: AppClientRecord, presented: string | undefined): string {
  if (presented !== undefined || secrets.length === 0) return presented ?? "";
  const message = `Client ${clientId} is configured with secret but SECRET_HASH was not received`;
  throw new RockpoolError("NotAuthorizedException", message);
}

/** Whether a hash is over this name, by any of the client's secrets; for a public client it always is. */
export function isSecretHash({ clientId, secrets }: AppClientRecord, username: string, presented: string): boolean {
  if (secrets.length === 0) return true;
  // All are tried, whichever is right: the time does not tell which it was.
  const matches = secrets.map(({ secret }) => sameText(presented, secretHash({ username, clientId, clientSecret: secret })));
  return matches.includes(true);
}

/**
 * Whether a secret is one of the client's: for the operations that take the secret itself. A public client needs none, and one that it
 * sends is not looked at.
 */
export function isClientSecret({ secrets }: AppClientRecord, presented: string | undefined): boolean {
  if (secrets.length === 0) return true;
  // All are compared, whichever is right: the time does not tell which it was.
  const matches = secrets.map(({ secret }) => sameText(presented ?? "", secret));
  return matches.includes(true);
}

import { RockpoolError } from "../../errors.ts";
import type { AppClientRecord } from "../app-clients/client.table.ts";
import { isClientSecret } from "../app-clients/secret-hash.ts";
import { said } from "./oauth-error.ts";

/**
 * Checks who asks for tokens, before anything else of the request (RFC 6749 section 3.2.1). A public client has nothing to show, and
 * what it sends is not looked at, as in Cognito.
 *
 * @throws `invalid_client`
 */
export function authenticateClient(client: AppClientRecord, clientSecret: string | undefined): void {
  if (isClientSecret(client, said(clientSecret))) return;
  throw new RockpoolError("invalid_client", "Client authentication failed");
}

import { RockpoolError } from "../../errors.ts";
import type { AppClientRecord } from "../app-clients/client.table.ts";
import { required, unauthorizedClient } from "./oauth-error.ts";

/**
 * Where the answer to a request may go: a callback URL of the client, character by character (RFC 9700 section 2.1). What this
 * throws is shown to the person in front of the browser: nobody is sent to an address that is not the client's (RFC 6749 section
 * 4.1.2.1).
 *
 * @throws `invalid_request`: left out. `redirect_mismatch`, `unauthorized_client`
 */
export function redirectUriOf({ settings }: AppClientRecord, parameter: string | undefined): string {
  if (!settings.allowedOAuthFlowsUserPoolClient) throw unauthorizedClient();
  const redirectUri = required("redirect_uri", parameter);
  if (settings.callbackURLs.includes(redirectUri)) return redirectUri;
  throw new RockpoolError("redirect_mismatch", "The redirect URI is not registered for the client");
}

/** The redirect URI with what it is told: its own query stays as it is (RFC 6749 section 3.1.2). */
export function redirectTo(redirectUri: string, told: Readonly<Record<string, string | undefined>>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(told)) if (value !== undefined) query.append(name, value);
  const separator = redirectUri.includes("?") ? "&" : "?";
  return `${redirectUri}${separator}${query.toString()}`;
}

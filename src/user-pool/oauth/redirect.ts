import { RockpoolError } from "../../errors.ts";
import type { AppClientRecord } from "../app-clients/client.table.ts";
import { isSameLoopback } from "./loopback.ts";
import { required, unauthorizedClient } from "./oauth-error.ts";

/** What an answer adds to the query of a redirect URI. */
const answerParameters = ["code", "error", "error_description", "state", "iss"] as const;

/**
 * Where the answer to a request may go: a callback URL of the client, character by character (RFC 9700 section 2.1). What this
 * throws is shown to the person in front of the browser: nobody is sent to an address that is not the client's (RFC 6749 section
 * 4.1.2.1).
 *
 * @throws `invalid_request`: left out, or its query holds itself what the answer adds. `redirect_mismatch`, `unauthorized_client`
 */
export function redirectUriOf({ settings }: AppClientRecord, parameter: string | undefined): string {
  if (!settings.allowedOAuthFlowsUserPoolClient) throw unauthorizedClient();
  const redirectUri = required("redirect_uri", parameter);
  const { callbackURLs, anyLoopbackPort } = settings;
  const isRegistered =
    callbackURLs.includes(redirectUri) || (anyLoopbackPort && callbackURLs.some((one) => isSameLoopback(one, redirectUri)));
  if (!isRegistered) throw new RockpoolError("redirect_mismatch", "The redirect URI is not registered for the client");
  refuseAnswersOfItsOwn(redirectUri);
  return redirectUri;
}

/** No parameter of an answer comes twice (RFC 6749 section 3.1): of two, each reader takes the one it likes. */
function refuseAnswersOfItsOwn(redirectUri: string): void {
  const { searchParams } = new URL(redirectUri);
  const own = answerParameters.find((name) => searchParams.has(name));
  if (own !== undefined) throw new RockpoolError("invalid_request", `The redirect URI has a parameter ${own} of its own`);
}

/**
 * The redirect URI with what it is told, behind its own query, which stays as it is (RFC 6749 section 3.1.2), or as its fragment, which
 * no redirect URI has.
 */
export function redirectTo(
  redirectUri: string,
  place: "query" | "fragment",
  told: Readonly<Record<string, string | undefined>>,
): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(told)) if (value !== undefined) parameters.append(name, value);
  const separator = place === "fragment" ? "#" : redirectUri.includes("?") ? "&" : "?";
  return `${redirectUri}${separator}${parameters.toString()}`;
}

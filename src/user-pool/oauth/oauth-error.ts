import { isRockpoolError, RockpoolError } from "../../errors.ts";

/** The errors of a request that a client is told of at its redirect URI (RFC 6749 section 4.1.2.1, RFC 8707 section 2). */
const toldToClient = [
  "invalid_request",
  "invalid_scope",
  "invalid_target",
  "unauthorized_client",
  "unsupported_response_type",
] as const;

/** What a page may tell a client in place of a grant (RFC 6749 section 4.1.2.1, OpenID Connect Core section 3.1.2.6). */
export const refusals = {
  access_denied: "The request was denied",
  login_required: "Nobody is signed in",
  server_error: "The request could not be answered",
  temporarily_unavailable: "The request cannot be answered now",
} as const;

export type AuthorizationRefusal = keyof typeof refusals;

export type AuthorizationErrorCode = (typeof toldToClient)[number] | AuthorizationRefusal;

/** As a client is told of it. */
export interface AuthorizationError {
  readonly code: AuthorizationErrorCode;
  readonly message: string;
}

/** @returns `undefined` for what must be told to nobody but the person in front of the browser. */
export function authorizationErrorOf(error: unknown): AuthorizationError | undefined {
  const code = isRockpoolError(error) ? toldToClient.find((one) => one === error.code) : undefined;
  return code === undefined ? undefined : { code, message: (error as RockpoolError).message };
}

/** One sentence for all that a code is not: who tries one learns nothing (RFC 6749 section 5.2). */
export function invalidGrant(): RockpoolError {
  return new RockpoolError("invalid_grant", "The authorization code is invalid, expired, used, or not of this request");
}

/** @throws `unauthorized_client`: the client is not set up for this grant. */
export function unauthorizedClient(): RockpoolError {
  return new RockpoolError("unauthorized_client", "The client may not use this grant");
}

/** What a parameter says; `undefined` where it is empty, which is as good as left out (RFC 6749 sections 3.1 and 3.2). */
export function said(parameter: string | undefined): string | undefined {
  return parameter === "" ? undefined : parameter;
}

/** @throws `invalid_request`: left out. */
export function required(name: string, parameter: string | undefined): string {
  const value = said(parameter);
  if (value === undefined) throw new RockpoolError("invalid_request", `${name} is required`);
  return value;
}

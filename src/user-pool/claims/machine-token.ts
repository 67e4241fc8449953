import type { AccessTokenClaims } from "../../tokens/claims.ts";
import type { AppClientRecord } from "../app-clients/client.table.ts";
import { OAUTH_VERSION } from "./claims.ts";

/** A token that a client is given in its own name. Times are ms. */
export interface MachineIssue {
  readonly issuer: string;
  readonly client: AppClientRecord;
  readonly scope: string;
  readonly issuedAt: number;
}

/** The claims of an access token that is of no user: the client stands in the place of one (authentication.md 4.3). */
export function machineTokenClaims({ issuer, client, scope, issuedAt }: MachineIssue, jti: string): AccessTokenClaims {
  const now = Math.floor(issuedAt / 1000);
  const { clientId, settings } = client;
  return {
    sub: clientId,
    token_use: "access",
    scope,
    auth_time: now,
    iss: issuer,
    exp: now + settings.accessTokenValiditySeconds,
    iat: now,
    version: OAUTH_VERSION,
    jti,
    client_id: clientId,
  };
}

import type { AccessTokenClaims, IdTokenClaims } from "../../tokens/claims.ts";
import type { FamilyRecord } from "../sessions/family.table.ts";
import type { Attributes } from "../users/attributes.ts";
import type { UserRecord } from "../users/user.table.ts";

/** What both tokens of one issue have in common. Times are ms, as everywhere inside. */
export interface Issue {
  readonly issuer: string;
  readonly clientId: string;
  readonly user: UserRecord;
  readonly family: FamilyRecord;
  /** A UUID for this sign-in; stays the same through every refresh. */
  readonly eventId: string;
  readonly issuedAt: number;
}

/** The scope of every sign-in that does not come through OAuth (authentication.md 4.3). */
export const SDK_SCOPE = "aws.cognito.signin.user.admin";

/** The claims of an access token. It holds no attributes (authentication.md 4.3). */
export function accessTokenClaims(issue: Issue, jti: string, validitySeconds: number): AccessTokenClaims {
  const { issuer, clientId, user, family, eventId, issuedAt } = issue;
  return {
    sub: user.sub,
    iss: issuer,
    client_id: clientId,
    origin_jti: family.familyId,
    event_id: eventId,
    token_use: "access",
    scope: family.scope,
    auth_time: seconds(family.authTime),
    exp: seconds(issuedAt) + validitySeconds,
    iat: seconds(issuedAt),
    jti,
    username: user.username,
  };
}

/** The claims of an ID token: who the user is, with the attributes they have (authentication.md 4.2). */
export function idTokenClaims(issue: Issue, jti: string, validitySeconds: number): IdTokenClaims {
  const { issuer, clientId, user, family, eventId, issuedAt } = issue;
  return {
    // First, so that no attribute stands over a claim of the protocol.
    ...attributeClaims(user.attributes),
    sub: user.sub,
    iss: issuer,
    "cognito:username": user.username,
    origin_jti: family.familyId,
    aud: clientId,
    event_id: eventId,
    token_use: "id",
    auth_time: seconds(family.authTime),
    exp: seconds(issuedAt) + validitySeconds,
    iat: seconds(issuedAt),
    jti,
  };
}

/** Attributes are strings; a few are claims of another JSON type (OpenID Connect Core section 5.1). */
const claimOf: Readonly<Record<string, (value: string) => unknown>> = {
  email_verified: (value) => value === "true",
  phone_number_verified: (value) => value === "true",
  address: (value) => ({ formatted: value }),
  updated_at: Number,
};

/** An attribute without a value is no claim. */
function attributeClaims(attributes: Attributes): Readonly<Record<string, unknown>> {
  const present = Object.entries(attributes).filter(([, value]) => value !== "");
  return Object.fromEntries(present.map(([name, value]) => [name, claimOf[name]?.(value) ?? value]));
}

function seconds(ms: number): number {
  return Math.floor(ms / 1000);
}

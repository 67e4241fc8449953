import type { AccessTokenClaims, IdTokenClaims } from "../../tokens/claims.ts";
import { mayRead } from "../app-clients/attribute-permissions.ts";
import type { AppClientRecord } from "../app-clients/client.table.ts";
import type { FamilyRecord } from "../sessions/family.table.ts";
import type { Attributes } from "../users/attributes.ts";
import type { UserRecord } from "../users/user.table.ts";
import type { GroupClaims } from "./groups.ts";

/** What both tokens of one issue have in common. Times are ms, as everywhere inside. */
export interface Issue {
  readonly issuer: string;
  readonly client: AppClientRecord;
  readonly user: UserRecord;
  readonly family: FamilyRecord;
  /** Read anew for each issue. */
  readonly groups: GroupClaims;
  /** A UUID for this sign-in; stays the same through every refresh. */
  readonly eventId: string;
  readonly issuedAt: number;
}

/** The scope of every sign-in that does not come through OAuth (authentication.md 4.3). */
export const SDK_SCOPE = "aws.cognito.signin.user.admin";

/** The claims of an access token. It holds no attributes (authentication.md 4.3). */
export function accessTokenClaims(issue: Issue, jti: string, validitySeconds: number): AccessTokenClaims {
  const { issuer, client, user, family, eventId, issuedAt } = issue;
  const inGroups = issue.groups["cognito:groups"];
  const isTraceable = tracesSignIn(client);
  return {
    sub: user.sub,
    iss: issuer,
    ...(inGroups && { "cognito:groups": inGroups }),
    client_id: client.clientId,
    ...(isTraceable && { origin_jti: family.familyId }),
    event_id: eventId,
    token_use: "access",
    scope: family.scope,
    auth_time: seconds(family.authTime),
    exp: seconds(issuedAt) + validitySeconds,
    iat: seconds(issuedAt),
    ...(isTraceable && { jti }),
    username: user.username,
  };
}

/** The claims of an ID token: who the user is, with the attributes they have (authentication.md 4.2). */
export function idTokenClaims(issue: Issue, jti: string, validitySeconds: number): IdTokenClaims {
  const { issuer, client, user, groups, family, eventId, issuedAt } = issue;
  const isTraceable = tracesSignIn(client);
  return {
    // First, so that no attribute stands over a claim of the protocol.
    ...attributeClaims(client, user.attributes),
    sub: user.sub,
    iss: issuer,
    ...groups,
    "cognito:username": user.username,
    ...(isTraceable && { origin_jti: family.familyId }),
    aud: client.clientId,
    event_id: eventId,
    token_use: "id",
    auth_time: seconds(family.authTime),
    exp: seconds(issuedAt) + validitySeconds,
    iat: seconds(issuedAt),
    ...(isTraceable && { jti }),
  };
}

/**
 * Whether tokens say which sign-in they are of, by `origin_jti` and `jti`: those that neither revocation nor rotation is asked of do
 * not (authentication.md 4.2).
 */
function tracesSignIn({ settings }: AppClientRecord): boolean {
  return settings.enableTokenRevocation || settings.refreshTokenRotation.feature === "ENABLED";
}

/** Claims of the protocol that are not always written, and so not always written over. */
const optionalClaims: ReadonlySet<string> = new Set([
  "origin_jti",
  "jti",
  "cognito:groups",
  "cognito:roles",
  "cognito:preferred_role",
]);

/** Attributes are strings; a few are claims of another JSON type (OpenID Connect Core section 5.1). */
const claimOf: Readonly<Record<string, (value: string) => unknown>> = {
  email_verified: (value) => value === "true",
  phone_number_verified: (value) => value === "true",
  address: (value) => ({ formatted: value }),
  updated_at: Number,
};

/** An attribute is a claim when it has a value and the client may read it. */
function attributeClaims({ settings }: AppClientRecord, attributes: Attributes): Readonly<Record<string, unknown>> {
  const present = Object.entries(attributes).filter(
    ([name, value]) => value !== "" && mayRead(settings, name) && !optionalClaims.has(name),
  );
  return Object.fromEntries(present.map(([name, value]) => [name, claimOf[name]?.(value) ?? value]));
}

function seconds(ms: number): number {
  return Math.floor(ms / 1000);
}

import type { AccessTokenClaims, AuthenticationMethod, IdentityClaim, IdTokenClaims } from "../../tokens/claims.ts";
import { mayRead } from "../app-clients/attribute-permissions.ts";
import type { AppClientRecord } from "../app-clients/client.table.ts";
import { isCustomAttribute, isStandardAttribute } from "../settings/attribute-schema.ts";
import type { Attributes } from "../users/attributes.ts";
import type { UserRecord } from "../users/user.table.ts";
import { authenticationLevel } from "./authentication-level.ts";
import type { GroupClaims } from "./groups.ts";
import { shownByScope } from "./scope-claims.ts";

/** What tokens say of the sign-in that they descend from; it stays the same through every refresh. */
export interface SessionOfClaims {
  /** The `origin_jti`. */
  readonly familyId: string;
  readonly eventId: string;
  /** When the user proved who they are, in ms. */
  readonly authTime: number;
  readonly amr: readonly AuthenticationMethod[];
  readonly scope: string;
  readonly deviceKey: string | null;
  /** Absent for a sign-in that did not come through OAuth: its tokens hold all that the client may read. */
  readonly oauth?: GrantOfClaims;
}

/** What tokens say of the OAuth grant that they are of, beside its scope. */
export interface GrantOfClaims {
  /** The `aud` of access tokens (RFC 8707). */
  readonly resource: string | null;
}

/** What both tokens of one issue have in common. Times are ms, as everywhere inside. */
export interface Issue {
  readonly issuer: string;
  readonly client: AppClientRecord;
  readonly user: UserRecord;
  readonly session: SessionOfClaims;
  /** Read anew for each issue. */
  readonly groups: GroupClaims;
  readonly issuedAt: number;
  /** Of the request that the first tokens of a sign-in answer (OpenID Connect Core section 2). */
  readonly nonce?: string | null;
}

/** The scope of every sign-in that does not come through OAuth (authentication.md 4.3). */
export const SDK_SCOPE = "aws.cognito.signin.user.admin";

/** The claims of an access token. It holds no attributes (authentication.md 4.3). */
export function accessTokenClaims(issue: Issue, jti: string, validitySeconds: number): AccessTokenClaims {
  const { issuer, client, user, session, issuedAt } = issue;
  const inGroups = issue.groups["cognito:groups"];
  const isTraceable = tracesSignIn(client);
  return {
    sub: user.sub,
    ...(session.deviceKey !== null && { device_key: session.deviceKey }),
    iss: issuer,
    ...(inGroups && { "cognito:groups": inGroups }),
    client_id: client.clientId,
    ...(isTraceable && { origin_jti: session.familyId }),
    event_id: session.eventId,
    token_use: "access",
    scope: session.scope,
    auth_time: seconds(session.authTime),
    exp: seconds(issuedAt) + validitySeconds,
    iat: seconds(issuedAt),
    ...(isTraceable && { jti }),
    ...authenticationLevel(session.amr),
    username: user.username,
    ...(session.oauth && { version: OAUTH_VERSION }),
    ...(session.oauth?.resource && { aud: session.oauth.resource }),
  };
}

/** The `version` of access tokens that came through OAuth, and of no others (authentication.md 4.3). */
export const OAUTH_VERSION = 2;

/** The claims of an ID token: who the user is, with the attributes they have (authentication.md 4.2). */
export function idTokenClaims(issue: Issue, jti: string, validitySeconds: number): IdTokenClaims {
  const { issuer, client, user, groups, session, issuedAt } = issue;
  const isTraceable = tracesSignIn(client);
  return {
    // First, so that no attribute stands over a claim of the protocol.
    ...attributeClaims(client, user.attributes, session.oauth ? session.scope : null),
    sub: user.sub,
    iss: issuer,
    ...groups,
    ...identityClaims(user),
    "cognito:username": user.username,
    ...(isTraceable && { origin_jti: session.familyId }),
    aud: client.clientId,
    event_id: session.eventId,
    token_use: "id",
    auth_time: seconds(session.authTime),
    exp: seconds(issuedAt) + validitySeconds,
    iat: seconds(issuedAt),
    ...(isTraceable && { jti }),
    ...authenticationLevel(session.amr),
    ...(issue.nonce && { nonce: issue.nonce }),
  };
}

/** The accounts at other providers that are linked to the user, in Cognito's own types: all of them texts (authentication.md 4.2). */
function identityClaims({ identities }: UserRecord): { readonly identities?: readonly IdentityClaim[] } {
  if (identities.length === 0) return {};
  const claims = identities.map(
    ({ providerName, value, createdAt }): IdentityClaim => ({
      userId: value,
      providerName,
      providerType: providerName,
      issuer: null,
      primary: "false",
      dateCreated: String(createdAt),
    }),
  );
  return { identities: claims };
}

/**
 * Whether tokens say which sign-in they are of, by `origin_jti` and `jti`: those that neither revocation nor rotation is asked of do
 * not (authentication.md 4.2).
 */
export function tracesSignIn({ settings }: AppClientRecord): boolean {
  return settings.enableTokenRevocation || settings.refreshTokenRotation.feature === "ENABLED";
}

/** Attributes are strings; a few are claims of another JSON type (OpenID Connect Core section 5.1). */
const claimOf: ReadonlyMap<string, (value: string) => unknown> = new Map<string, (value: string) => unknown>([
  ["email_verified", (value) => value === "true"],
  ["phone_number_verified", (value) => value === "true"],
  ["address", (value) => ({ formatted: value })],
  ["updated_at", Number],
]);

/** A text as the claim of an ID token that it stands for. */
export function asClaim(name: string, value: unknown): unknown {
  return typeof value === "string" ? (claimOf.get(name)?.(value) ?? value) : value;
}

/**
 * An attribute is a claim when it has a value and the client may read it. By what users may have it is told from a claim of the
 * protocol, also from those that are not in every token: no attribute stands for one.
 *
 * @param scope That of an OAuth grant; `null`: it does not matter.
 */
export function attributeClaims(
  { settings }: AppClientRecord,
  attributes: Attributes,
  scope: string | null,
): Readonly<Record<string, unknown>> {
  const isShown = scope === null ? () => true : shownByScope(scope);
  const present = Object.entries(attributes).filter(
    ([name, value]) =>
      value !== "" && (isStandardAttribute(name) || isCustomAttribute(name)) && mayRead(settings, name) && isShown(name),
  );
  return Object.fromEntries(present.map(([name, value]) => [name, asClaim(name, value)]));
}

function seconds(ms: number): number {
  return Math.floor(ms / 1000);
}

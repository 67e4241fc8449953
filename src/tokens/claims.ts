/** What a token is for. Each use has its own keys. */
export type TokenUse = "id" | "access";

/** The claims of a token of this use; of either, when the use is not known. */
export type ClaimsOf<U extends TokenUse | null> = U extends "access"
  ? AccessTokenClaims
  : U extends "id"
    ? IdTokenClaims
    : AccessTokenClaims | IdTokenClaims;

/** By what means somebody proved who they are (RFC 8176, with Cognito's own `email_otp` and `fed`). */
export type AuthenticationMethod = "pwd" | "otp" | "sms" | "email_otp" | "swk" | "hwk" | "mfa" | "fed";

/**
 * What both tokens say, under the names they have on the wire. Times are seconds since the epoch (NumericDate, RFC 7519
 * section 2).
 */
interface CommonClaims {
  readonly sub: string;
  readonly iss: string;
  /** When the user proved who they are; stays the same through every refresh. */
  readonly auth_time: number;
  readonly iat: number;
  /** The token is invalid from this instant on (RFC 7519 section 4.1.4). */
  readonly exp: number;
  /** A UUID, another one for each token. */
  readonly jti?: string;
  /** The sign-in that the token descends from: what revocation names. */
  readonly origin_jti?: string;
  /** A UUID for the sign-in; stays the same through every refresh. */
  readonly event_id?: string;
  readonly "cognito:groups"?: readonly string[];
  /** How sure the sign-in was (OpenID Connect Core section 2). */
  readonly acr?: string;
  /** By what means the user signed in (RFC 8176). */
  readonly amr?: readonly AuthenticationMethod[];
  /** Whatever a trigger added. */
  readonly [claim: string]: unknown;
}

/** The claims of an access token: what the bearer may do. No attributes. */
export interface AccessTokenClaims extends CommonClaims {
  readonly token_use: "access";
  readonly client_id: string;
  /** Separated by spaces. */
  readonly scope: string;
  /** Not in the token of a machine (the client credentials grant), which has no user. */
  readonly username?: string;
  readonly device_key?: string;
  /** 2, in tokens that came through OAuth. */
  readonly version?: number;
  /** Only with resource binding (RFC 8707). */
  readonly aud?: string;
}

/**
 * The claims of an ID token: who the user is (OpenID Connect Core sections 2 and 5.1). An attribute is a claim when it has a
 * value and the client may read it. Custom attributes are `custom:<name>` and always strings.
 */
export interface IdTokenClaims extends CommonClaims {
  readonly token_use: "id";
  /** The client id. */
  readonly aud: string;
  readonly "cognito:username": string;
  /** ARNs of the roles of all groups that have one. */
  readonly "cognito:roles"?: readonly string[];
  readonly "cognito:preferred_role"?: string;
  readonly identities?: readonly IdentityClaim[];
  readonly nonce?: string;
  /** Base64url of the left half of the SHA-256 of the access token. */
  readonly at_hash?: string;

  readonly address?: { readonly formatted: string };
  readonly birthdate?: string;
  readonly email?: string;
  readonly email_verified?: boolean;
  readonly family_name?: string;
  readonly gender?: string;
  readonly given_name?: string;
  readonly locale?: string;
  readonly middle_name?: string;
  readonly name?: string;
  readonly nickname?: string;
  readonly phone_number?: string;
  readonly phone_number_verified?: boolean;
  readonly picture?: string;
  readonly preferred_username?: string;
  readonly profile?: string;
  /** Seconds since the epoch. */
  readonly updated_at?: number;
  readonly website?: string;
  readonly zoneinfo?: string;
}

/** An account at another identity provider that is linked to the user. */
export interface IdentityClaim {
  readonly userId: string;
  readonly providerName: string;
  readonly providerType: string;
  readonly issuer: string | null;
  /** Strings, not booleans. */
  readonly primary: "true" | "false";
  /** Milliseconds since the epoch, as a string. */
  readonly dateCreated: string;
}

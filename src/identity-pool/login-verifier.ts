import type { SocialProvider } from "./social-providers.ts";

/** Verifies what somebody logs in with. The composition root gives it: an identity pool knows of no user pool, and asks nobody by itself. */
export interface LoginVerifier {
  /** The user pool that a provider name names; `null` where there is none. */
  userPool(providerName: string): Promise<UserPoolLogins | null>;
  /**
   * Verifies an ID token of an OpenID Connect issuer.
   *
   * @throws `NotAuthorizedException` in Cognito's words for logins; `ExternalServiceException`: the issuer could not be asked for its keys.
   */
  openId(login: OpenIdLogin): Promise<VerifiedOpenIdLogin>;
  /** The issuer that stands for a social provider. */
  socialIssuer(provider: SocialProvider): string;
  /** Whether an issuer may be asked for its keys, as far as its URL tells. */
  mayAsk(issuer: string): boolean;
}

export interface OpenIdLogin {
  readonly issuer: string;
  /** The token must be for one of them. */
  readonly clientIds: readonly string[];
  readonly token: string;
}

export interface VerifiedOpenIdLogin {
  readonly claims: VerifiedClaims;
  /** The one that the token is for. */
  readonly clientId: string;
}

/** A user pool, as far as its users log in. */
export interface UserPoolLogins {
  /** `cognito-idp.REGION.amazonaws.com/POOL`. */
  readonly providerName: string;
  /** The issuer without its scheme: what Amplify names the pool by. */
  readonly issuerName: string;
  /**
   * Verifies an ID token of the pool.
   *
   * @returns Its claims.
   * @throws `NotAuthorizedException` in Cognito's words for logins.
   */
  verify(token: string): Promise<LoginClaims>;
  /** Whether the session was ended, the user disabled or deleted. Asks the storage. */
  isRevoked(claims: LoginClaims): Promise<boolean>;
}

/** The claims of a verified token. */
export interface VerifiedClaims {
  readonly sub: string;
  readonly [claim: string]: unknown;
}

/** Those of an ID token of a user pool. */
export interface LoginClaims extends VerifiedClaims {
  readonly aud: string;
}

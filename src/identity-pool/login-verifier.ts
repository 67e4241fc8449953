/** Verifies what somebody logs in with. The composition root gives it: an identity pool knows of no user pool. */
export interface LoginVerifier {
  /** The user pool that a provider name names; `null` where there is none. */
  userPool(providerName: string): Promise<UserPoolLogins | null>;
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
export interface LoginClaims {
  readonly sub: string;
  readonly aud: string;
  readonly [claim: string]: unknown;
}

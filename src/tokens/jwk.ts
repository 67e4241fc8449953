/** How tokens are signed (RFC 7518 section 3.1): RSA with PKCS #1 v1.5, or ECDSA on P-256; both over SHA-256. */
export type SigningAlgorithm = "RS256" | "ES256";

/** A public RSA key (RFC 7518 section 6.3.1). */
export interface RsaPublicJwk {
  readonly kty: "RSA";
  readonly n: string;
  readonly e: string;
}

/** A public key on the curve P-256 (RFC 7518 section 6.2.1). */
export interface EcPublicJwk {
  readonly kty: "EC";
  readonly crv: "P-256";
  readonly x: string;
  readonly y: string;
}

export type PublicJwk = RsaPublicJwk | EcPublicJwk;

/** A private RSA key (RFC 7518 section 6.3.2). */
export interface RsaPrivateJwk extends RsaPublicJwk {
  readonly d: string;
  readonly p: string;
  readonly q: string;
  readonly dp: string;
  readonly dq: string;
  readonly qi: string;
}

/** A private key on the curve P-256 (RFC 7518 section 6.2.2). */
export interface EcPrivateJwk extends EcPublicJwk {
  readonly d: string;
}

export type PrivateJwk = RsaPrivateJwk | EcPrivateJwk;

/** A public key as a JWK Set has it (RFC 7517 section 4): these members and no others. */
export type Jwk =
  | {
      readonly alg: "RS256";
      readonly e: string;
      readonly kid: string;
      readonly kty: "RSA";
      readonly n: string;
      readonly use: "sig";
    }
  | {
      readonly alg: "ES256";
      readonly crv: "P-256";
      readonly kid: string;
      readonly kty: "EC";
      readonly use: "sig";
      readonly x: string;
      readonly y: string;
    };

/** A JWK Set (RFC 7517 section 5). A type alias and writable, so that the verifiers of others take it as it is. */
export type Jwks = { keys: Jwk[] };

import type { JWTHeaderParameters, JWTPayload } from "jose";
import { isStorableText } from "../codecs/text.ts";
import { isRockpoolError } from "../errors.ts";
import { namesItselfAs } from "./issuer.ts";
import type { IssuerKeys, KeyFinder } from "./issuer-keys.ts";

/** What an ID token must be. */
export interface IdTokenExpectation {
  readonly issuer: string;
  /** The clients that it may have been issued to. */
  readonly clientIds: readonly string[];
  /** Ms since the epoch. */
  readonly now: number;
}

export interface IdTokenClaims {
  readonly sub: string;
  readonly [claim: string]: unknown;
}

/** What comes of an ID token. `why` rests on what a token says of itself, which is believed of no other. */
export type IdTokenResult = VerifiedIdToken | RefusedIdToken;

export interface VerifiedIdToken {
  readonly outcome: "verified";
  readonly claims: IdTokenClaims;
  /** Of those that were expected, the one that it was issued to. */
  readonly clientId: string;
}

export type RefusedIdToken = { readonly outcome: "refused" } & (
  | { readonly why: "noIdToken" | "otherIssuer" | "otherClient" | "unverified" }
  | { readonly why: "missingClaim"; readonly claim: string }
  | { readonly why: "expired"; readonly exp: number }
);

/** Asymmetric ones: what verifies with a key that everybody has, nobody else than its owner can have signed. */
const ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519"];
/** How far the clock of who signed may be apart from ours: Cognito's. */
const GRACE_SECONDS = 300;
/** OpenID Connect Core section 2: what every ID token has. */
const requiredClaims = ["iss", "sub", "aud", "exp", "iat"] as const;
/** OpenID Connect Core section 2, in ASCII. */
const MAX_SUB = 255;

/**
 * Verifies an ID token by the keys of its issuer (OpenID Connect Core section 3.1.3.7): signed with an asymmetric algorithm by a key that is
 * for that algorithm, of this issuer, issued to one of the clients (`azp`, or without one `aud`), within its time, and no other kind of
 * token. Keys are read anew, within the limits of {@link IssuerKeys}, when they lack the one that it names.
 *
 * @throws `ExternalServiceException`: the keys could not be read.
 */
export async function verifyIdToken(keys: IssuerKeys, token: string, expected: IdTokenExpectation): Promise<IdTokenResult> {
  const said = await whatItSays(token);
  if (said === undefined || !isIdToken(said.header, said.claims)) return { outcome: "refused", why: "noIdToken" };
  const { header, claims } = said;
  // Nobody is asked for the keys of a token that is refused whoever signed it.
  if (!namesItselfAs(expected.issuer).includes(claims.iss ?? "")) return { outcome: "refused", why: "otherIssuer" };
  const missing = requiredClaims.find((claim) => claims[claim] === undefined);
  if (missing !== undefined) return { outcome: "refused", why: "missingClaim", claim: missing };
  if (!ALGORITHMS.includes(header.alg)) return { outcome: "refused", why: "unverified" };
  const clientId = clientOf(claims, expected.clientIds);
  if (clientId === undefined) return { outcome: "refused", why: "otherClient" };
  const result = await verified(keys, token, expected);
  return result.outcome === "refused" ? result : { ...result, clientId };
}

interface Said {
  readonly header: JWTHeaderParameters & { readonly alg: string };
  readonly claims: JWTPayload;
}

/** Not to be believed yet. */
async function whatItSays(token: string): Promise<Said | undefined> {
  const { decodeJwt, decodeProtectedHeader } = await import("jose");
  try {
    const header = decodeProtectedHeader(token);
    return typeof header.alg === "string" ? { header: { ...header, alg: header.alg }, claims: decodeJwt(token) } : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Whether nothing in it says that it is another kind of token of the same issuer, for the same client: `typ` in the header (RFC 9068
 * section 2.1), `events` (RFC 8417: what logs out), `typ` among the claims (Keycloak), `token_use` (Cognito).
 */
function isIdToken(header: JWTHeaderParameters, claims: JWTPayload): boolean {
  const { typ = "JWT" } = header;
  const { events, typ: kind = "ID", token_use: use = "id" } = claims;
  const isJwt = typeof typ === "string" && /^(application\/)?jwt$/i.test(typ);
  return isJwt && events === undefined && kind === "ID" && use === "id";
}

/** `azp` names the client where it is there; `aud` may be a list, of which one that is known is enough. */
function clientOf({ azp, aud }: JWTPayload, clientIds: readonly string[]): string | undefined {
  const named: readonly unknown[] = azp !== undefined ? [azp] : [aud].flat();
  return clientIds.find((clientId) => named.includes(clientId));
}

/** By jose. Whatever it throws, and of whatever kind: then the token is not verified. */
async function verified(
  keys: IssuerKeys,
  token: string,
  { issuer, now }: IdTokenExpectation,
): Promise<Omit<VerifiedIdToken, "clientId"> | RefusedIdToken> {
  const { errors, jwtVerify } = await import("jose");
  const options = {
    algorithms: ALGORITHMS,
    issuer: [...namesItselfAs(issuer)],
    requiredClaims: [...requiredClaims],
    currentDate: new Date(now),
    clockTolerance: GRACE_SECONDS,
  };
  try {
    const { payload } = await jwtVerify(token, await finderOf(keys), options);
    const { iat = Number.NaN, exp = Number.NaN, sub } = payload;
    const isTimely = Number.isFinite(exp) && iat <= Math.floor(now / 1000) + GRACE_SECONDS;
    if (isTimely && isSubject(sub)) return { outcome: "verified", claims: { ...payload, sub } };
  } catch (error) {
    if (isRockpoolError(error)) throw error;
    const exp = error instanceof errors.JWTExpired ? error.payload.exp : undefined;
    if (exp !== undefined) return { outcome: "refused", why: "expired", exp };
  }
  return { outcome: "refused", why: "unverified" };
}

function isSubject(sub: unknown): sub is string {
  return typeof sub === "string" && sub.length >= 1 && sub.length <= MAX_SUB && isStorableText(sub);
}

/** Finds the key that a header names: by its `kid`, for its algorithm. Of two that could be meant, none is taken. */
async function finderOf(keys: IssuerKeys): Promise<KeyFinder> {
  const { errors } = await import("jose");
  return async (header, token) => {
    const current = await keys.current();
    try {
      return await current.find(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
      return (await keys.newer(current)).find(header, token);
    }
  };
}

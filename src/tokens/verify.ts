import { RockpoolError } from "../errors.ts";
import { decodeBase64url } from "../seal/base64url.ts";
import type { ClaimsOf, TokenUse } from "./claims.ts";
import { parseHeader, parseObject } from "./header.ts";
import { isSigned, type VerificationKey, type VerificationKeys } from "./verification-keys.ts";

export type { ClaimsOf, TokenUse } from "./claims.ts";

/** What a token must be. `null` skips a check; nothing else does. */
export interface Expectation<U extends TokenUse | null> {
  /** Exactly the `iss`, or one of several. */
  readonly issuer: string | readonly string[] | null;
  readonly tokenUse: U;
  /** The client, or one of the clients, that the token was issued to: `client_id` of an access token, `aud` of an ID token. */
  readonly clientId: string | readonly string[] | null;
  /** Ms since the epoch. */
  readonly now: number;
}

/** Longer than a token with all the attributes a user may have; longer ones are refused unread. */
export const MAX_TOKEN_LENGTH: number = 96 * 1024;
/** How far the clock of who signed may be ahead. Expiry has no tolerance: it is our own clock that decides. */
const FUTURE_TOLERANCE_MS = 5_000;

/**
 * Verifies a token: its form, its signature, then its claims (RFC 7515 section 5.2, RFC 7519 section 7.2).
 * Synchronous, because a signature takes microseconds; whether a token was revoked is not asked.
 *
 * @returns The claims, typed by `tokenUse`.
 * @throws `NotAuthorizedException`. For access tokens in Cognito's words: `Access Token has expired`, `Invalid Access Token`,
 *   `Could not verify signature for Access Token` (also when the key is unknown). Cognito has no
 *   words for other tokens; ours say `ID Token`, or `Token` when `tokenUse` is `null`, in the same sentences.
 */
export function verifyToken<U extends TokenUse | null>(
  keys: VerificationKeys,
  token: string,
  expectation: Expectation<U>,
): ClaimsOf<U> {
  const { tokenUse, now } = expectation;
  const { claims, key } = readSigned(keys, token, tokenUse);
  if (!isMeant(claims, key, expectation)) throw invalid(tokenUse);
  const { exp, iat, nbf = 0 } = claims;
  if (!isTime(exp) || !isReached(iat, now) || !isReached(nbf, now)) throw invalid(tokenUse);
  if (now >= exp * 1000) throw refused(`${nameOfToken(tokenUse)} has expired`);
  return claims as ClaimsOf<U>;
}

/** What stands in a signed token. */
interface Signed {
  readonly claims: { readonly [claim: string]: unknown };
  /** By which it is signed. */
  readonly key: VerificationKey;
}

/**
 * Verifies the form and the signature of a token of any kind (RFC 7515 section 5.2). What its claims say is for the caller to judge.
 *
 * @param tokenUse What a refusal calls it.
 * @throws `NotAuthorizedException`
 */
export function readSigned(keys: VerificationKeys, token: string, tokenUse: TokenUse | null): Signed {
  const segments = split(token);
  if (segments === undefined) throw invalid(tokenUse);
  const key = keys.verificationKeyOfHeader(segments.header) ?? namedKey(keys, segments.header, tokenUse);
  const payload = decodeBase64url(segments.payload);
  const signature = decodeBase64url(segments.signature);
  if (payload === undefined || signature === undefined) throw invalid(tokenUse);
  if (!isSigned(key, segments.signed, signature)) throw unverified(tokenUse);
  const claims = parseObject(payload);
  if (claims === undefined) throw invalid(tokenUse);
  return { claims, key };
}

interface Segments {
  readonly header: string;
  readonly payload: string;
  readonly signature: string;
  /** What the signature is over: the first two with their dot. */
  readonly signed: string;
}

/** Cuts a token; nothing is decoded yet. */
function split(token: unknown): Segments | undefined {
  if (typeof token !== "string" || token.length > MAX_TOKEN_LENGTH) return undefined;
  const first = token.indexOf(".");
  const second = token.indexOf(".", first + 1);
  if (second === -1 || token.includes(".", second + 1)) return undefined;
  return {
    header: token.slice(0, first),
    payload: token.slice(first + 1, second),
    signature: token.slice(second + 1),
    signed: token.slice(0, second),
  };
}

/** The key that a header names. The key says by which algorithm it is used; the header may only agree. */
function namedKey(keys: VerificationKeys, header: string, tokenUse: TokenUse | null): VerificationKey {
  const name = parseHeader(header);
  if (name === undefined) throw invalid(tokenUse);
  const key = keys.verificationKey(name.kid);
  if (key === undefined) throw unverified(tokenUse);
  if (name.alg !== key.alg) throw invalid(tokenUse);
  return key;
}

/** Whether the token is from here, for this use, and for whom it is expected to be. */
function isMeant(
  claims: { readonly [claim: string]: unknown },
  key: VerificationKey,
  { issuer, tokenUse, clientId }: Expectation<TokenUse | null>,
): boolean {
  const { iss, token_use: use } = claims;
  if ((key.use !== null && use !== key.use) || (tokenUse !== null && use !== tokenUse)) return false;
  return isExpected(iss, issuer) && isExpected(use === "id" ? claims["aud"] : claims["client_id"], clientId);
}

/** A claim that is a list is not one of its members. */
function isExpected(claim: unknown, expected: string | readonly string[] | null): boolean {
  if (expected === null || claim === expected) return true;
  return typeof expected === "object" && typeof claim === "string" && expected.includes(claim);
}

/** `1e999` is a number for JSON, and would never be past. */
function isTime(seconds: unknown): seconds is number {
  return Number.isFinite(seconds);
}

function isReached(seconds: unknown, now: number): boolean {
  return isTime(seconds) && seconds * 1000 <= now + FUTURE_TOLERANCE_MS;
}

/** What a refusal calls the token that was expected. */
export function nameOfToken(tokenUse: TokenUse | null): string {
  if (tokenUse === null) return "Token";
  return tokenUse === "id" ? "ID Token" : "Access Token";
}

function invalid(tokenUse: TokenUse | null): RockpoolError {
  return refused(`Invalid ${nameOfToken(tokenUse)}`);
}

function unverified(tokenUse: TokenUse | null): RockpoolError {
  return refused(`Could not verify signature for ${nameOfToken(tokenUse)}`);
}

/** The message never shows the token. */
function refused(message: string): RockpoolError {
  return new RockpoolError("NotAuthorizedException", message);
}

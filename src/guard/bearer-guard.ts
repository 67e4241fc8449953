import { isRockpoolError, RockpoolError } from "../errors.ts";
import { systemRuntime } from "../runtime.ts";
import type { ClaimsOf, TokenUse } from "../tokens/claims.ts";
import { parseHeader } from "../tokens/header.ts";
import type { VerificationKeys } from "../tokens/verification-keys.ts";
import { type Expectation, nameOfToken, verifyToken } from "../tokens/verify.ts";
import { answerTo, type GuardAnswer } from "./answer.ts";
import { bearerToken, checkForm } from "./authorization.ts";
import { checkAudience, checkGroups, checkScopes, forbidden } from "./claims-checks.ts";
import { poolKeys } from "./keys.ts";
import { type BearerGuardOptions, checkedOptions } from "./options.ts";
import { withinTime } from "./unavailable.ts";

/** Lets in who brings a token that is right in all that was asked for. */
export interface BearerGuard<U extends TokenUse | null> {
  /**
   * Judges the `Authorization` header of a request (RFC 6750 section 2.1). For a token that came in another way, say
   * `Bearer ${token}`.
   *
   * @param authorization As the request has it; a list is what several headers are.
   * @returns The claims, typed by `tokenUse`.
   * @throws `missing_token`: there is none. `invalid_request`: a header that is none, or two. `invalid_token`: expired, revoked,
   *   from elsewhere, for another use, client or audience, or no token at all. `insufficient_scope`: a scope is lacking; with
   *   `scope: null` a group, or `check` did not answer `true`. `VerificationUnavailableException`: keys, `isRevoked` or
   *   `check` did not answer in time. Whatever `isRevoked` and `check` throw.
   */
  verify(authorization: string | readonly string[] | null | undefined): Promise<ClaimsOf<U>>;
  /** What is answered to a request for which `verify` threw this: status, challenge, body. */
  answer(error: unknown): GuardAnswer;
}

/** The first segment of a token names its key: that of a longer one is not read. */
const MAX_HEADER_LENGTH = 1024;

/**
 * A guard for the routes of an application: it holds no secret, and needs no storage. The options are checked here, once.
 *
 * @throws `InvalidParameterException`: a check that is neither written nor skipped, or an option that is wrong.
 */
export function bearerGuard<const U extends TokenUse | null>(options: BearerGuardOptions<U>): BearerGuard<U> {
  const settings = checkedOptions(options);
  const { issuer, tokenUse, clientId, audience, scopes, groups, check, isRevoked } = settings;
  const { realm = "api", timeoutMs = 5_000, clock = systemRuntime.clock } = settings;
  const keys = "jwks" in settings.keys ? poolKeys(settings.keys) : settings.keys;

  const keysFor = (token: string): VerificationKeys | Promise<VerificationKeys> => {
    const known = keys.current(clock());
    return !isPromise(known) && isKeyKnown(known, token) ? known : newerKeysFor(token, known);
  };
  const newerKeysFor = async (token: string, known: VerificationKeys | Promise<VerificationKeys>): Promise<VerificationKeys> => {
    // What is malformed is refused whether there are keys or not; that there are none is heard of all the same.
    const [, current] = await Promise.all([checkedForm(token), known]);
    return isKeyKnown(current, token) ? current : keys.newer(clock());
  };

  return {
    async verify(authorization) {
      const token = bearerToken(authorization);
      const found = keysFor(token);
      const claims = verified(isPromise(found) ? await found : found, token, { issuer, tokenUse, clientId, now: clock() });
      if (audience !== null) checkAudience(claims, audience);
      if (scopes !== null) checkScopes(claims, scopes);
      if (groups !== null) checkGroups(claims, groups);
      // Only the one word that lets pass lets pass.
      if (isRevoked !== null && (await answered(isRevoked(claims), timeoutMs, "isRevoked")) !== false) {
        throw new RockpoolError("invalid_token", `${nameOfToken(tokenUse)} has been revoked`);
      }
      if (check !== null && (await answered(check(claims), timeoutMs, "check")) !== true) throw forbidden("The check failed");
      return claims;
    },
    answer: (error) => answerTo(error, realm),
  };
}

async function checkedForm(token: string): Promise<void> {
  checkForm(token);
}

/** A header that names no key at all needs no newer keys to be refused. */
function isKeyKnown(keys: VerificationKeys, token: string): boolean {
  const end = token.indexOf(".");
  if (end === -1 || end > MAX_HEADER_LENGTH) return true;
  const header = token.slice(0, end);
  if (keys.verificationKeyOfHeader(header) !== undefined) return true;
  const name = parseHeader(header);
  return name === undefined || keys.verificationKey(name.kid) !== undefined;
}

function verified<U extends TokenUse | null>(keys: VerificationKeys, token: string, expectation: Expectation<U>): ClaimsOf<U> {
  try {
    return verifyToken(keys, token, expectation);
  } catch (error) {
    if (!isRockpoolError(error, "NotAuthorizedException")) throw error;
    checkForm(token);
    throw new RockpoolError("invalid_token", error.message);
  }
}

function answered(answer: boolean | Promise<boolean>, timeoutMs: number, asked: string): boolean | Promise<boolean> {
  return isPromise(answer) ? withinTime(answer, timeoutMs, asked) : answer;
}

function isPromise<T>(value: T | Promise<T>): value is Promise<T> {
  return typeof value === "object" && value !== null && "then" in value;
}

import { parse } from "../../codecs/schema.ts";
import { isRockpoolError, RockpoolError } from "../../errors.ts";
import { newHandle } from "../../seal/handle.ts";
import { attempt, type Step } from "../../storage/attempt.ts";
import type { AppClientRecord } from "../app-clients/client.table.ts";
import { OAUTH_VERSION, tracesSignIn } from "../claims/claims.ts";
import type { PoolContext } from "../context.ts";
import { type Bearer, sessionOfToken } from "../sessions/session-of-token.ts";
import { type AuthorizationCodeRecord, authorizationCodes } from "./authorization-code.table.ts";
import { type AuthorizeInput, authorizeSchema, type Grant, grantOf } from "./authorization-request.ts";
import { type AuthorizationErrorCode, authorizationErrorOf, said } from "./oauth-error.ts";
import { redirectTo, redirectUriOf } from "./redirect.ts";

export type AuthorizeResult =
  /** Send the browser there: the client comes back with the code. */
  | { readonly outcome: "granted"; readonly redirectTo: string }
  /** Send the browser there: the client is told what is wrong with its request. */
  | {
      readonly outcome: "refused";
      readonly redirectTo: string;
      readonly error: AuthorizationErrorCode;
      readonly errorDescription: string;
    }
  /** The request is right, and somebody is to sign in: nobody has, or their session is over. */
  | { readonly outcome: "signInRequired" };

/** A code is to be fetched by a program, at once (RFC 6749 section 4.1.2 allows ten minutes; Cognito gives five). */
const LIFETIME_MS = 300_000;

/** Keeps a code from being taken for another kind of secret. */
export const CODE_PREFIX = "rpac_";

/**
 * Judges an authorization request, and grants it in the name of who signed in. Where it comes from is looked at first: what is wrong
 * with the redirect URI is thrown, for the person in front of the browser, and everything else is told to the client there.
 *
 * @throws `redirect_mismatch`, `unauthorized_client`, `invalid_request`: show it, and send the browser nowhere (RFC 6749 section
 *   4.1.2.1). `InvalidParameterException`: a parameter is no text, or too long. `UnsupportedOperationException`: the client's tokens do
 *   not say which sign-in they are of.
 */
export async function authorize(context: PoolContext, client: AppClientRecord, input: AuthorizeInput): Promise<AuthorizeResult> {
  const { accessToken, ...request } = parse(authorizeSchema, input);
  const redirectUri = redirectUriOf(client, request.redirectUri);
  requireSessions(client);
  const answer = (told: Readonly<Record<string, string>>): string =>
    redirectTo(redirectUri, { ...told, state: said(request.state), iss: context.issuer });
  try {
    const bearer = accessToken === null ? null : await signedIn(context, client, accessToken);
    return await attempt<AuthorizeResult>(context.store, async ({ read }) => {
      const grant = await grantOf(client, read, { ...request, redirectUri });
      const standing = bearer === null ? null : await stillIn(bearer, read);
      if (bearer === null || standing === null) return { result: { outcome: "signInRequired" } };
      const epoch = standing.authState.value.epoch;
      const { code, record } = newCode(context, { grant, bearer, epoch });
      return {
        commit: [...standing.check(), authorizationCodes.create(record)],
        result: { outcome: "granted", redirectTo: answer({ code }) },
      };
    });
  } catch (error) {
    const told = authorizationErrorOf(error);
    if (told === undefined) throw error;
    const { code, message } = told;
    const target = answer({ error: code, error_description: message });
    return { outcome: "refused", redirectTo: target, error: code, errorDescription: message };
  }
}

/** @returns `null`: nobody is. */
async function signedIn(context: PoolContext, client: AppClientRecord, accessToken: string): Promise<Bearer | null> {
  const bearer = await nullUnlessIn(() => sessionOfToken(context, client, accessToken));
  const isOfASession = bearer?.claims.origin_jti !== undefined && bearer.claims.version !== OAUTH_VERSION;
  return isOfASession ? bearer : null;
}

/**
 * A token that does not say which sign-in it is of outlives every sign-out: it would begin sessions behind one.
 *
 * @throws `UnsupportedOperationException`: the client gives no other tokens.
 */
function requireSessions(client: AppClientRecord): void {
  if (tracesSignIn(client)) return;
  const message = "An authorization request needs a client with enableTokenRevocation or refreshTokenRotation";
  throw new RockpoolError("UnsupportedOperationException", message);
}

function stillIn(bearer: Bearer, read: Step["read"]): Promise<Awaited<ReturnType<Bearer["stands"]>> | null> {
  return nullUnlessIn(() => bearer.stands(read));
}

async function nullUnlessIn<T>(ask: () => Promise<T>): Promise<T | null> {
  try {
    return await ask();
  } catch (error) {
    if (isRockpoolError(error, "NotAuthorizedException")) return null;
    throw error;
  }
}

function newCode(
  context: PoolContext,
  { grant, bearer, epoch }: { readonly grant: Grant; readonly bearer: Bearer; readonly epoch: number },
): { readonly code: string; readonly record: AuthorizationCodeRecord } {
  const { poolId, store } = context;
  const { claims, sub, client } = bearer;
  const handle = newHandle(CODE_PREFIX, store.runtime.random);
  const record = {
    ...grant,
    nonce: grant.nonce === null ? null : handle.seal(grant.nonce),
    poolId,
    codeHash: handle.hash,
    clientId: client.clientId,
    sub,
    epoch,
    poolEpoch: context.epoch,
    authTime: claims.auth_time * 1000,
    amr: claims.amr ?? [],
    eventId: claims.event_id ?? null,
    expiresAt: store.runtime.clock() + LIFETIME_MS,
    usedAt: null,
    familyId: null,
  };
  return { code: handle.text, record };
}

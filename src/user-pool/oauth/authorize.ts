import { parse } from "../../codecs/schema.ts";
import { isRockpoolError, RockpoolError } from "../../errors.ts";
import { attempt, type Step } from "../../storage/attempt.ts";
import type { AppClientRecord } from "../app-clients/client.table.ts";
import { OAUTH_VERSION, tracesSignIn } from "../claims/claims.ts";
import type { PoolContext } from "../context.ts";
import { triggersOfImplicitGrant } from "../operation-triggers.ts";
import { type Bearer, sessionOfToken } from "../sessions/session-of-token.ts";
import { type AuthorizeInput, authorizeSchema, grantOf } from "./authorization-request.ts";
import { issueCode } from "./issue-code.ts";
import { issueImplicitTokens } from "./issue-implicit-tokens.ts";
import { type AuthorizationError, type AuthorizationErrorCode, authorizationErrorOf, refusals, said } from "./oauth-error.ts";
import { redirectTo, redirectUriOf } from "./redirect.ts";

export type AuthorizeResult =
  /** Send the browser there: the client finds the code in the query, or the tokens of the implicit grant in the fragment. */
  | { readonly outcome: "granted"; readonly redirectTo: string }
  /** Send the browser there: the client is told what is wrong with its request, or what your page refused it for. */
  | {
      readonly outcome: "refused";
      readonly redirectTo: string;
      readonly error: AuthorizationErrorCode;
      readonly errorDescription: string;
    }
  /** The request is right, and somebody is to sign in: nobody has, or their session is over. */
  | { readonly outcome: "signInRequired" };

/**
 * Judges an authorization request, and grants it in the name of who signed in. Where it comes from is looked at first: what is wrong
 * with the redirect URI is thrown, for the person in front of the browser, and everything else is told to the client there.
 *
 * @throws `redirect_mismatch`, `unauthorized_client`, `invalid_request`: show it, and send the browser nowhere (RFC 6749 section
 *   4.1.2.1). `InvalidParameterException`: a parameter is no text, or too long. `UnsupportedOperationException`: the client's tokens do
 *   not say which sign-in they are of. What PreTokenGeneration comes to, of the implicit grant.
 */
export async function authorize(context: PoolContext, client: AppClientRecord, input: AuthorizeInput): Promise<AuthorizeResult> {
  const { accessToken, refusal, ...request } = parse(authorizeSchema, input);
  const redirectUri = redirectUriOf(client, request.redirectUri);
  requireSessions(client);
  // Also an error goes where the client looks for its answer (RFC 6749 section 4.2.2.1; Cognito's page shows it in the query).
  const isImplicit = said(request.responseType) === "token";
  if (isImplicit) context.triggers.require(triggersOfImplicitGrant);
  const answer = (told: Readonly<Record<string, string>>): string => {
    const parameters = { ...told, state: said(request.state), iss: context.issuer };
    return redirectTo(redirectUri, isImplicit ? "fragment" : "query", parameters);
  };
  const refused = ({ code, message }: AuthorizationError): AuthorizeResult => {
    const target = answer({ error: code, error_description: message });
    return { outcome: "refused", redirectTo: target, error: code, errorDescription: message };
  };
  try {
    const bearer = accessToken === null ? null : await signedIn(context, client, accessToken);
    return await attempt<AuthorizeResult>(context.store, async (step) => {
      const grant = await grantOf(client, step.read, { ...request, redirectUri });
      if (refusal !== undefined) return { result: refused({ code: refusal, message: refusals[refusal] }) };
      const standing = bearer === null ? null : await stillIn(bearer, step.read);
      if (bearer === null || standing === null) return { result: { outcome: "signInRequired" } };
      const granting = { grant, bearer, epoch: standing.authState.value.epoch };
      const issued = grant.flow === "code" ? issueCode(context, granting) : await issueImplicitTokens(context, step, granting);
      if (issued === null) return { result: { outcome: "signInRequired" } };
      return {
        commit: [...standing.check(), issued.entry],
        result: { outcome: "granted", redirectTo: answer(issued.told) },
      };
    });
  } catch (error) {
    const told = authorizationErrorOf(error);
    if (told === undefined) throw error;
    return refused(told);
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

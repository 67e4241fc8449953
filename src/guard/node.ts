import type { ClaimsOf, TokenUse } from "../tokens/claims.ts";
import type { BearerGuard } from "./bearer-guard.ts";
import { authorizationOf, type NodeRequest, type NodeResponse, send } from "./node-http.ts";

export interface NodeGuardOptions {
  /** Hears of what was answered with 503 or 500. @default console.error */
  readonly onError?: ((error: unknown) => void) | undefined;
}

/**
 * A listener for `createServer` of node:http: the handler is called for requests that are let in, with the claims. All others are
 * answered, also where whether a token is good could not be found out: node:http has nobody else who would.
 */
export function nodeGuard<U extends TokenUse | null, Q extends NodeRequest, S extends NodeResponse>(
  guard: BearerGuard<U>,
  handler: (request: Q, response: S, claims: ClaimsOf<U>) => unknown,
  { onError = console.error }: NodeGuardOptions = {},
): (request: Q, response: S) => Promise<void> {
  return async (request, response) => {
    let claims: ClaimsOf<U>;
    try {
      claims = await guard.verify(authorizationOf(request));
    } catch (error) {
      const answer = guard.answer(error);
      send(response, answer);
      if (answer.status >= 500) onError(error);
      return;
    }
    await handler(request, response, claims);
  };
}

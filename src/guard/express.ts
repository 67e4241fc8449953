import type { ClaimsOf, TokenUse } from "../tokens/claims.ts";
import type { BearerGuard } from "./bearer-guard.ts";
import { authorizationOf, type NodeRequest, type NodeResponse, send } from "./node-http.ts";

/** A middleware of Express 5. */
export type ExpressGuard<U extends TokenUse | null> = (
  request: NodeRequest & { auth?: ClaimsOf<U> | undefined },
  response: NodeResponse,
  next: (error?: unknown) => void,
) => Promise<void>;

/**
 * Puts the claims into `request.auth` and goes on; answers by itself who is refused. Where whether a token is good could not
 * be found out, it sets the status (503 or 500) and passes the error on to the application's error handlers.
 */
export function expressGuard<U extends TokenUse | null>(guard: BearerGuard<U>): ExpressGuard<U> {
  return async (request, response, next) => {
    try {
      request.auth = await guard.verify(authorizationOf(request));
    } catch (error) {
      const answer = guard.answer(error);
      if (answer.status < 500) return send(response, answer);
      response.statusCode = answer.status;
      return next(error);
    }
    next();
  };
}

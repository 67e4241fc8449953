import type { ClaimsOf, TokenUse } from "../tokens/claims.ts";
import type { BearerGuard } from "./bearer-guard.ts";
import { authorizationOf, type NodeRequest } from "./node-http.ts";

/** What is used of a `FastifyReply`. */
export interface FastifyGuardReply {
  code(status: number): unknown;
  headers(values: Readonly<Record<string, string>>): unknown;
  send(body: string): unknown;
}

/** A hook `onRequest` of Fastify 5. */
export type FastifyGuard<U extends TokenUse | null> = (
  request: { readonly raw: NodeRequest; auth?: ClaimsOf<U> | undefined },
  reply: FastifyGuardReply,
) => Promise<unknown>;

/**
 * Puts the claims into `request.auth` and goes on; answers by itself who is refused. Where whether a token is good could not
 * be found out, it sets the status (503 or 500) and throws the error for the application's error handler.
 */
export function fastifyGuard<U extends TokenUse | null>(guard: BearerGuard<U>): FastifyGuard<U> {
  return async (request, reply) => {
    try {
      request.auth = await guard.verify(authorizationOf(request.raw));
      return undefined;
    } catch (error) {
      const { status, headers, body } = guard.answer(error);
      reply.code(status);
      if (status >= 500) throw error;
      reply.headers(headers);
      reply.send(body);
      // A hook that has answered says so by giving the reply back.
      return reply;
    }
  };
}

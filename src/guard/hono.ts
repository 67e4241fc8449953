import type { ClaimsOf, TokenUse } from "../tokens/claims.ts";
import type { BearerGuard } from "./bearer-guard.ts";

/** What is used of a `Context` of Hono. */
export interface HonoGuardContext<U extends TokenUse | null> {
  readonly req: { header(name: string): string | undefined };
  set(key: "auth", claims: ClaimsOf<U>): void;
}

/** A middleware of Hono 4, for an app whose `Variables` have `auth`. */
export type HonoGuard<U extends TokenUse | null> = (
  context: HonoGuardContext<U>,
  next: () => Promise<void>,
) => Promise<Response | undefined>;

/**
 * Puts the claims where `c.get("auth")` finds them and goes on; answers by itself who is refused. Where whether a token is good
 * could not be found out, it throws the error for `app.onError`, where `guard.answer(error)` says 503 or 500.
 */
export function honoGuard<U extends TokenUse | null>(guard: BearerGuard<U>): HonoGuard<U> {
  return async (context, next) => {
    try {
      context.set("auth", await guard.verify(context.req.header("authorization")));
    } catch (error) {
      const { status, headers, body } = guard.answer(error);
      if (status >= 500) throw error;
      return new Response(body, { status, headers });
    }
    await next();
    return undefined;
  };
}

import { type BearerGuardOptions, bearerGuard } from "rockpool/guard";

/** Who signs people in. A test gives a test pool. */
export type SignIn = Pick<BearerGuardOptions<"access">, "keys" | "issuer" | "clientId" | "clock">;

/** A page of an application that only its administrators may see: any framework serves a function of this kind. */
export function staffPage(signIn: SignIn): (request: Request) => Promise<Response> {
  const guard = bearerGuard({
    ...signIn,
    tokenUse: "access",
    audience: null,
    scopes: null,
    groups: ["admins"],
    check: null,
    isRevoked: null,
  });
  return async (request) => {
    try {
      const { username } = await guard.verify(request.headers.get("authorization"));
      return new Response(`Hello ${username}`);
    } catch (error) {
      const { status, headers, body } = guard.answer(error);
      return new Response(body, { status, headers });
    }
  };
}

import { isRockpoolError } from "../errors.ts";
import type { IdentityPool } from "../identity-pool/identity-pool.ts";
import type { Rockpool } from "../rockpool.ts";
import { JWKS_MAX_AGE_MS } from "../tokens/rotation.ts";
import type { UserPool } from "../user-pool/user-pool.ts";

/** Whatever stands before the id of the pool: it may be mounted anywhere. */
const path = /(?:^|\/)(?<poolId>[^/]+)\/\.well-known\/(?<name>openid-configuration|jwks\.json)$/;

const documents: Readonly<Record<string, (pool: UserPool | IdentityPool) => Promise<object>>> = {
  "openid-configuration": (pool) => pool.discovery(),
  "jwks.json": (pool) => pool.jwks(),
};

/**
 * What verifiers of tokens ask for, at `/POOLID/.well-known/openid-configuration` and `/POOLID/.well-known/jwks.json` (OpenID Connect Discovery
 * 1.0 section 4, RFC 7517 section 5): public, for pages of every origin, and to be kept for an hour at most. They find it where it is served at
 * the pool's issuer: of a user pool, or of an identity pool. Whatever else it is asked for is not found.
 */
export function wellKnownHandler(rockpool: Rockpool): (request: Request) => Promise<Response> {
  return async ({ method, url }) => {
    const { poolId = "", name = "" } = path.exec(new URL(url).pathname)?.groups ?? {};
    const document = documents[name];
    if (document === undefined) return answer(404, { message: "Not found" });
    if (method !== "GET" && method !== "HEAD") return answer(405, { message: "Only GET is answered." }, { allow: "GET, HEAD" });
    try {
      const found = await document(await poolOf(rockpool, decodeURIComponent(poolId)));
      return answer(200, found, { "cache-control": `public, max-age=${JWKS_MAX_AGE_MS / 1000}` });
    } catch (error) {
      const isNone =
        isRockpoolError(error, "ResourceNotFoundException") ||
        isRockpoolError(error, "InvalidParameterException") ||
        error instanceof URIError;
      return isNone ? answer(404, { message: "Not found" }) : answer(500, { message: "Internal error" });
    }
  };
}

/** The ids of identity pools have a colon, and those of user pools have none. */
function poolOf(rockpool: Rockpool, id: string): Promise<UserPool | IdentityPool> {
  return id.includes(":") ? rockpool.identityPool(id) : rockpool.userPool(id);
}

function answer(status: number, document: object, headers: Readonly<Record<string, string>> = {}): Response {
  return Response.json(document, { status, headers: { "access-control-allow-origin": "*", ...headers } });
}

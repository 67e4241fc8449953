import { z } from "zod";
import { parse, type SchemaOf } from "../../codecs/schema.ts";
import { isRockpoolError, RockpoolError } from "../../errors.ts";
import type { AppClientRecord } from "../app-clients/client.table.ts";
import { attributeClaims } from "../claims/claims.ts";
import type { PoolContext } from "../context.ts";
import { bearerOf } from "../sessions/session-of-token.ts";
import { users } from "../users/user.table.ts";

/** Who somebody is, as far as the scope of the token goes (OpenID Connect Core section 5.3.2). */
export interface UserInfo {
  readonly sub: string;
  readonly username: string;
  /** Attributes: as in an ID token, so that `email_verified` is a boolean, which Cognito makes a text. */
  readonly [claim: string]: unknown;
}

const schema: SchemaOf<string> = z
  .string()
  .min(1)
  .max(96 * 1024);

/**
 * Tells about the user of an access token, as they are now (Cognito's `/oauth2/userInfo`).
 *
 * @throws `invalid_token`: no access token of this client, expired, or its session was ended. `insufficient_scope`: without `openid`.
 */
export async function userInfo(context: PoolContext, client: AppClientRecord, accessToken: string): Promise<UserInfo> {
  const token = parse(schema, accessToken, "accessToken");
  const { poolId, store } = context;
  try {
    const claims = await context.verifyToken(token, { tokenUse: "access", clientId: client.clientId });
    if (!claims.scope.split(" ").includes("openid")) {
      throw new RockpoolError("insufficient_scope", "The access token does not contain the openid scope", { scope: "openid" });
    }
    const { sub } = claims;
    await bearerOf(context, client, claims).stands((refs) => store.read(refs));
    const [user] = await store.read([users.key({ poolId, sub })]);
    if (user === undefined) throw invalidToken();
    const { attributes, username } = user.value;
    return { ...attributeClaims(client, attributes, claims.scope), sub, username };
  } catch (error) {
    throw isRockpoolError(error, "NotAuthorizedException") ? invalidToken() : error;
  }
}

/** Cognito's words. */
function invalidToken(): RockpoolError {
  const message = "Access token is expired, disabled, or deleted, or the user has globally signed out.";
  return new RockpoolError("invalid_token", message);
}

import { z } from "zod";
import { parse, type SchemaOf, schemaFor } from "../../codecs/schema.ts";
import { isRockpoolError, RockpoolError } from "../../errors.ts";
import type { AppClientRecord } from "../app-clients/client.table.ts";
import type { PoolContext } from "../context.ts";
import { type RefreshedGrant, redeemGrant } from "../sessions/refresh.ts";
import { authenticateClient } from "./client-authentication.ts";
import { narrowedScope } from "./granted-scopes.ts";
import { required } from "./oauth-error.ts";

/** A token request with a refresh token (RFC 6749 section 6). */
export interface RefreshGrantInput {
  readonly refreshToken: string;
  /** The secret itself, for a client that has one. */
  readonly clientSecret?: string | undefined;
  /** Separated by spaces: a part of what was granted, for these tokens only. @default all of it */
  readonly scope?: string | undefined;
}

const schema: SchemaOf<RefreshGrantInput> = schemaFor<RefreshGrantInput>()(
  z.strictObject({
    refreshToken: z.string().max(2048),
    clientSecret: z.string().max(2048).optional(),
    scope: z.string().max(12_849).optional(),
  }),
);

/**
 * `refresh` in the words of OAuth, and also for what was granted without `openid`, of which there is no ID token. The scope of the grant
 * stays what it was, also when a part of it was asked for.
 *
 * @throws `invalid_client`; `invalid_request`: no token. `invalid_scope`: more than was granted. `invalid_grant`: no token of this client, expired, revoked, signed out, or
 *   used again, which ends its session. What PreTokenGeneration comes to: the token stays good.
 */
export async function refreshGrant(
  context: PoolContext,
  client: AppClientRecord,
  input: RefreshGrantInput,
): Promise<RefreshedGrant> {
  const { refreshToken, clientSecret, scope } = parse(schema, input);
  authenticateClient(client, clientSecret);
  const presented = { refreshToken: required("refresh_token", refreshToken) };
  try {
    const narrowed = (granted: string): string => narrowedScope(granted, scope);
    return await redeemGrant(context, client, presented, { proof: () => {}, needsIdToken: false, narrowed });
  } catch (error) {
    const isRefused = isRockpoolError(error, "NotAuthorizedException") || isRockpoolError(error, "RefreshTokenReuseException");
    throw isRefused ? new RockpoolError("invalid_grant", "The refresh token is invalid, expired, revoked or used") : error;
  }
}

import { z } from "zod";
import { parse, type SchemaOf, schemaFor } from "../../codecs/schema.ts";
import { isRockpoolError, RockpoolError } from "../../errors.ts";
import type { AppClientRecord } from "../app-clients/client.table.ts";
import type { PoolContext } from "../context.ts";
import { revoke } from "../sessions/revoke.ts";
import { authenticateClient } from "./client-authentication.ts";
import { required } from "./oauth-error.ts";

/** A revocation request (RFC 7009 section 2.1). */
export interface RevokeGrantInput {
  /** A refresh token: the last one, or one that was replaced by it. */
  readonly token: string;
  /** The secret itself, for a client that has one. */
  readonly clientSecret?: string | undefined;
}

const schema: SchemaOf<RevokeGrantInput> = schemaFor<RevokeGrantInput>()(
  z.strictObject({ token: z.string().max(96 * 1024), clientSecret: z.string().max(2048).optional() }),
);

/**
 * `revoke` in the words of OAuth. A token of another client is refused (RFC 7009 section 2.1); to a public client, which anybody can say
 * to be, that is not told: it would learn that the token is one.
 *
 * @throws `invalid_client`; `invalid_request`: no token, one of another client, or the client has `enableTokenRevocation: false`.
 *   `unsupported_token_type`: an access or ID token (section 2.2.1).
 */
export async function revokeGrant(context: PoolContext, client: AppClientRecord, input: RevokeGrantInput): Promise<void> {
  const { token, clientSecret } = parse(schema, input);
  authenticateClient(client, clientSecret);
  const isPublic = client.secrets.length === 0;
  const presented = { token: required("token", token), ...(!isPublic && { clientSecret }) };
  try {
    await revoke(context, client, presented);
  } catch (error) {
    // The client has shown who it is: what is left is whose the token is.
    const isAnothers = isRockpoolError(error, "UnauthorizedException");
    if (isAnothers && isPublic) return;
    if (isAnothers || isRockpoolError(error, "UnsupportedOperationException")) {
      throw new RockpoolError("invalid_request", error.message);
    }
    if (isRockpoolError(error, "UnsupportedTokenTypeException")) {
      throw new RockpoolError("unsupported_token_type", error.message);
    }
    throw error;
  }
}

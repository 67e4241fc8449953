import { z } from "zod";
import { parse, type SchemaOf, schemaFor } from "../../codecs/schema.ts";
import { RockpoolError } from "../../errors.ts";
import type { AppClientRecord } from "../app-clients/client.table.ts";
import { isClientSecret } from "../app-clients/secret-hash.ts";
import type { PoolContext } from "../context.ts";
import { attemptTelling, type Telling } from "../events/attempt-telling.ts";
import { families } from "./family.table.ts";
import { parseRefreshToken } from "./refresh-token.ts";

export interface RevokeInput {
  /** A refresh token of this client, the last one or one that was replaced by it. */
  readonly token: string;
  /** The secret itself, for a client that has one. */
  readonly clientSecret?: string | undefined;
}

const schema: SchemaOf<RevokeInput> = schemaFor<RevokeInput>()(
  z.strictObject({
    token: z
      .string()
      .min(1)
      .max(96 * 1024),
    clientSecret: z.string().min(1).max(64).optional(),
  }),
);

/**
 * Ends one sign-in: its refresh tokens, and every access and ID token that came of it where that is asked online (Cognito's
 * `RevokeToken`, RFC 7009). A token that is unknown, expired or revoked is answered as one that was revoked now (RFC 7009 section
 * 2.2; what Cognito answers is not documented).
 *
 * @throws `UnauthorizedException`: the secret is wrong, or the token is another client's. `UnsupportedOperationException`: the
 *   client has `enableTokenRevocation: false`. `UnsupportedTokenTypeException`: an access or ID token. `InvalidParameterException`
 */
export async function revoke(context: PoolContext, client: AppClientRecord, input: RevokeInput): Promise<void> {
  const { token, clientSecret } = parse(schema, input);
  if (!isClientSecret(client, clientSecret)) throw new RockpoolError("UnauthorizedException", "Invalid client secret");
  if (!client.settings.enableTokenRevocation) {
    throw new RockpoolError("UnsupportedOperationException", "Token revocation is not enabled for this client");
  }
  // Three segments of a JWS: not a token of a kind that is stored.
  if (/^[\w-]+\.[\w-]+\.[\w-]+$/.test(token) && !token.startsWith("rpr_")) {
    throw new RockpoolError("UnsupportedTokenTypeException", "Only refresh tokens can be revoked");
  }
  const presented = parseRefreshToken(context, token);
  if (presented === undefined) return;
  const { poolId } = context;
  await attemptTelling(context, async ({ read }): Promise<Telling<void>> => {
    const [family] = await read([families.key({ poolId, familyId: presented.familyId })]);
    if (family === undefined) return { result: undefined };
    if (family.value.clientId !== client.clientId) {
      throw new RockpoolError("UnauthorizedException", "The token was issued to another client");
    }
    if (family.value.revoked) return { result: undefined };
    const { sub, clientId, familyId: originJti } = family.value;
    return {
      commit: [family.put({ revoked: true })],
      result: undefined,
      events: [{ type: "tokenRevoked", sub, clientId, originJti }],
    };
  });
}

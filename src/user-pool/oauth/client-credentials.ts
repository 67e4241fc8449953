import { z } from "zod";
import { newUuid } from "../../codecs/ids.ts";
import { parse, type SchemaOf, schemaFor } from "../../codecs/schema.ts";
import { signToken } from "../../tokens/sign.ts";
import { type ClientMetadata, clientMetadataSchema, metadata } from "../../triggers/client-metadata.ts";
import type { AppClientRecord } from "../app-clients/client.table.ts";
import { machineTokenClaims } from "../claims/machine-token.ts";
import { overriddenClaims, refuseTooLong, refuseTooManyClaims } from "../claims/override-claims.ts";
import type { PoolContext } from "../context.ts";
import { authenticateClient } from "./client-authentication.ts";
import { grantedScope } from "./granted-scopes.ts";
import { unauthorizedClient } from "./oauth-error.ts";

/** A token request of a client in its own name (RFC 6749 section 4.4.2). */
export interface ClientCredentialsInput {
  readonly clientSecret: string;
  /** Separated by spaces. @default all that the client may have */
  readonly scope?: string | undefined;
  /** For PreTokenGeneration. */
  readonly clientMetadata?: ClientMetadata | undefined;
}

/** There is no refresh token (RFC 6749 section 4.4.3): the client comes again. */
export interface MachineTokens {
  readonly accessToken: string;
  /** Seconds until it expires. */
  readonly expiresIn: number;
  readonly tokenType: "Bearer";
  /** What was granted, separated by spaces. */
  readonly scope: string;
}

const schema: SchemaOf<ClientCredentialsInput> = schemaFor<ClientCredentialsInput>()(
  z.strictObject({
    clientSecret: z.string().max(2048),
    scope: z.string().max(12_849).optional(),
    clientMetadata: clientMetadataSchema.optional(),
  }),
);

/**
 * An access token for a client itself, which signs in by its secret. Nothing is stored, and nothing but the client's deletion ends it
 * before its time.
 *
 * @throws `invalid_client`; `unauthorized_client`: the client has no secret, or not this grant. `invalid_scope`. What
 *   PreTokenGeneration comes to.
 */
export async function clientCredentials(
  context: PoolContext,
  client: AppClientRecord,
  input: ClientCredentialsInput,
): Promise<MachineTokens> {
  const { clientSecret, scope: asked, clientMetadata } = parse(schema, input);
  authenticateClient(client, clientSecret);
  const { allowedOAuthFlowsUserPoolClient, allowedOAuthFlows, accessTokenValiditySeconds: expiresIn } = client.settings;
  const mayUse = allowedOAuthFlowsUserPoolClient && allowedOAuthFlows.includes("client_credentials");
  // Who has no secret has shown nothing.
  if (!mayUse || client.secrets.length === 0) throw unauthorizedClient();
  const { store, issuer } = context;
  const scope = await grantedScope((refs) => store.read(refs), client, asked);
  const issuedAt = store.runtime.clock();
  const claims = machineTokenClaims({ issuer, client, scope, issuedAt }, newUuid(store.runtime.random));
  const changed = overriddenClaims("access", claims, await answerOf(context, client, { scope, clientMetadata }));
  refuseTooManyClaims([changed], changed.scope);
  const keyset = await context.keyset();
  const accessToken = await signToken(keyset.signingKey("access", issuedAt), changed);
  refuseTooLong(accessToken);
  return { accessToken, expiresIn, tokenType: "Bearer", scope: changed.scope };
}

/** PreTokenGeneration in V3_0 is asked about machines too; the versions before are not. */
async function answerOf(
  { triggers }: PoolContext,
  { clientId }: AppClientRecord,
  { scope, clientMetadata }: { readonly scope: string; readonly clientMetadata: ClientMetadata | undefined },
): Promise<Parameters<typeof overriddenClaims>[2]> {
  if (triggers.tokenVersion !== "V3_0") return undefined;
  const { claimsAndScopeOverrideDetails: details } = await triggers.callForTokens("V3_0", {
    source: "TokenGeneration_ClientCredentials",
    clientId,
    userName: "ClientCredentials",
    request: { userAttributes: {}, groupConfiguration: {}, scopes: scope.split(" "), ...metadata(clientMetadata) },
    response: { claimsAndScopeOverrideDetails: {} },
  });
  return details?.accessTokenGeneration;
}

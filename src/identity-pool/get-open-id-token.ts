import { z } from "zod";
import { parse, type SchemaOf, schemaFor } from "../codecs/schema.ts";
import { RockpoolError } from "../errors.ts";
import type { IdentityPoolContext } from "./context.ts";
import { identityIdSchema } from "./manage-identities.ts";
import { openIdSigner } from "./open-id-token.ts";
import { resolveIdentity } from "./resolve-identity.ts";
import { amrOf, type Logins, loginsSchema, tagsOfLogins, verifyLogins } from "./verify-logins.ts";

export interface GetOpenIdTokenInput {
  readonly identityId: string;
  /** Name of the provider → token: at most 10. @default none: the identity of a guest */
  readonly logins?: Logins | undefined;
}

export interface OpenIdTokenForIdentity {
  /** Another than was asked for when identities were merged: the client is to keep this one. */
  readonly identityId: string;
  /** A JWT, which `identityPool.jwks()` verifies. */
  readonly token: string;
}

/** Observed of Cognito. */
export const TOKEN_SECONDS = 600;

const schema: SchemaOf<GetOpenIdTokenInput> = schemaFor<GetOpenIdTokenInput>()(
  z.strictObject({ identityId: identityIdSchema, logins: loginsSchema.optional() }),
);

/** The classic flow (Cognito's `GetOpenIdToken`): see `IdentityPool.getOpenIdToken`. */
export async function getOpenIdToken(context: IdentityPoolContext, input: GetOpenIdTokenInput): Promise<OpenIdTokenForIdentity> {
  const { identityId: asked, logins = {} } = parse(schema, input);
  if (!context.settings.allowClassicFlow) {
    const message = "Basic (classic) flow is not enabled, please use enhanced flow.";
    throw new RockpoolError("InvalidParameterException", message, { path: "identityId" });
  }
  const verified = await verifyLogins(context, logins);
  const principalTags = tagsOfLogins(context, verified);
  const sign = await openIdSigner(context);
  const identityId = await resolveIdentity(context, {
    identityId: asked,
    logins: verified,
    registersDeveloperUsers: false,
  });
  return { identityId, token: await sign({ identityId, amr: amrOf(verified), principalTags, lifetimeSeconds: TOKEN_SECONDS }) };
}

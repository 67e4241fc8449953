import { z } from "zod";
import { parse, type SchemaOf, schemaFor } from "../codecs/schema.ts";
import type { IdentityPoolContext } from "./context.ts";
import { developerUserIdentifierSchema, requireDeveloperProvider, signedInAsDeveloperUser } from "./developer-user.ts";
import type { OpenIdTokenForIdentity } from "./get-open-id-token.ts";
import { developerProvider } from "./identity.table.ts";
import { identityIdSchema } from "./manage-identities.ts";
import { openIdSigner } from "./open-id-token.ts";
import { type PrincipalTags, principalTagsSchema } from "./principal-tags.ts";
import { resolveIdentity } from "./resolve-identity.ts";
import { amrOf, type Logins, loginsSchema, type VerifiedLogin, verifyLogins } from "./verify-logins.ts";

export interface GetDeveloperTokenInput {
  /** The developer provider's name → your own id of the user, 1 to 256 characters; beside it tokens of public providers, which are linked. */
  readonly logins: Logins;
  /** The identity that the user becomes. @default theirs, or a new one */
  readonly identityId?: string | undefined;
  /** Tags of the user's sessions: at most 50. @default none */
  readonly principalTags?: PrincipalTags | undefined;
  /** Seconds: 1 to 86400. @default 900 */
  readonly tokenDuration?: number | undefined;
}

const schema: SchemaOf<GetDeveloperTokenInput> = schemaFor<GetDeveloperTokenInput>()(
  z.strictObject({
    logins: loginsSchema,
    identityId: identityIdSchema.optional(),
    principalTags: principalTagsSchema.optional(),
    tokenDuration: z.int().min(1).max(86_400).optional(),
  }),
);

/** A token for a backend's own user (Cognito's `GetOpenIdTokenForDeveloperIdentity`): see `DeveloperIdentities.getOpenIdToken`. */
export async function getDeveloperToken(
  context: IdentityPoolContext,
  input: GetDeveloperTokenInput,
): Promise<OpenIdTokenForIdentity> {
  const { logins, identityId: asked = null, principalTags = {}, tokenDuration = 900 } = parse(schema, input);
  const developerProviderName = requireDeveloperProvider(context, Object.keys(logins));
  const { [developerProviderName]: userIdentifier, ...others } = logins;
  const user = {
    developerProviderName,
    developerUserIdentifier: parse(developerUserIdentifierSchema, userIdentifier as string, "logins"),
  };
  const verified = await verifyLogins(context, others);
  const known = { provider: developerProvider(developerProviderName), subject: user.developerUserIdentifier };
  const sign = await openIdSigner(context);
  const identityId = await resolveIdentity(context, {
    identityId: asked,
    logins: [known, ...verified],
    registersDeveloperUsers: true,
  });
  const first: Pick<VerifiedLogin, "shownAs" | "signedInAs"> = {
    shownAs: developerProviderName,
    signedInAs: signedInAsDeveloperUser(context, user),
  };
  const amr = amrOf([first, ...verified]);
  return { identityId, token: await sign({ identityId, amr, principalTags, lifetimeSeconds: tokenDuration }) };
}

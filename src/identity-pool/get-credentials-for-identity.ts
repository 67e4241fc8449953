import { z } from "zod";
import { parse, type SchemaOf, schemaFor } from "../codecs/schema.ts";
import type { IdentityPoolContext } from "./context.ts";
import type { SessionCredentials } from "./credentials.ts";
import { TOKEN_SECONDS } from "./get-open-id-token.ts";
import { identityIdSchema } from "./manage-identities.ts";
import { openIdSigner } from "./open-id-token.ts";
import { resolveIdentity } from "./resolve-identity.ts";
import { explainRole } from "./role-explanation.ts";
import { selectRole } from "./role-selection.ts";
import { amrOf, type Logins, loginsSchema, tagsOfLogins, verifyLogins } from "./verify-logins.ts";

export interface GetCredentialsInput {
  readonly identityId: string;
  /** Name of the provider → token: at most 10. @default none: the identity of a guest */
  readonly logins?: Logins | undefined;
  /** One of the roles that the logins could have. @default the role that the pool chooses */
  readonly customRoleArn?: string | undefined;
}

export interface CredentialsForIdentity {
  /** Another than was asked for when identities were merged: the client is to keep this one. */
  readonly identityId: string;
  /** The role that was chosen. Not in Cognito. */
  readonly roleArn: string;
  /** For an hour. */
  readonly credentials: SessionCredentials;
}

const schema: SchemaOf<GetCredentialsInput> = schemaFor<GetCredentialsInput>()(
  z.strictObject({
    identityId: identityIdSchema,
    logins: loginsSchema.optional(),
    customRoleArn: z.string().min(20).max(2_048).optional(),
  }),
);

/** The enhanced flow (Cognito's `GetCredentialsForIdentity`): see `IdentityPool.getCredentialsForIdentity`. */
export async function getCredentialsForIdentity(
  context: IdentityPoolContext,
  input: GetCredentialsInput,
): Promise<CredentialsForIdentity> {
  const { identityId: asked, logins = {}, customRoleArn = null } = parse(schema, input);
  const verified = await verifyLogins(context, logins, { developerTokens: true });
  const roleOf = (): string => {
    const presented = verified.map(({ mapping, claims }) => ({ provider: mapping, claims }));
    return selectRole(context.settings, { logins: presented, customRoleArn });
  };
  // Who is refused a role, or tags, has nothing linked. Of guests nothing is linked, and who is none learns of no role of theirs.
  const chosen = verified.length > 0 ? roleOf() : null;
  const [amr, principalTags] = [amrOf(verified), tagsOfLogins(context, verified)];
  const identityId = await resolveIdentity(context, {
    identityId: asked,
    logins: verified,
    registersDeveloperUsers: false,
  });
  const roleArn = chosen ?? roleOf();
  const credentials = await context.credentials.issue({
    identityId,
    identityPoolId: context.poolId,
    roleArn,
    principalTags,
    amr,
    async webIdentityToken() {
      const sign = await openIdSigner(context);
      return sign({ identityId, amr, principalTags, lifetimeSeconds: TOKEN_SECONDS });
    },
  });
  return { identityId, roleArn, credentials };
}

/** What {@link getCredentialsForIdentity} would choose, and why. */
export interface ExplainRoleInput extends Pick<GetCredentialsInput, "logins" | "customRoleArn"> {}

const explainSchema: SchemaOf<ExplainRoleInput> = schemaFor<ExplainRoleInput>()(
  z.strictObject({ logins: loginsSchema.optional(), customRoleArn: z.string().min(20).max(2_048).optional() }),
);

/** Changes nothing: see `IdentityPool.explainRole`. */
export async function explainRoleOf(context: IdentityPoolContext, input: ExplainRoleInput): Promise<readonly string[]> {
  const { logins = {}, customRoleArn = null } = parse(explainSchema, input);
  const verified = await verifyLogins(context, logins, { developerTokens: true });
  const presented = verified.map(({ mapping, claims }) => ({ provider: mapping, claims }));
  return explainRole(context.settings, { logins: presented, customRoleArn });
}

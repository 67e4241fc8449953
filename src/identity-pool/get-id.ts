import { z } from "zod";
import { parse, type SchemaOf, schemaFor } from "../codecs/schema.ts";
import type { IdentityPoolContext } from "./context.ts";
import { resolveIdentity } from "./resolve-identity.ts";
import { type Logins, loginsSchema, verifyLogins } from "./verify-logins.ts";

export interface GetIdInput {
  /** Name of the provider → token: at most 10. @default none: a guest */
  readonly logins?: Logins | undefined;
}

const schema: SchemaOf<GetIdInput> = schemaFor<GetIdInput>()(z.strictObject({ logins: loginsSchema.optional() }));

/** Finds or makes the identity (Cognito's `GetId`): see `IdentityPool.getId`. */
export async function getId(context: IdentityPoolContext, input: GetIdInput): Promise<{ readonly identityId: string }> {
  const { logins = {} } = parse(schema, input);
  const verified = await verifyLogins(context, logins);
  const question = { identityId: null, logins: verified, registersDeveloperUsers: false };
  return { identityId: await resolveIdentity(context, question) };
}

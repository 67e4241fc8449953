import { z } from "zod";
import { parse, type SchemaOf, schemaFor } from "../../codecs/schema.ts";
import { type ClientMetadata, clientMetadataSchema } from "../../triggers/client-metadata.ts";
import type { AppClientRecord } from "../app-clients/client.table.ts";
import type { PoolContext } from "../context.ts";
import { candidates } from "../users/names.ts";
import { usernameSchema } from "../users/username.ts";
import { initiateAuth } from "./initiate-auth.ts";
import type { SignInResult } from "./result.ts";

export interface SignInInput {
  readonly username: string;
  readonly password: string;
  /** For PreAuthentication and UserMigration, as their `validationData`. */
  readonly clientMetadata?: ClientMetadata | undefined;
  /** For a client with a secret: see {@link secretHash}. */
  readonly secretHash?: string | undefined;
}

const schema: SchemaOf<SignInInput> = schemaFor<SignInInput>()(
  z.strictObject({
    username: usernameSchema,
    password: z.string().min(1).max(256),
    clientMetadata: clientMetadataSchema.optional(),
    secretHash: z.string().min(1).max(128).optional(),
  }),
);

/** {@link initiateAuth} with USER_PASSWORD_AUTH, and its errors. */
export async function signIn(context: PoolContext, client: AppClientRecord, input: SignInInput): Promise<SignInResult> {
  const { username, password, clientMetadata, secretHash } = parse(schema, input);
  // What cannot be a name is refused by the path it was written at.
  candidates(context, username);
  const secret = secretHash === undefined ? {} : { SECRET_HASH: secretHash };
  return initiateAuth(context, client, {
    authFlow: "USER_PASSWORD_AUTH",
    authParameters: { USERNAME: username, PASSWORD: password, ...secret },
    clientMetadata,
  });
}

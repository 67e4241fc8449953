import { z } from "zod";
import { parse, type SchemaOf, schemaFor } from "../codecs/schema.ts";
import type { IdentityPoolContext } from "./context.ts";
import { type ReadSession, readCredentials } from "./session-token.ts";

export interface ReadCredentialsInput {
  /** As it came beside a request. */
  readonly sessionToken: string;
  /** The key id of the request's signature; `null`: it is not compared. */
  readonly accessKeyId: string | null;
}

const schema: SchemaOf<ReadCredentialsInput> = schemaFor<ReadCredentialsInput>()(
  z.strictObject({ sessionToken: z.string().min(1).max(4_096), accessKeyId: z.string().min(1).max(128).nullable() }),
);

/** Opens a session token of this pool: see `IdentityPool.readCredentials`. */
export async function readOwnCredentials(
  { poolId, credentialKey, store }: IdentityPoolContext,
  input: ReadCredentialsInput,
): Promise<ReadSession> {
  const { sessionToken, accessKeyId } = parse(schema, input);
  return readCredentials([credentialKey], sessionToken, { audience: poolId, accessKeyId, now: store.runtime.clock() });
}

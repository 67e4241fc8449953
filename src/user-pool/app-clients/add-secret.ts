import { z } from "zod";
import { newClientSecret } from "../../codecs/ids.ts";
import { parse, type SchemaOf, schemaFor } from "../../codecs/schema.ts";
import { RockpoolError } from "../../errors.ts";
import { settingRefused } from "../../settings/topic.ts";
import { attempt } from "../../storage/attempt.ts";
import type { PoolContext } from "../context.ts";
import { appClients, userPoolClientNotFound } from "./client.table.ts";
import { type ClientSecretDescriptor, describeSecret, MAX_CLIENT_SECRETS, namedSecret } from "./client-secrets.ts";
import { ownSecretSchema } from "./own-secret.ts";

export interface AddSecretInput {
  /** 24 to 64 letters, digits, `_` and `+`. @default one is drawn */
  readonly clientSecret?: string | undefined;
}

/** What `clients.addSecret` made. */
export interface AddedClientSecret extends ClientSecretDescriptor {
  /** The value, where it was drawn here: who brought one has it. */
  readonly clientSecret?: string;
}

const addSecretSchema: SchemaOf<AddSecretInput> = schemaFor<AddSecretInput>()(
  z.strictObject({ clientSecret: ownSecretSchema.optional() }),
);

/**
 * Gives a client a second secret (Cognito's `AddUserPoolClientSecret`), so that one can be exchanged for another without a moment in
 * which none is accepted. The reference does not say what Cognito answers for a public client, or for a secret that is there already:
 * both are refused.
 *
 * @throws `LimitExceededException`: it has two. `InvalidParameterException`: the client is a public one, or has this very secret.
 *   `ResourceNotFoundException`
 */
export async function addSecret(context: PoolContext, clientId: string, input: AddSecretInput): Promise<AddedClientSecret> {
  const { clientSecret: own } = parse(addSecretSchema, input);
  const { poolId, store } = context;
  const secret = own ?? newClientSecret(store.runtime.random);
  return attempt(store, async ({ read }) => {
    const [client] = await read([appClients.key({ poolId, clientId })]);
    if (client === undefined) throw userPoolClientNotFound(clientId);
    const { secrets } = client.value;
    if (secrets.length === 0) throw settingRefused("clientId", `Client ${clientId} is not configured with a secret`);
    if (secrets.length >= MAX_CLIENT_SECRETS) {
      const message = `A client has at most ${MAX_CLIENT_SECRETS} secrets: delete one first`;
      throw new RockpoolError("LimitExceededException", message, { retryAfterSeconds: null });
    }
    // To delete one of two that are the same would end nothing.
    if (secrets.some((other) => other.secret === secret)) {
      throw settingRefused("clientSecret", "The client has this secret already");
    }
    const added = namedSecret(clientId, secrets, { secret, createdAt: store.runtime.clock() });
    const result = own === undefined ? { ...describeSecret(added), clientSecret: secret } : describeSecret(added);
    return { commit: [client.put({ secrets: [...secrets, added] })], result };
  });
}

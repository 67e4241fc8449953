import type { PoolContext } from "../context.ts";
import { appClients, userPoolClientNotFound } from "./client.table.ts";
import { type ClientSecretDescriptor, describeSecret } from "./client-secrets.ts";

/**
 * The secrets of a client, the oldest first, without their values (Cognito's `ListUserPoolClientSecrets`); none for a public client.
 *
 * @throws `ResourceNotFoundException`
 */
export async function listSecrets({ poolId, store }: PoolContext, clientId: string): Promise<readonly ClientSecretDescriptor[]> {
  const [client] = await store.read([appClients.key({ poolId, clientId })]);
  if (client === undefined) throw userPoolClientNotFound(clientId);
  return client.value.secrets.map(describeSecret);
}

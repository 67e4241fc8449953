import { settingRefused } from "../../settings/topic.ts";
import { attempt } from "../../storage/attempt.ts";
import type { PoolContext } from "../context.ts";
import { appClients, userPoolClientNotFound } from "./client.table.ts";
import { clientSecretNotFound } from "./client-secrets.ts";

/**
 * Takes a secret from a client (Cognito's `DeleteUserPoolClientSecret`): its hashes are refused from now on. The last one stays; of two
 * deletions at once, one is refused.
 *
 * @throws `InvalidParameterException`: it is the last one. `ResourceNotFoundException`: no such client, or secret.
 */
export async function deleteSecret(
  { poolId, store }: PoolContext,
  { clientId, clientSecretId }: { readonly clientId: string; readonly clientSecretId: string },
): Promise<void> {
  await attempt(store, async ({ read }) => {
    const [client] = await read([appClients.key({ poolId, clientId })]);
    if (client === undefined) throw userPoolClientNotFound(clientId);
    const { secrets } = client.value;
    const others = secrets.filter(({ id }) => id !== clientSecretId);
    if (others.length === secrets.length) throw clientSecretNotFound(clientSecretId);
    if (others.length === 0) throw settingRefused("clientSecretId", "The last secret of a client cannot be deleted");
    return { commit: [client.put({ secrets: others })], result: undefined };
  });
}

import { newClientId, newClientSecret } from "../../codecs/ids.ts";
import { parse } from "../../codecs/schema.ts";
import { attempt } from "../../storage/attempt.ts";
import type { PoolContext } from "../context.ts";
import { differences, merge, refuseFrozen } from "../settings/reconcile.ts";
import { reservedNames } from "../settings/reserved.table.ts";
import { type AppClientRecord, appClients } from "./client.table.ts";
import {
  type AppClientOptions,
  appClientSchema,
  checkAppClient,
  defaultAppClientSettings,
  frozenAppClientSettings,
} from "./client-options.ts";

/**
 * Creates the client of this name or brings it to what is written. A member that is not written stays; equal means no write.
 *
 * @returns The client's id.
 * @throws `InvalidParameterException`; `FrozenSettingException` when a member that is fixed at creation differs.
 */
export async function ensureClient(context: PoolContext, options: AppClientOptions): Promise<string> {
  const written = parse(appClientSchema, options);
  const { poolId, store } = context;
  const { clock, random } = store.runtime;
  const name = { poolId, kind: "client", name: written.clientName } as const;

  return attempt(store, async ({ read }) => {
    const now = clock();
    const [reserved] = await read([reservedNames.key(name)]);
    if (reserved === undefined) {
      const clientId = newClientId(random);
      const settings = merge({ ...defaultAppClientSettings, clientName: written.clientName }, written);
      checkAppClient(settings);
      const clientSecret = settings.generateSecret ? newClientSecret(random) : null;
      const client: AppClientRecord = { poolId, clientId, settings, clientSecret, createdAt: now, lastModifiedAt: now };
      return { commit: [reservedNames.create({ ...name, id: clientId }), appClients.create(client)], result: clientId };
    }

    const clientId = reserved.value.id;
    const [client] = await read([appClients.key({ poolId, clientId })]);
    if (client === undefined) throw new Error(`the name of client ${clientId} is reserved, and there is no such client`);
    const settings = merge(client.value.settings, written);
    const changed = differences(client.value.settings, settings);
    refuseFrozen(changed, frozenAppClientSettings);
    checkAppClient(settings);
    if (changed.length === 0) return { result: clientId };
    return { commit: [client.put({ settings, lastModifiedAt: now })], result: clientId };
  });
}

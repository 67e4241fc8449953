import { newClientId, newClientSecret } from "../../codecs/ids.ts";
import { parse } from "../../codecs/schema.ts";
import type { PoolContext } from "../context.ts";
import { type Ensured, type EnsuredKind, ensure } from "../settings/ensure.ts";
import { type AppClientRecord, appClients } from "./client.table.ts";
import {
  type AppClientOptions,
  type AppClientSettings,
  appClientSchema,
  checkAppClient,
  defaultAppClientSettings,
  frozenAppClientSettings,
} from "./client-options.ts";

/**
 * Creates the client of this name or key, or brings it to what is written: see {@link ensure}.
 *
 * @throws `InvalidParameterException`; `FrozenSettingException` when a member that is fixed at creation differs.
 */
export async function ensureClient(context: PoolContext, options: AppClientOptions): Promise<Ensured> {
  return ensure(context.store, appClientKind(context), parse(appClientSchema, options));
}

function appClientKind({ poolId, store }: PoolContext): EnsuredKind<AppClientSettings, AppClientRecord> {
  const { random } = store.runtime;
  return {
    reserved: { poolId, kind: "client" },
    name: "clientName",
    defaults: defaultAppClientSettings,
    frozen: frozenAppClientSettings,
    check: checkAppClient,
    find: (clientId) => appClients.key({ poolId, clientId }),
    create(configured) {
      const clientId = newClientId(random);
      const clientSecret = configured.settings.generateSecret ? newClientSecret(random) : null;
      return { id: clientId, entry: appClients.create({ ...configured, poolId, clientId, clientSecret }) };
    },
  };
}

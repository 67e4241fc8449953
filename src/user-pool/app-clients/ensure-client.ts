import { newClientId, newClientSecret } from "../../codecs/ids.ts";
import { parse } from "../../codecs/schema.ts";
import type { PoolContext } from "../context.ts";
import { type Ensured, type EnsuredKind, ensure, update } from "../settings/ensure.ts";
import { merge } from "../settings/reconcile.ts";
import { restsOnScopes } from "./allowed-scopes.ts";
import { checkAttributePermissions } from "./attribute-permissions.ts";
import { type AppClientRecord, appClients, userPoolClientNotFound } from "./client.table.ts";
import {
  type AppClientOptions,
  type AppClientPatch,
  type AppClientSettings,
  appClientPatchSchema,
  appClientSchema,
  checkAppClient,
  defaultAppClientSettings,
  frozenAppClientSettings,
} from "./client-options.ts";
import { namedSecret } from "./client-secrets.ts";
import { checkProviders } from "./oauth-settings.ts";

/**
 * Creates the client of this name or key, or brings it to what is written: see {@link ensure}.
 *
 * @throws `InvalidParameterException`, `InvalidOAuthFlowException`, `ScopeDoesNotExistException`; `FrozenSettingException` when a member that
 *   is fixed at creation differs.
 */
export async function ensureClient(context: PoolContext, options: AppClientOptions): Promise<Ensured> {
  return ensure(context.store, appClientKind(context), parse(appClientSchema, options));
}

/**
 * Changes settings of a client (Cognito's `UpdateUserPoolClient`): see {@link update}.
 *
 * @throws `InvalidParameterException`, `InvalidOAuthFlowException`, `ScopeDoesNotExistException`, `FrozenSettingException`,
 *   `ResourceNotFoundException`
 */
export async function updateClient(context: PoolContext, clientId: string, patch: AppClientPatch): Promise<void> {
  const written = parse(appClientPatchSchema, patch);
  await update(context.store, appClientKind(context), {
    id: clientId,
    written,
    notFound: () => userPoolClientNotFound(clientId),
  });
}

function appClientKind(context: PoolContext): EnsuredKind<AppClientSettings, AppClientRecord> {
  const { poolId, store } = context;
  const { random } = store.runtime;
  return {
    reserved: { poolId, kind: "client" },
    name: "clientName",
    defaults: defaultAppClientSettings,
    frozen: frozenAppClientSettings,
    merge,
    check(settings) {
      checkAppClient(settings);
      checkAttributePermissions(settings, context.settings.schema);
      checkProviders(settings, poolId);
    },
    rests: (read, before, after) => restsOnScopes(read, poolId, before, after),
    find: (clientId) => appClients.key({ poolId, clientId }),
    create(configured) {
      const clientId = newClientId(random);
      const { settings, createdAt } = configured;
      const first = () => namedSecret(clientId, [], { secret: newClientSecret(random), createdAt });
      const secrets = settings.generateSecret ? [first()] : [];
      return { id: clientId, entry: appClients.create({ ...configured, poolId, clientId, secrets }) };
    },
  };
}

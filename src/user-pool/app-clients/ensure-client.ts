import { newClientId, newClientSecret, newUuid } from "../../codecs/ids.ts";
import { invalidParameter, parse } from "../../codecs/schema.ts";
import { type Ensured, type EnsuredKind, ensure, update } from "../../settings/ensure.ts";
import { merge } from "../../settings/reconcile.ts";
import { reservedNames } from "../../settings/reserved.table.ts";
import { NO_POOL } from "../../storage/contract.ts";
import type { Store } from "../../storage/store.ts";
import type { Entry } from "../../storage/table.ts";
import type { PoolContext } from "../context.ts";
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
import { differsFromSecrets, namedSecret } from "./client-secrets.ts";
import { checkProviders } from "./oauth-settings.ts";

/**
 * Creates the client of this name or key, or brings it to what is written: see {@link ensure}.
 *
 * @throws `InvalidParameterException`, `InvalidOAuthFlowException`, `ScopeDoesNotExistException`; `FrozenSettingException` when a member that
 *   is fixed at creation differs, a secret of one's own among them.
 */
export async function ensureClient(context: PoolContext, options: AppClientOptions): Promise<Ensured> {
  const { clientSecret, ...settings } = parse(appClientSchema, options);
  if (clientSecret === undefined) return ensure(context.store, appClientKind(context), settings);
  if (settings.generateSecret === true) {
    throw invalidParameter(["clientSecret"], "Member must not be given with generateSecret: true");
  }
  // A client with a secret is one, wherever the secret is from.
  const written: AppClientOptions = { ...settings, generateSecret: true };
  return ensure(context.store, appClientKind(context, clientSecret), written);
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

/** What is not found by its name, because names need not be unique. */
export type NewAppClientOptions = Omit<AppClientOptions, "key" | "reset" | "revision">;

/** Creates a client, whatever others are called (Cognito's `CreateUserPoolClient`). @throws as {@link ensureClient} */
export function createClient(context: PoolContext, options: NewAppClientOptions): Promise<Ensured> {
  return ensureClient(context, { ...options, key: newUuid(context.store.runtime.random) });
}

/** The pool that a client is of. */
export async function poolOfClient(store: Store, clientId: string): Promise<string | undefined> {
  const [reserved] = await store.read([reservedNames.key({ ...ofNoPool, name: clientId })]);
  return reserved?.value.id;
}

/** Both at once, so that of a client that is there the other is, too. */
export async function clientsOfNoPool(store: Store, poolId: string, limit: number): Promise<readonly Entry[]> {
  const { records } = await store.scan(appClients, [poolId], { limit: Math.floor(limit / 2), cursor: null });
  const names = await store.read(records.map(({ value }) => reservedNames.key({ ...ofNoPool, name: value.clientId })));
  return [...records, ...names.filter((name) => name !== undefined)].map((record) => record.delete());
}

const ofNoPool = { poolId: NO_POOL, kind: "clientId" } as const;

/** @param ownSecret What a new client gets, and one that is there must have. */
function appClientKind(context: PoolContext, ownSecret?: string): EnsuredKind<AppClientSettings, AppClientRecord> {
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
    hidden: ({ secrets }) => differsFromSecrets(secrets, ownSecret),
    find: (clientId) => appClients.key({ poolId, clientId }),
    create(configured) {
      const clientId = newClientId(random);
      const { settings, createdAt } = configured;
      const first = () => namedSecret(clientId, [], { secret: ownSecret ?? newClientSecret(random), createdAt });
      const secrets = settings.generateSecret ? [first()] : [];
      const client = appClients.create({ ...configured, poolId, clientId, secrets });
      return { id: clientId, entries: [client, reservedNames.create({ ...ofNoPool, name: clientId, id: poolId })] };
    },
  };
}

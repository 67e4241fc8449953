import type { Delivery } from "../delivery/delivery.ts";
import type { Store } from "../storage/store.ts";
import type { Keyset } from "../tokens/keyset.ts";
import type { AppClientRecord } from "./app-clients/client.table.ts";
import type { PoolContext } from "./context.ts";
import type { GroupCache } from "./group-cache.ts";
import type { SettingsCache, SettingsSnapshot } from "./settings-cache.ts";
import type { PasswordHasher } from "./users/password-hasher.ts";

/** What the composition root gives to the pools of one `Rockpool`. */
export interface PoolServices {
  readonly store: Store;
  readonly settings: SettingsCache;
  readonly groups: GroupCache;
  readonly hasher: PasswordHasher;
  readonly delivery: Delivery;
  /** Issuers of pools that name none begin with it. No slash at the end. */
  readonly baseUrl: string;
  /** The keys of a pool that has none yet: makes them, or waits for who is making them. */
  firstKeyset(poolId: string): Promise<Keyset>;
}

/** @throws `ResourceNotFoundException` */
export async function poolContext(services: PoolServices, poolId: string): Promise<PoolContext> {
  return contextOf(services, poolId, await services.settings.get(poolId, null));
}

/** @throws `ResourceNotFoundException` when the pool or the client is gone. */
export async function clientContext(
  services: PoolServices,
  poolId: string,
  clientId: string,
): Promise<{ readonly context: PoolContext; readonly client: AppClientRecord }> {
  const snapshot = await services.settings.get(poolId, clientId);
  if (snapshot.client === null) throw new Error("a snapshot that was asked for with a client has it");
  return { context: contextOf(services, poolId, snapshot), client: snapshot.client };
}

function contextOf(services: PoolServices, poolId: string, { pool, keys, keyset }: SettingsSnapshot): PoolContext {
  const { store, groups, hasher, delivery, baseUrl } = services;
  return {
    poolId,
    settings: pool.settings,
    epoch: pool.epoch,
    issuer: pool.settings.issuer ?? `${baseUrl}/${poolId}`,
    keys,
    keyset: async () => keyset ?? services.firstKeyset(poolId),
    livingGroups: (references) => groups.living(poolId, references),
    store,
    hasher,
    delivery,
  };
}

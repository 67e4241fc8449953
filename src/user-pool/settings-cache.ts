import { type PoolKeys, poolKeys } from "../seal/pool-secret.ts";
import type { Store } from "../storage/store.ts";
import { keysets } from "../tokens/keyset.table.ts";
import { type Keyset, parseKeyset } from "../tokens/keyset.ts";
import { type AppClientRecord, appClients, userPoolClientNotFound } from "./app-clients/client.table.ts";
import { completeAppClient } from "./app-clients/client-options.ts";
import { type UserPoolRecord, userPoolNotFound, userPools } from "./settings/pool.table.ts";
import { completeUserPool } from "./settings/pool-options.ts";

/** A pool's settings, and a client's where one was asked for, as they stood together at one instant. */
export interface SettingsSnapshot {
  readonly pool: UserPoolRecord;
  readonly keys: PoolKeys;
  /** `null` until the pool's first keys are made. */
  readonly keyset: Keyset | null;
  readonly client: AppClientRecord | null;
}

interface Loaded {
  readonly snapshot: SettingsSnapshot;
  readonly versions: { readonly pool: string; readonly keyset: string | undefined };
  readonly at: number;
}

/**
 * Settings change rarely and are read at every step: they are kept for a stated time at most, and dropped at once by a
 * write of this process. The state of users is never kept.
 */
export class SettingsCache {
  readonly #store: Store;
  readonly #maxAgeMs: number;
  readonly #loaded = new Map<string, Loaded>();
  readonly #loading = new Map<string, Promise<SettingsSnapshot>>();

  constructor(store: Store, maxAgeMs: number) {
    this.#store = store;
    this.#maxAgeMs = maxAgeMs;
  }

  /** @throws `ResourceNotFoundException` when there is no such pool, or no such client in it. */
  get(poolId: string, clientId: string | null): SettingsSnapshot | Promise<SettingsSnapshot> {
    const name = nameOf(poolId, clientId);
    const kept = this.#loaded.get(name);
    const age = kept === undefined ? Number.POSITIVE_INFINITY : this.#store.runtime.clock() - kept.at;
    // A clock that was set back makes no snapshot young again.
    if (kept !== undefined && age >= 0 && age < this.#maxAgeMs) return kept.snapshot;
    // With an age of 0 a read that began before this call may be too old already.
    const loading = this.#maxAgeMs > 0 ? this.#loading.get(name) : undefined;
    return loading ?? this.#load(name, poolId, clientId);
  }

  /** Drops what is kept of a pool, also what is just being read. */
  forget(poolId: string): void {
    for (const kept of [this.#loaded, this.#loading]) {
      for (const name of kept.keys()) {
        if (name.startsWith(nameOf(poolId, null))) kept.delete(name);
      }
    }
  }

  #load(name: string, poolId: string, clientId: string | null): Promise<SettingsSnapshot> {
    const loading = this.#read(poolId, clientId, this.#loaded.get(name))
      .then((loaded) => {
        // What was dropped while it was read is answered once, and not kept.
        if (this.#loading.get(name) === loading) this.#loaded.set(name, loaded);
        return loaded.snapshot;
      })
      .finally(() => {
        if (this.#loading.get(name) === loading) this.#loading.delete(name);
      });
    this.#loading.set(name, loading);
    return loading;
  }

  async #read(poolId: string, clientId: string | null, before: Loaded | undefined): Promise<Loaded> {
    const at = this.#store.runtime.clock();
    const [pool, keyset, client] = await this.#store.read([
      userPools.key({ poolId }),
      keysets.key({ poolId }),
      appClients.key({ poolId, clientId: clientId ?? "-" }),
    ]);
    if (pool === undefined) throw userPoolNotFound(poolId);
    if (clientId !== null && client === undefined) throw userPoolClientNotFound(clientId);
    // Derived and parsed once: as long as a record is the same, so are its keys.
    const unchanged = before?.versions.pool === pool.version ? before?.snapshot : undefined;
    const parsed = before?.versions.keyset === keyset?.version ? before?.snapshot.keyset : undefined;
    return {
      snapshot: {
        pool: unchanged?.pool ?? { ...pool.value, settings: completeUserPool(pool.value.settings) },
        keys: unchanged?.keys ?? poolKeys(pool.value.secret),
        keyset: parsed ?? (keyset === undefined ? null : parseKeyset(keyset.value)),
        client: client === undefined ? null : { ...client.value, settings: completeAppClient(client.value.settings) },
      },
      versions: { pool: pool.version, keyset: keyset?.version },
      at,
    };
  }
}

/** U+0000 is in no id: the name of a pool's snapshot begins the names of its clients', and of no other pool's. */
function nameOf(poolId: string, clientId: string | null): string {
  return `${poolId}\0${clientId ?? ""}`;
}

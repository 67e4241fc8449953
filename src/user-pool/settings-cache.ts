import { type PoolKeys, poolKeys } from "../seal/pool-secret.ts";
import type { Store } from "../storage/store.ts";
import { type KeysByUse, keysets } from "../tokens/keyset.table.ts";
import type { Keyset } from "../tokens/keyset.ts";
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
  readonly versions: { readonly pool: string; readonly keyset: string };
  readonly at: number;
  /** Of two, the one with the higher turn was read later. */
  readonly turn: number;
}

/** How often a key that nobody knows may have a pool read. */
const REREAD_MS = 30_000;

/**
 * Settings change rarely and are read at every step: they are kept for a stated time at most, and dropped at once by a
 * write of this process. The state of users is never kept.
 */
export class SettingsCache {
  readonly #store: Store;
  readonly #maxAgeMs: number;
  readonly #parseKeyset: (keys: KeysByUse) => Keyset;
  readonly #loaded = new Map<string, Loaded>();
  readonly #loading = new Map<string, Promise<SettingsSnapshot>>();
  /** What was read last of each pool, with whichever client. */
  readonly #newest = new Map<string, Loaded>();
  readonly #rereadAt = new Map<string, number>();
  #turns = 0;

  constructor(store: Store, maxAgeMs: number, parseKeyset: (keys: KeysByUse) => Keyset) {
    this.#store = store;
    this.#maxAgeMs = maxAgeMs;
    this.#parseKeyset = parseKeyset;
  }

  /** @throws `ResourceNotFoundException` when there is no such pool, or no such client in it. */
  get(poolId: string, clientId: string | null): SettingsSnapshot | Promise<SettingsSnapshot> {
    const name = nameOf(poolId, clientId);
    const kept = this.#loaded.get(name);
    if (kept !== undefined && this.#isYounger(kept.at, this.#maxAgeMs)) return kept.snapshot;
    // With an age of 0 a read that began before this call may be too old already.
    const loading = this.#maxAgeMs > 0 ? this.#loading.get(name) : undefined;
    return loading ?? this.#load(name, poolId, clientId);
  }

  /**
   * A pool as it is now, for a token whose key is not known: it may have been made a moment ago. Anybody can send such tokens: so
   * the pool is read again once in 30 seconds, and until then what was read last is given, however old settings may be.
   */
  reread(poolId: string): SettingsSnapshot | Promise<SettingsSnapshot> {
    const name = nameOf(poolId, null);
    const before = this.#rereadAt.get(poolId);
    if (before === undefined || !this.#isYounger(before, REREAD_MS)) {
      this.#rereadAt.set(poolId, this.#store.runtime.clock());
      return this.#load(name, poolId, null);
    }
    return this.#loading.get(name) ?? this.#newest.get(poolId)?.snapshot ?? this.get(poolId, null);
  }

  /** Drops what is kept of a pool, also what is just being read. */
  forget(poolId: string): void {
    this.#newest.delete(poolId);
    this.#rereadAt.delete(poolId);
    for (const kept of [this.#loaded, this.#loading]) {
      for (const name of kept.keys()) {
        if (name.startsWith(nameOf(poolId, null))) kept.delete(name);
      }
    }
  }

  /** A clock that was set back makes nothing young again. */
  #isYounger(at: number, ageMs: number): boolean {
    const age = this.#store.runtime.clock() - at;
    return age >= 0 && age < ageMs;
  }

  /** Drops all that is kept: for a write of which nobody knows how far it came. */
  forgetAll(): void {
    this.#loaded.clear();
    this.#loading.clear();
  }

  #load(name: string, poolId: string, clientId: string | null): Promise<SettingsSnapshot> {
    const loading = this.#read(poolId, clientId)
      .then((loaded) => {
        // What was dropped while it was read is answered once, and not kept.
        if (this.#loading.get(name) === loading) this.#keep(name, loaded);
        return loaded.snapshot;
      })
      .finally(() => {
        if (this.#loading.get(name) === loading) this.#loading.delete(name);
      });
    this.#loading.set(name, loading);
    return loading;
  }

  #keep(name: string, loaded: Loaded): void {
    const { poolId } = loaded.snapshot.pool;
    this.#loaded.set(name, loaded);
    if (loaded.turn > (this.#newest.get(poolId)?.turn ?? 0)) this.#newest.set(poolId, loaded);
  }

  async #read(poolId: string, clientId: string | null): Promise<Loaded> {
    this.#turns += 1;
    const [turn, at] = [this.#turns, this.#store.runtime.clock()];
    const [pool, id, access, client] = await this.#store.read([
      userPools.key({ poolId }),
      keysets.key({ poolId, use: "id" }),
      keysets.key({ poolId, use: "access" }),
      appClients.key({ poolId, clientId: clientId ?? "-" }),
    ]);
    if (pool === undefined) throw userPoolNotFound(poolId);
    if (clientId !== null && client === undefined) throw userPoolClientNotFound(clientId);
    // Derived and parsed once: as long as a record is the same, so are its keys.
    const before = this.#newest.get(poolId);
    const versions = { pool: pool.version, keyset: `${id?.version} ${access?.version}` };
    const unchanged = before?.versions.pool === versions.pool ? before?.snapshot : undefined;
    const parsed = before?.versions.keyset === versions.keyset ? before?.snapshot.keyset : undefined;
    const keys = id === undefined || access === undefined ? null : { id: id.value.keys, access: access.value.keys };
    return {
      snapshot: {
        pool: unchanged?.pool ?? { ...pool.value, settings: completeUserPool(pool.value.settings) },
        keys: unchanged?.keys ?? poolKeys(pool.value.secret),
        keyset: parsed ?? (keys === null ? null : this.#parseKeyset(keys)),
        client: client === undefined ? null : { ...client.value, settings: completeAppClient(client.value.settings) },
      },
      versions,
      at,
      turn,
    };
  }
}

/** U+0000 is in no id: the name of a pool's snapshot begins the names of its clients', and of no other pool's. */
function nameOf(poolId: string, clientId: string | null): string {
  return `${poolId}\0${clientId ?? ""}`;
}

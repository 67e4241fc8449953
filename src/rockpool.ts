import { z } from "zod";
import type { Background } from "./background.ts";
import { invalidParameter, parse } from "./codecs/schema.ts";
import { type Composition, compose } from "./compose.ts";
import type { SettingDifference } from "./errors.ts";
import { compareClocks, type Health, healthOf } from "./health.ts";
import type { IdentityPoolServices } from "./identity-pool/context.ts";
import { createIdentityPool, ensureIdentityPool, type NewIdentityPoolOptions } from "./identity-pool/ensure-identity-pool.ts";
import { identityNotFound } from "./identity-pool/identity.table.ts";
import { identityPoolNotFound, identityPools } from "./identity-pool/identity-pool.table.ts";
import { IdentityPool } from "./identity-pool/identity-pool.ts";
import { type IdentityPoolPage, type ListIdentityPoolsInput, listIdentityPools } from "./identity-pool/list-identity-pools.ts";
import { identityIdSchema } from "./identity-pool/manage-identities.ts";
import { poolOfIdentity } from "./identity-pool/pool-of-identity.ts";
import type { IdentityPoolOptions } from "./identity-pool/settings.ts";
import { keySchedule } from "./key-schedule.ts";
import { rotateDueKeys } from "./keys/rotate-due-keys.ts";
import type { Issuers } from "./oidc/issuers.ts";
import { checkedOptions, type RockpoolOptions, regionSchema } from "./rockpool-options.ts";
import { resolveMasterKey } from "./seal/master-key.ts";
import { createKeyring } from "./seal/sealing.ts";
import { checkCanary, hasCanary } from "./storage/canary.ts";
import type { StorageAdapter } from "./storage/contract.ts";
import { type Maintenance, runMaintenance } from "./storage/maintenance.ts";
import { Store } from "./storage/store.ts";
import { jobKinds, sealedTables, tables } from "./tables.ts";
import { boundedSigner } from "./tokens/signer.ts";
import type { LocalTriggers } from "./triggers/registry.ts";
import { AppClient } from "./user-pool/app-client.ts";
import { userPoolClientNotFound } from "./user-pool/app-clients/client.table.ts";
import { poolOfClient } from "./user-pool/app-clients/ensure-client.ts";
import type { EventListener } from "./user-pool/events/event-bus.ts";
import { clientContext, type PoolServices, poolContext } from "./user-pool/services.ts";
import { createUserPool, diffUserPool, ensureUserPool, type NewUserPoolOptions } from "./user-pool/settings/ensure-user-pool.ts";
import { type ListUserPoolsInput, listUserPools, type UserPoolPage } from "./user-pool/settings/list-user-pools.ts";
import type { UserPoolOptions } from "./user-pool/settings/pool-options.ts";
import { raisePoolEpochs } from "./user-pool/settings/restore-done.ts";
import { UserPool } from "./user-pool/user-pool.ts";

const DAY_MS = 86_400_000;

/** User pools and identity pools on one storage. Two of them, in one process or in many, share nothing but what is stored. */
export class Rockpool {
  readonly #services: PoolServices;
  readonly #identityServices: IdentityPoolServices;
  readonly #storage: StorageAdapter;
  readonly #region: string;
  readonly #signingKeyMaxAgeMs: number | null;
  readonly #background: Background;
  readonly #issuers: Issuers;

  private constructor(
    { services, identityServices, background, issuers }: Composition,
    settings: { readonly region: string; readonly signingKeyMaxAgeDays: number | null },
  ) {
    this.#services = services;
    this.#identityServices = identityServices;
    this.#storage = services.store.adapter;
    this.#region = settings.region;
    this.#signingKeyMaxAgeMs = settings.signingKeyMaxAgeDays === null ? null : settings.signingKeyMaxAgeDays * DAY_MS;
    this.#background = background;
    this.#issuers = issuers;
  }

  /**
   * Opens a storage: creates what is missing in it, compares clocks, and proves the master key.
   *
   * @throws `InvalidParameterException`; `MasterKeyException`: missing, malformed, or not the one the storage was sealed
   *   with; `StorageIncompatibleException`, `StorageUnavailableException`, `MissingPeerException`.
   */
  static async open(options: RockpoolOptions): Promise<Rockpool> {
    const { storage, masterKey, delivery, runtime, keySource, warn, credentialIssuer, ...settings } = checkedOptions(options);
    const signer = settings.signer && boundedSigner(settings.signer);
    await storage.open(tables.map(({ definition }) => definition));
    try {
      const description = await storage.describe();
      if (description.durable && keySource.forTestsOnly) {
        throw invalidParameter(["keySource"], "Member must not give published keys to a durable storage");
      }
      compareClocks(description, runtime, { allowed: settings.allowClockDifference, warn });
      const storageIsNew = !(await hasCanary(storage));
      const keys = await resolveMasterKey(masterKey, {
        durable: description.durable,
        storageIsNew,
        random: runtime.random,
      });
      const store = new Store(storage, createKeyring(keys, runtime.random), runtime);
      await checkCanary(store);

      return new Rockpool(await compose(store, signer, { ...settings, delivery, warn, keySource, credentialIssuer }), settings);
    } catch (error) {
      // Why it was refused is what the caller must learn, whether or not it closes.
      await storage.close().catch(() => {});
      throw error;
    }
  }

  /**
   * The user pool of this name or key: created (Cognito's `CreateUserPool`), or brought to what is written. A member that is
   * not written stays as it is, `reset` returns one to its default, objects merge member by member, lists are replaced, and
   * nothing is deleted; where nothing differs, nothing is written. The keys of a new pool are made in the background; what
   * needs them waits.
   *
   * @throws `InvalidParameterException`
   */
  async ensureUserPool(options: UserPoolOptions): Promise<UserPool> {
    const { settings, store } = this.#services;
    const { id, isNew, local } = await ensureUserPool(store, this.#region, options).catch((error: unknown) => {
      // Its answer may have been lost.
      settings.forgetAll();
      throw error;
    });
    return this.#made(id, local, isNew);
  }

  #made(id: string, local: LocalTriggers, isNew: boolean): UserPool {
    this.#services.triggers.register(id, local);
    this.#services.settings.forget(id);
    // Whoever needs the keys first learns of a failure, and makes them then.
    if (isNew) this.#services.firstKeyset(id).catch(() => {});
    return new UserPool(this.#services, id);
  }

  /**
   * A new pool, whatever others are called (Cognito's `CreateUserPool`): `ensureUserPool` does not find it by its name.
   *
   * @param where `region`: the first part of its id. @default that of `Rockpool.open`
   * @throws `InvalidParameterException`
   */
  async createUserPool(options: NewUserPoolOptions, where: { readonly region?: string | undefined } = {}): Promise<UserPool> {
    const { region = this.#region } = parse(regionSchema, where, "where");
    const { id, local } = await createUserPool(this.#services.store, region, options);
    return this.#made(id, local, true);
  }

  /**
   * What {@link Rockpool.ensureUserPool} would change, without changing it: for a look before a deployment. For a pool there is
   * not yet, every setting it would have.
   *
   * @throws `InvalidParameterException`
   */
  diffUserPool(options: UserPoolOptions): Promise<readonly SettingDifference[]> {
    return diffUserPool(this.#services.store, this.#region, options);
  }

  /** The pool with this id. @throws `ResourceNotFoundException` */
  async userPool(userPoolId: string): Promise<UserPool> {
    const checked = parse(z.string().min(1).max(55), userPoolId, "userPoolId");
    await poolContext(this.#services, checked);
    return new UserPool(this.#services, checked);
  }

  /** The client with this id, of whichever pool it is. @throws `ResourceNotFoundException` */
  async appClient(clientId: string): Promise<AppClient> {
    const checked = parse(z.string().min(1).max(128), clientId, "clientId");
    const poolId = await poolOfClient(this.#services.store, checked);
    if (poolId === undefined) throw userPoolClientNotFound(checked);
    await clientContext(this.#services, poolId, checked);
    return new AppClient(this.#services, poolId, checked);
  }

  /** One page of the user pools, in the order of their ids (Cognito's `ListUserPools`). @throws `InvalidParameterException` */
  listUserPools(input: ListUserPoolsInput = {}): Promise<UserPoolPage> {
    return listUserPools(this.#services.store, input);
  }

  /**
   * The identity pool of this name or key: created (Cognito's `CreateIdentityPool`), or brought to what is written. A member that is not
   * written stays as it is, `reset` returns one to its default; lists, roles, mappings and tags are replaced; where nothing differs, nothing
   * is written.
   *
   * @throws `InvalidParameterException`
   */
  async ensureIdentityPool(options: IdentityPoolOptions): Promise<IdentityPool> {
    const id = await ensureIdentityPool(this.#identityServices, this.#region, options);
    return new IdentityPool(this.#identityServices, id);
  }

  /**
   * A new identity pool, whatever others are called (Cognito's `CreateIdentityPool`): `ensureIdentityPool` does not find it by its name.
   *
   * @param where `region`: the first part of its id. @default that of `Rockpool.open`
   * @throws `InvalidParameterException`
   */
  async createIdentityPool(
    options: NewIdentityPoolOptions,
    where: { readonly region?: string | undefined } = {},
  ): Promise<IdentityPool> {
    const { region = this.#region } = parse(regionSchema, where, "where");
    return new IdentityPool(this.#identityServices, await createIdentityPool(this.#identityServices, region, options));
  }

  /** The identity pool with this id. @throws `ResourceNotFoundException` */
  async identityPool(identityPoolId: string): Promise<IdentityPool> {
    const poolId = parse(z.string().min(1).max(55), identityPoolId, "identityPoolId");
    const [pool] = await this.#services.store.read([identityPools.key({ poolId })]);
    if (pool === undefined) throw identityPoolNotFound(poolId);
    return new IdentityPool(this.#identityServices, poolId);
  }

  /** The identity pool that an identity is of: clients know its id only. @throws `InvalidParameterException`, `ResourceNotFoundException` */
  async identityPoolOf(identityId: string): Promise<IdentityPool> {
    const checked = parse(identityIdSchema, identityId, "identityId");
    const poolId = await poolOfIdentity(this.#services.store, checked);
    if (poolId === undefined) throw identityNotFound(checked);
    return new IdentityPool(this.#identityServices, poolId);
  }

  /** One page of the identity pools, in the order of their ids (Cognito's `ListIdentityPools`). @throws `InvalidParameterException` */
  listIdentityPools(input: ListIdentityPoolsInput = {}): Promise<IdentityPoolPage> {
    return listIdentityPools(this.#services.store, input);
  }

  /** Whether storage, clock and keys are well: for a health endpoint. It does not throw. */
  async check(): Promise<Health> {
    return healthOf(this.#services.store);
  }

  /**
   * Does the work that waits, in small steps: finishes deletions, seals with the current master key what an older one sealed,
   * publishes new signing keys for those that are as old as `signingKeyMaxAgeDays` and drops those of which no token is left, deletes
   * what has expired. Call it now and then, from as many processes as you like; what one leaves, the next takes over.
   *
   * @param options `maxMs`: when to stop, in ms; a step that has begun is finished. @default no limit
   * @throws when all else is done: `SignerUnavailableException`, or what a `keySource` of your own comes to; `SealBrokenException` for
   *   what does not open. At once: `StorageUnavailableException`.
   */
  async maintain(options: { readonly maxMs?: number | undefined } = {}): Promise<Maintenance> {
    const { maxMs = Number.POSITIVE_INFINITY } = parse(
      z.strictObject({ maxMs: z.number().positive().optional() }) as z.ZodType<typeof options, typeof options>,
      options,
    );
    const { store } = this.#services;
    const schedule = keySchedule(this.#services, this.#identityServices, this.#signingKeyMaxAgeMs);
    const rotateKeys = (isTimeUp: () => boolean) => rotateDueKeys(store, schedule, isTimeUp);
    return runMaintenance(store, this.#storage, { kinds: jobKinds, sealed: sealedTables, rotateKeys, maxMs });
  }

  /**
   * Hears of what happens in the pools of this `Rockpool`, after it was stored: what other processes do, they tell their own listeners.
   * No event holds a secret, an address or an attribute's value. What a listener throws changes nothing.
   *
   * @returns Ends the subscription.
   * @throws `InvalidParameterException`
   */
  subscribe(listener: EventListener): () => void {
    if (typeof listener !== "function") throw invalidParameter(["listener"], "Member must be a function");
    return this.#services.events.subscribe(listener);
  }

  /**
   * To be called once after a backup was restored, before anybody is let in again: ends every session, code and challenge that
   * was handed out before. A backup does not know which of them were used, revoked or replaced since. Users, passwords and
   * settings are as the backup has them.
   */
  async restoreDone(): Promise<void> {
    const { store, settings } = this.#services;
    try {
      await raisePoolEpochs(store);
    } finally {
      // Also when it broke off: some pools have been raised.
      settings.forgetAll();
    }
  }

  /** @internal Waits for what runs in the background. */
  settled(): Promise<void> {
    return this.#background.drained();
  }

  /** Waits for what runs in the background, ends what is asked of issuers, then closes the storage. What was acknowledged is stored. */
  async close(): Promise<void> {
    await this.#issuers.close();
    await this.settled();
    await this.#storage.close();
  }
}

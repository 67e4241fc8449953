import type { Delivery } from "../delivery/delivery.ts";
import type { Store } from "../storage/store.ts";
import type { ClaimsOf, TokenUse } from "../tokens/claims.ts";
import type { KeyMaker } from "../tokens/key-maker.ts";
import type { Keyset } from "../tokens/keyset.ts";
import { namesUnknownKey } from "../tokens/verification-keys.ts";
import { type Expectation, verifyToken } from "../tokens/verify.ts";
import type { Trace } from "../tracing.ts";
import { PoolTriggers } from "../triggers/pool-triggers.ts";
import type { TriggerRegistry } from "../triggers/registry.ts";
import type { AppClientRecord } from "./app-clients/client.table.ts";
import type { PoolContext } from "./context.ts";
import { tellOf } from "./events/attempt-telling.ts";
import type { EventBus } from "./events/event-bus.ts";
import type { GroupCache } from "./group-cache.ts";
import { triggersOf } from "./operation-triggers.ts";
import type { SettingsCache, SettingsSnapshot } from "./settings-cache.ts";
import type { PasswordHasher } from "./users/password-hasher.ts";

/** What the composition root gives to the pools of one `Rockpool`. */
export interface PoolServices {
  readonly store: Store;
  readonly settings: SettingsCache;
  readonly groups: GroupCache;
  readonly hasher: PasswordHasher;
  readonly delivery: Delivery;
  readonly events: EventBus;
  readonly trace: Trace;
  readonly triggers: TriggerRegistry;
  /** How long a trigger may take, in ms. */
  readonly triggerTimeoutMs: number;
  behind(work: () => Promise<unknown>): void;
  /** Issuers of pools that name none begin with it. No slash at the end. */
  readonly baseUrl: string;
  readonly keyMaker: KeyMaker;
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
  const { store, groups, hasher, delivery, events, baseUrl, keyMaker } = services;
  const issuer = pool.settings.issuer ?? `${baseUrl}/${poolId}`;
  const known = async (): Promise<Keyset> => keyset ?? services.firstKeyset(poolId);
  return {
    poolId,
    settings: pool.settings,
    epoch: pool.epoch,
    issuer,
    keys,
    keyset: known,
    keyMaker,
    verifyToken: async (token, expected) =>
      verifyOwnToken(services, await known(), {
        poolId,
        token,
        expectation: { issuer, ...expected, now: store.runtime.clock() },
      }),
    livingGroups: (references) => groups.living(poolId, references),
    store,
    hasher,
    delivery,
    triggers: new PoolTriggers({
      poolId,
      stored: pool.settings.triggers,
      registry: services.triggers,
      timeoutMs: services.triggerTimeoutMs,
      runtime: store.runtime,
    }),
    behind: (work) => services.behind(work),
    eventRetentionMs: pool.settings.authEventRetentionDays * 86_400_000,
    tell: (event) => events.tell(event),
  };
}

async function verifyOwnToken<U extends TokenUse | null>(
  { settings }: PoolServices,
  known: Keyset,
  order: { readonly poolId: string; readonly token: string; readonly expectation: Expectation<U> },
): Promise<ClaimsOf<U>> {
  const { poolId, token, expectation } = order;
  try {
    return verifyToken(known, token, expectation);
  } catch (error) {
    if (!namesUnknownKey(known, token)) throw error;
    const { keyset } = await settings.reread(poolId);
    if (keyset === null || keyset === known) throw error;
    return verifyToken(keyset, token, expectation);
  }
}

/** One operation on a pool, in a span of Cognito's name of it. @throws `ResourceNotFoundException`, and what the work throws */
export function operate<R>(
  services: PoolServices,
  poolId: string,
  operation: string,
  work: (context: PoolContext) => Promise<R>,
): Promise<R> {
  const ids = { "rockpool.user_pool_id": poolId };
  return services.trace(operation, ids, async () => {
    const context = await poolContext(services, poolId);
    context.triggers.require(triggersOf(operation));
    return work(context);
  });
}

/** One operation of an application, in a span of Cognito's name of it. @throws `ResourceNotFoundException`, and what the work throws */
export function operateAs<R>(
  services: PoolServices,
  { poolId, clientId }: { readonly poolId: string; readonly clientId: string },
  operation: string,
  work: (context: PoolContext, client: AppClientRecord) => Promise<R>,
): Promise<R> {
  const ids = { "rockpool.user_pool_id": poolId, "rockpool.client_id": clientId };
  return services.trace(operation, ids, async () => {
    const { context, client } = await clientContext(services, poolId, clientId);
    context.triggers.require(triggersOf(operation));
    return work(context, client);
  });
}

/**
 * An administrator's change to something that is no user, told when it is done. (What is done to users tells of itself, by their sub.)
 *
 * @param subject What was changed, as the administrator names it.
 */
export function administer<R>(
  services: PoolServices,
  poolId: string,
  { operation, subject }: { readonly operation: string; readonly subject: string | null },
  work: (context: PoolContext) => Promise<R>,
): Promise<R> {
  return operate(services, poolId, operation, async (context) => {
    const result = await work(context);
    tellOf(context, [{ type: "administration", operation, subject }]);
    return result;
  });
}

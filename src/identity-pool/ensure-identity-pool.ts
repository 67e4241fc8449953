import { newUuid } from "../codecs/ids.ts";
import { parse } from "../codecs/schema.ts";
import { newPoolSecret } from "../seal/pool-secret.ts";
import { type EnsuredKind, ensure, update } from "../settings/ensure.ts";
import { NO_POOL } from "../storage/contract.ts";
import type { IdentityPoolServices } from "./context.ts";
import { type IdentityPoolRecord, identityPoolNotFound, identityPools } from "./identity-pool.table.ts";
import { refuseAmbiguousProviders } from "./refuse-ambiguous-providers.ts";
import {
  checkIdentityPool,
  defaultIdentityPoolSettings,
  type IdentityPoolOptions,
  type IdentityPoolPatch,
  type IdentityPoolSettings,
  identityPoolPatchSchema,
  identityPoolSchema,
  mergeIdentityPool,
} from "./settings.ts";

type Means = Pick<IdentityPoolServices, "store" | "logins">;

/**
 * Creates the identity pool of this name or key, or brings it to what is written: see {@link ensure}.
 *
 * @param region The first part of a new pool's id.
 * @returns Its id.
 * @throws `InvalidParameterException`
 */
export async function ensureIdentityPool(means: Means, region: string, options: IdentityPoolOptions): Promise<string> {
  const { id } = await ensure(means.store, identityPoolKind(means, region), parse(identityPoolSchema, options));
  return id;
}

/** What is not found by its name, because names need not be unique. */
export type NewIdentityPoolOptions = Omit<IdentityPoolOptions, "key" | "reset" | "revision">;

/** Creates an identity pool, whatever others are called (Cognito's `CreateIdentityPool`). @throws `InvalidParameterException` */
export function createIdentityPool(means: Means, region: string, options: NewIdentityPoolOptions): Promise<string> {
  return ensureIdentityPool(means, region, { ...options, key: newUuid(means.store.runtime.random) });
}

/** What is to be written, or what makes it of what is stored. */
export type IdentityPoolChange = IdentityPoolPatch | ((settings: IdentityPoolSettings) => IdentityPoolPatch);

/** Changes settings of an identity pool: see {@link update}. @throws `InvalidParameterException`, `ResourceNotFoundException` */
export function updateIdentityPool(means: Means, poolId: string, change: IdentityPoolChange): Promise<void> {
  const checked = (patch: IdentityPoolPatch): IdentityPoolPatch => parse(identityPoolPatchSchema, patch);
  const written = typeof change === "function" ? (stored: IdentityPoolSettings) => checked(change(stored)) : checked(change);
  return update(means.store, identityPoolKind(means, ""), { id: poolId, written, notFound: () => identityPoolNotFound(poolId) });
}

function identityPoolKind({ store, logins }: Means, region: string): EnsuredKind<IdentityPoolSettings, IdentityPoolRecord> {
  const { random } = store.runtime;
  return {
    reserved: { poolId: NO_POOL, kind: "identityPool" },
    name: "identityPoolName",
    defaults: defaultIdentityPoolSettings,
    frozen: [],
    merge: mergeIdentityPool,
    check: checkIdentityPool,
    async rests(_, __, settings) {
      await refuseAmbiguousProviders(logins, settings);
      return [];
    },
    find: (poolId) => identityPools.key({ poolId }),
    create(configured) {
      const poolId = `${region}:${newUuid(random)}`;
      return { id: poolId, entries: [identityPools.create({ ...configured, poolId, secret: newPoolSecret(random) })] };
    },
  };
}

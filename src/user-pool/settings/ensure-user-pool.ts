import { newUserPoolId } from "../../codecs/ids.ts";
import { parse } from "../../codecs/schema.ts";
import type { SettingDifference } from "../../errors.ts";
import { newPoolSecret } from "../../seal/pool-secret.ts";
import { NO_POOL } from "../../storage/contract.ts";
import type { Store } from "../../storage/store.ts";
import { diff, type Ensured, type EnsuredKind, ensure, update } from "./ensure.ts";
import { type UserPoolRecord, userPoolNotFound, userPools } from "./pool.table.ts";
import {
  checkUserPool,
  defaultUserPoolSettings,
  frozenUserPoolSettings,
  mergeUserPool,
  type UserPoolOptions,
  type UserPoolPatch,
  type UserPoolSettings,
  userPoolPatchSchema,
  userPoolSchema,
} from "./pool-options.ts";

/**
 * Creates the pool of this name or key, or brings it to what is written: see {@link ensure}.
 *
 * @param region The first part of a new pool's id.
 * @throws `InvalidParameterException`
 */
export async function ensureUserPool(store: Store, region: string, options: UserPoolOptions): Promise<Ensured> {
  return ensure(store, userPoolKind(store, region), parse(userPoolSchema, options));
}

/** What {@link ensureUserPool} would change. @throws `InvalidParameterException` */
export async function diffUserPool(
  store: Store,
  region: string,
  options: UserPoolOptions,
): Promise<readonly SettingDifference[]> {
  return diff(store, userPoolKind(store, region), parse(userPoolSchema, options));
}

/**
 * Changes settings of a pool (Cognito's `UpdateUserPool` and `AddCustomAttributes`): see {@link update}.
 *
 * @throws `InvalidParameterException`, `FrozenSettingException`, `ResourceNotFoundException`
 */
export async function updateUserPool(store: Store, poolId: string, patch: UserPoolPatch): Promise<void> {
  const written = parse(userPoolPatchSchema, patch);
  await update(store, userPoolKind(store, ""), { id: poolId, written, notFound: () => userPoolNotFound(poolId) });
}

function userPoolKind({ runtime: { random } }: Store, region: string): EnsuredKind<UserPoolSettings, UserPoolRecord> {
  return {
    reserved: { poolId: NO_POOL, kind: "userPool" },
    name: "poolName",
    defaults: defaultUserPoolSettings,
    frozen: frozenUserPoolSettings,
    merge: mergeUserPool,
    check: checkUserPool,
    find: (poolId) => userPools.key({ poolId }),
    create(configured) {
      const poolId = newUserPoolId(random, region);
      return { id: poolId, entry: userPools.create({ ...configured, poolId, secret: newPoolSecret(random), epoch: 0 }) };
    },
  };
}

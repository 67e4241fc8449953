import { newUserPoolId, newUuid } from "../../codecs/ids.ts";
import { asData, parse, type SchemaOf } from "../../codecs/schema.ts";
import type { SettingDifference } from "../../errors.ts";
import { newPoolSecret } from "../../seal/pool-secret.ts";
import { diff, type Ensured, type EnsuredKind, ensure, update } from "../../settings/ensure.ts";
import { NO_POOL } from "../../storage/contract.ts";
import type { Store } from "../../storage/store.ts";
import { partTriggers } from "../../triggers/options.ts";
import type { LocalTriggers } from "../../triggers/registry.ts";
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
  type WrittenUserPoolPatch,
} from "./pool-options.ts";

/** What {@link ensureUserPool} came to. */
export interface EnsuredUserPool extends Ensured {
  /** The functions that stay in this process. */
  readonly local: LocalTriggers;
}

/**
 * Creates the pool of this name or key, or brings it to what is written: see {@link ensure}.
 *
 * @param region The first part of a new pool's id.
 * @throws `InvalidParameterException`
 */
export async function ensureUserPool(store: Store, region: string, options: UserPoolOptions): Promise<EnsuredUserPool> {
  const { written, local } = parted(userPoolSchema, options);
  return { ...(await ensure(store, userPoolKind(store, region), written)), local };
}

/** What is not found by its name, because names need not be unique. */
export type NewUserPoolOptions = Omit<UserPoolOptions, "key" | "reset" | "revision">;

/** Creates a pool, whatever others are called (Cognito's `CreateUserPool`). @throws `InvalidParameterException` */
export function createUserPool(store: Store, region: string, options: NewUserPoolOptions): Promise<EnsuredUserPool> {
  return ensureUserPool(store, region, { ...options, key: newUuid(store.runtime.random) });
}

/** What {@link ensureUserPool} would change. @throws `InvalidParameterException` */
export async function diffUserPool(
  store: Store,
  region: string,
  options: UserPoolOptions,
): Promise<readonly SettingDifference[]> {
  return diff(store, userPoolKind(store, region), parted(userPoolSchema, options).written);
}

/**
 * Options, and the functions among them, which are stored by their names.
 *
 * @param before The name of the pool, where it stays.
 * @throws `InvalidParameterException`
 */
function parted<W>(
  schema: SchemaOf<W>,
  options: UserPoolOptions | UserPoolPatch,
  before = "",
): { readonly written: W; readonly local: LocalTriggers } {
  return asData([], () => {
    const { written: triggers, local } = partTriggers(options?.poolName ?? before, options?.triggers);
    const hasMembers = typeof options === "object" && options !== null && !Array.isArray(options);
    return { written: parse(schema, hasMembers ? { ...options, triggers } : options), local };
  });
}

/**
 * Changes settings of a pool (Cognito's `UpdateUserPool` and `AddCustomAttributes`): see {@link update}.
 *
 * @param poolName As it is called now.
 * @returns The functions that stay in this process.
 * @throws `InvalidParameterException`, `FrozenSettingException`, `ResourceNotFoundException`
 */
export async function updateUserPool(
  store: Store,
  { poolId, poolName }: { readonly poolId: string; readonly poolName: string },
  patch: UserPoolPatch,
): Promise<LocalTriggers> {
  const { written, local } = parted(userPoolPatchSchema, patch, poolName);
  await update(store, userPoolKind(store, ""), { id: poolId, written, notFound: () => userPoolNotFound(poolId) });
  return local;
}

/** Changes settings by what they are, as one step. @throws `InvalidParameterException`, `ResourceNotFoundException` */
export function changeUserPool(
  store: Store,
  poolId: string,
  written: (before: UserPoolSettings) => WrittenUserPoolPatch,
): Promise<void> {
  return update(store, userPoolKind(store, ""), { id: poolId, written, notFound: () => userPoolNotFound(poolId) });
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
      return { id: poolId, entries: [userPools.create({ ...configured, poolId, secret: newPoolSecret(random), epoch: 0 })] };
    },
  };
}

import { type IdentityPoolServices, identityPoolContext } from "./identity-pool/context.ts";
import { type IdentityPoolRecord, identityPools } from "./identity-pool/identity-pool.table.ts";
import { identityKeyOwner, identitySigningAlgorithm } from "./identity-pool/key-owner.ts";
import type { KeySchedule } from "./keys/rotate-due-keys.ts";
import type { Found } from "./storage/table.ts";
import type { SigningAlgorithm } from "./tokens/jwk.ts";
import { keyOwner, signingAlgorithmOf } from "./user-pool/key-owner.ts";
import { type PoolServices, poolContext } from "./user-pool/services.ts";
import { type UserPoolRecord, userPools } from "./user-pool/settings/pool.table.ts";

/** How `maintain` changes the keys of pools of either kind. */
export function keySchedule(users: PoolServices, identity: IdentityPoolServices, maxAgeMs: number | null): KeySchedule {
  const { store, keyMaker } = users;
  return {
    maxAgeMs,
    keyMaker,
    async algorithmsOf(poolIds) {
      const refs = poolIds.map((poolId) => (isIdentityPool(poolId) ? identityPools : userPools).key({ poolId }));
      const found: readonly (Found<UserPoolRecord | IdentityPoolRecord> | undefined)[] = await store.read(refs);
      return new Map(found.flatMap((pool) => (pool === undefined ? [] : [[pool.value.poolId, algorithmOf(pool.value)]])));
    },
    async ownerOf(poolId) {
      if (isIdentityPool(poolId)) return identityKeyOwner(await identityPoolContext(identity, poolId));
      return keyOwner(await poolContext(users, poolId));
    },
    changed: (poolId) => users.settings.forget(poolId),
  };
}

/** The id of a user pool has no colon. */
function isIdentityPool(poolId: string): boolean {
  return poolId.includes(":");
}

function algorithmOf(pool: UserPoolRecord | IdentityPoolRecord): SigningAlgorithm {
  return "epoch" in pool ? signingAlgorithmOf(pool) : identitySigningAlgorithm(pool);
}

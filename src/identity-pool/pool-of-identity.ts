import { reservedNames } from "../settings/reserved.table.ts";
import { NO_POOL } from "../storage/contract.ts";
import type { Store } from "../storage/store.ts";
import type { Entry, Found, Ref } from "../storage/table.ts";
import { type IdentityRecord, identities } from "./identity.table.ts";
import { identityPools } from "./identity-pool.table.ts";

/** The id of an identity says nothing of its pool, and clients name nothing else: this record does, as long as there is the identity. */
export function nameOfIdentity(identityId: string): Ref<ReservedPool> {
  return reservedNames.key({ ...ofNoPool, name: identityId });
}

/** Joins the plan that makes an identity. */
export function reserveIdentity({ poolId, identityId }: Pick<IdentityRecord, "poolId" | "identityId">): Entry {
  return reservedNames.create({ ...ofNoPool, name: identityId, id: poolId });
}

/** The pool that an identity is of; `undefined`: there is no such identity, or no pool any more. */
export async function poolOfIdentity(store: Store, identityId: string): Promise<string | undefined> {
  const [reserved] = await store.read([nameOfIdentity(identityId)]);
  if (reserved === undefined) return undefined;
  const poolId = reserved.value.id;
  const [pool] = await store.read([identityPools.key({ poolId })]);
  return pool === undefined ? undefined : poolId;
}

/** Both at once, so that of an identity that is there the other is, too. */
export async function identitiesOfNoPool(store: Store, poolId: string, limit: number): Promise<readonly Entry[]> {
  const { records } = await store.scan(identities, [poolId], { limit: Math.floor(limit / 2), cursor: null });
  const names = await store.read(records.map(({ value }) => nameOfIdentity(value.identityId)));
  const there: readonly Found<unknown>[] = [...records, ...names.filter((name) => name !== undefined)];
  return there.map((record) => record.delete());
}

interface ReservedPool {
  readonly id: string;
}

const ofNoPool = { poolId: NO_POOL, kind: "identityId" } as const;

import { PoolSigningKeys } from "../../keys/pool-signing-keys.ts";
import { type IdentityPoolServices, operate } from "../context.ts";
import { identityKeyOwner } from "../key-owner.ts";

/** The keys of an identity pool. */
export function identityPoolKeys(services: IdentityPoolServices, poolId: string): PoolSigningKeys {
  return new PoolSigningKeys(poolId, {
    read: (operation, work) => operate(services, poolId, operation, (context) => work(identityKeyOwner(context))),
    change: (operation, _, work) => operate(services, poolId, operation, (context) => work(identityKeyOwner(context))),
  });
}

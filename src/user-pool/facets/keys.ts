import { PoolSigningKeys } from "../../keys/pool-signing-keys.ts";
import { keyOwner } from "../key-owner.ts";
import { administer, operate, type PoolServices } from "../services.ts";

/** The keys of a user pool. */
export function userPoolKeys(services: PoolServices, poolId: string): PoolSigningKeys {
  return new PoolSigningKeys(poolId, {
    read: (operation, work) => operate(services, poolId, operation, (context) => work(keyOwner(context))),
    async change(operation, subject, work) {
      try {
        return await administer(services, poolId, { operation, subject }, (context) => work(keyOwner(context)));
      } finally {
        // Also when the answer was lost: then it may have been done.
        services.settings.forget(poolId);
      }
    },
  });
}

import type { KeyOwner } from "../keys/key-owner.ts";
import type { SigningAlgorithm } from "../tokens/jwk.ts";
import { tokenUses } from "../tokens/keyset.table.ts";
import type { PoolContext } from "./context.ts";
import { attemptTelling } from "./events/attempt-telling.ts";
import { type UserPoolRecord, userPoolNotFound, userPools } from "./settings/pool.table.ts";
import { completeUserPool } from "./settings/pool-options.ts";

/** A user pool as the use cases of keys take it. Each new key is an event. */
export function keyOwner(context: PoolContext): KeyOwner {
  const { poolId, store, keyMaker } = context;
  return {
    poolId,
    store,
    keyMaker,
    uses: tokenUses,
    record: userPools.key({ poolId }),
    algorithmOf: (record) => signingAlgorithmOf(record as UserPoolRecord),
    notFound: () => userPoolNotFound(poolId),
    attempt: (decide) =>
      attemptTelling(context, async (step) => {
        const { added = [], ...decision } = await decide(step);
        const events = added.map(({ tokenUse, key: { kid, signsFrom } }) => {
          return { type: "keyRotation", tokenUse, kid, signsFrom: new Date(signsFrom) } as const;
        });
        return { ...decision, events };
      }),
  };
}

export function signingAlgorithmOf({ settings }: Pick<UserPoolRecord, "settings">): SigningAlgorithm {
  return completeUserPool(settings).signingAlgorithm;
}

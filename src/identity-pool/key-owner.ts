import type { KeyOwner } from "../keys/key-owner.ts";
import { attempt } from "../storage/attempt.ts";
import type { Store } from "../storage/store.ts";
import type { SigningAlgorithm } from "../tokens/jwk.ts";
import type { KeyMaker } from "../tokens/key-maker.ts";
import { type IdentityPoolRecord, identityPoolNotFound, identityPools } from "./identity-pool.table.ts";
import { defaultIdentityPoolSettings } from "./settings.ts";

/** What an OpenID token is signed by: an ID token is what it is, of a pool that gives no other. */
export const OPEN_ID_TOKEN = "id";

/** An identity pool as the use cases of keys take it. */
export function identityKeyOwner({
  poolId,
  store,
  keyMaker,
}: {
  readonly poolId: string;
  readonly store: Store;
  readonly keyMaker: KeyMaker;
}): KeyOwner {
  return {
    poolId,
    store,
    keyMaker,
    uses: [OPEN_ID_TOKEN],
    record: identityPools.key({ poolId }),
    algorithmOf: (record) => identitySigningAlgorithm(record as IdentityPoolRecord),
    notFound: () => identityPoolNotFound(poolId),
    attempt: (decide) => attempt(store, decide),
  };
}

/** Of a pool that was stored before there was such a setting, the default. */
export function identitySigningAlgorithm({ settings }: Pick<IdentityPoolRecord, "settings">): SigningAlgorithm {
  return settings.signingAlgorithm ?? defaultIdentityPoolSettings.signingAlgorithm;
}

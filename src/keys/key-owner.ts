import type { RockpoolError } from "../errors.ts";
import type { Decision, Step } from "../storage/attempt.ts";
import type { Store } from "../storage/store.ts";
import type { PoolRecord, Ref } from "../storage/table.ts";
import type { TokenUse } from "../tokens/claims.ts";
import type { SigningAlgorithm } from "../tokens/jwk.ts";
import type { KeyMaker } from "../tokens/key-maker.ts";
import type { KeysByUse, SigningKeyRecord } from "../tokens/keyset.table.ts";

/** A pool of either kind, as far as it has keys: what every use case of keys takes. */
export interface KeyOwner {
  readonly poolId: string;
  readonly store: Store;
  /** Makes new ones. */
  readonly keyMaker: KeyMaker;
  /** The uses of tokens that it signs. Of others it has no keys. */
  readonly uses: readonly TokenUse[];
  /** Its record, which every plan that changes keys names. */
  readonly record: Ref<PoolRecord>;
  /** By which new keys are to sign, as the record says. */
  algorithmOf(record: PoolRecord): SigningAlgorithm;
  notFound(): RockpoolError;
  /** `attempt`, which also tells of what the change adds. */
  attempt(decide: (step: Step) => Promise<ChangeOfKeys>): Promise<KeysByUse>;
}

/** What a change comes to. */
export type ChangeOfKeys = Decision<KeysByUse> & {
  readonly added?: readonly AddedKey[];
};

export interface AddedKey {
  readonly tokenUse: TokenUse;
  readonly key: SigningKeyRecord;
}

import type { Delivery } from "../delivery/delivery.ts";
import type { PoolKeys } from "../seal/pool-secret.ts";
import type { ClaimsOf, TokenUse } from "../tokens/claims.ts";
import type { KeyMaker } from "../tokens/key-maker.ts";
import type { Keyset } from "../tokens/keyset.ts";
import type { Expectation } from "../tokens/verify.ts";
import type { PoolTriggers } from "../triggers/pool-triggers.ts";
import type { EventContext } from "./events/attempt-telling.ts";
import type { GroupRecord, GroupReference } from "./groups/group.table.ts";
import type { UserPoolSettings } from "./settings/pool-options.ts";
import type { PasswordHasher } from "./users/password-hasher.ts";

/**
 * What every use case of a pool takes: the pool's settings as they were a moment ago (see `settingsMaxAgeSeconds`), and
 * the means to work. Use cases are functions of this and their input; they never take a class.
 */
export interface PoolContext extends EventContext {
  readonly settings: UserPoolSettings;
  readonly epoch: number;
  /** The `iss` of the pool's tokens. */
  readonly issuer: string;
  /** Keys that derive from the pool's secret, one for each purpose. */
  readonly keys: PoolKeys;
  /** The keys that sign the pool's tokens; waits for those that are still being made. */
  keyset(): Promise<Keyset>;
  /** Makes new ones. */
  readonly keyMaker: KeyMaker;
  /**
   * Verifies a token of the pool, offline but for a key that is not known: for it, keys are read again once in 30 seconds.
   *
   * @throws `NotAuthorizedException`: see `verifyToken`. `StorageUnavailableException`
   */
  verifyToken<U extends TokenUse | null>(
    token: string,
    expected: Pick<Expectation<U>, "tokenUse" | "clientId">,
  ): Promise<ClaimsOf<U>>;
  /** The groups of these that are there, as they were a moment ago: as old as settings may be. */
  livingGroups(references: readonly GroupReference[]): Promise<readonly GroupRecord[]>;
  readonly hasher: PasswordHasher;
  readonly delivery: Delivery;
  readonly triggers: PoolTriggers;
  /** Begins what nobody waits for, but `close`. What it throws is told nobody: it tells of itself. */
  behind(work: () => Promise<unknown>): void;
}

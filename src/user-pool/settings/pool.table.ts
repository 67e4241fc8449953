import { RockpoolError } from "../../errors.ts";
import type { Configured } from "../../settings/ensure.ts";
import { type Table, table } from "../../storage/table.ts";
import type { UserPoolSettings } from "./pool-options.ts";

/** A user pool: its settings, and the secret from which its keys derive. */
export interface UserPoolRecord extends Configured<UserPoolSettings> {
  /** 256 random bits. Codes, refresh tokens and simulated answers rest on it; the master key only seals it. */
  readonly secret: string;
  /** Raised after a restored backup: what is of an older epoch is dead. */
  readonly epoch: number;
}

export const userPools: Table<UserPoolRecord> = table({
  name: "user_pools",
  key: ["poolId"],
  sealed: ["secret"],
});

export function userPoolNotFound(poolId: string): RockpoolError {
  return new RockpoolError("ResourceNotFoundException", `User pool ${poolId} does not exist.`);
}

import { RockpoolError } from "../errors.ts";
import type { Configured } from "../settings/ensure.ts";
import { type Table, table } from "../storage/table.ts";
import type { IdentityPoolSettings } from "./settings.ts";

/** An identity pool: its settings, and the secret from which its credentials derive. */
export interface IdentityPoolRecord extends Configured<IdentityPoolSettings> {
  /** 256 random bits; the master key only seals it. */
  readonly secret: string;
}

export const identityPools: Table<IdentityPoolRecord> = table({
  name: "identity_pools",
  key: ["poolId"],
  sealed: ["secret"],
});

export function identityPoolNotFound(poolId: string): RockpoolError {
  return new RockpoolError("ResourceNotFoundException", `IdentityPool '${poolId}' not found.`);
}

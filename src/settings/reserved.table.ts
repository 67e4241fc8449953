import { type PoolRecord, type Table, table } from "../storage/table.ts";

/**
 * The name by which `ensure…` finds what it made before: uniqueness is this record, and whoever creates it first, wins. Of kind `clientId` and
 * `identityId`, of no pool: the pool that a client or an identity is of, for who knows nothing but its id.
 */
export interface ReservedRecord extends PoolRecord {
  readonly kind: "userPool" | "client" | "clientId" | "identityPool" | "identityId";
  readonly name: string;
  /** What has the name: a pool id, a client id. */
  readonly id: string;
}

export const reservedNames: Table<ReservedRecord, "kind" | "name"> = table({
  name: "reserved_names",
  key: ["poolId", "kind", "name"],
});

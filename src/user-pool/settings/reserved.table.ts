import { type PoolRecord, type Table, table } from "../../storage/table.ts";

/** The name by which `ensure…` finds what it made before. Uniqueness is this record: whoever creates it first, wins. */
export interface ReservedRecord extends PoolRecord {
  readonly kind: "userPool" | "client";
  readonly name: string;
  /** What has the name: a pool id, a client id. */
  readonly id: string;
}

export const reservedNames: Table<ReservedRecord, "kind" | "name"> = table({
  name: "reserved_names",
  key: ["poolId", "kind", "name"],
});

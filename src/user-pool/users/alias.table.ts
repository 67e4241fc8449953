import { type PoolRecord, type Table, table } from "../../storage/table.ts";
import type { ContactAttribute } from "../settings/sign-in-names.ts";

/**
 * Whose an address is, in a pool where people sign in by it. It is taken by the record being there: where addresses are user names
 * when the user comes into being, else when the address is verified. So an address that nobody proved is in nobody's way.
 */
export interface AliasRecord extends PoolRecord {
  readonly kind: ContactAttribute;
  /** Folded. */
  readonly value: string;
  readonly sub: string;
}

export const aliases: Table<AliasRecord, "kind" | "value"> = table({ name: "aliases", key: ["poolId", "kind", "value"] });

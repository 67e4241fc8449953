import { keysets } from "../tokens/keyset.table.ts";
import type { KeyOwner } from "./key-owner.ts";
import { type SigningKeySummary, summariesOf } from "./signing-key.ts";

/** The keys of a pool as they are stored now: those for ID tokens first, each in the order in which they sign. */
export async function listKeys({ poolId, store }: KeyOwner): Promise<readonly SigningKeySummary[]> {
  const [id, access] = await store.read([keysets.key({ poolId, use: "id" }), keysets.key({ poolId, use: "access" })]);
  return summariesOf({ id: id?.value.keys ?? [], access: access?.value.keys ?? [] }, store.runtime.clock());
}

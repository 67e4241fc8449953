import { type PoolRecord, type Table, table } from "../storage/table.ts";
import type { TokenUse } from "./claims.ts";
import type { PrivateJwk, PublicJwk, SigningAlgorithm } from "./jwk.ts";
import { publicMembers } from "./key-pair.ts";

/** A key whose private half is here. The public one is computed from it. */
export interface LocalKey {
  readonly privateJwk: PrivateJwk;
}

/** A key whose private half never leaves a signer. The public one is sealed with its name. */
export interface RemoteKey {
  /** What the signer calls it. */
  readonly keyId: string;
  readonly publicJwk: PublicJwk;
}

/** What makes a key, before it is known when it signs. */
export type KeyMaterial = (LocalKey | RemoteKey) & {
  /** Another one for each key of a pool, of either use. */
  readonly kid: string;
  readonly alg: SigningAlgorithm;
};

/** One key that signs. Times are ms since the epoch. */
export type SigningKeyRecord = KeyMaterial & {
  /** When it came here. */
  readonly createdAt: number;
  /** From when on it signs, until another one does. Before, it is published only. */
  readonly signsFrom: number;
};

/**
 * The keys of a pool for tokens of one use, in the order in which they begin to sign. No public half stands outside of what is
 * sealed: whoever writes to the database cannot have a key of their own accepted.
 */
export interface KeysetRecord extends PoolRecord {
  readonly use: TokenUse;
  readonly keys: readonly SigningKeyRecord[];
}

export const keysets: Table<KeysetRecord, "use"> = table({
  name: "keysets",
  key: ["poolId", "use"],
  sealed: ["keys"],
});

/** Each has its own record. */
export const tokenUses: readonly TokenUse[] = ["id", "access"];

/** All keys of a pool. */
export type KeysByUse = Readonly<Record<TokenUse, readonly SigningKeyRecord[]>>;

export function publicHalf(key: KeyMaterial): PublicJwk {
  return publicMembers("privateJwk" in key ? key.privateJwk : key.publicJwk);
}

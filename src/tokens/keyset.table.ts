import { type PoolRecord, type Table, table } from "../storage/table.ts";
import type { TokenUse } from "./claims.ts";
import type { RsaPrivateJwk } from "./jwk.ts";

/** One key that signs. */
export interface SigningKeyRecord {
  readonly use: TokenUse;
  /** The thumbprint of its public half, in base64. */
  readonly kid: string;
  readonly alg: "RS256";
  readonly privateJwk: RsaPrivateJwk;
  /** Ms since the epoch. */
  readonly createdAt: number;
}

/**
 * The keys of a pool. Public halves are not stored: they are computed from what is sealed, so that whoever writes to the
 * database cannot have a key of their own accepted.
 */
export interface KeysetRecord extends PoolRecord {
  readonly keys: readonly SigningKeyRecord[];
}

export const keysets: Table<KeysetRecord> = table({
  name: "keysets",
  key: ["poolId"],
  sealed: ["keys"],
});

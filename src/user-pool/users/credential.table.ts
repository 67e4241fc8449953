import { type PoolRecord, type Table, table } from "../../storage/table.ts";

/** A user's password. */
export interface CredentialRecord extends PoolRecord {
  readonly sub: string;
  /** An encoded argon2id hash, which names its parameters, or one of another scheme until the first sign-in after an import; `null` for a
   * user without a password. */
  readonly passwordHash: string | null;
  /** Hashes of the passwords before, the last one first: as many as a new password must differ from. */
  readonly previousHashes: readonly string[];
  /** New with each password that is set; the same when the same password is hashed anew. */
  readonly passwordId: string;
  /** Until when a temporary password may be used, in ms; `null` for one that the user chose. */
  readonly temporaryUntil: number | null;
}

export const credentials: Table<CredentialRecord, "sub"> = table({
  name: "credentials",
  key: ["poolId", "sub"],
  sealed: ["passwordHash", "previousHashes"],
});

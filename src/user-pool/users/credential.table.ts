import { type PoolRecord, type Table, table } from "../../storage/table.ts";

/** A user's password. */
export interface CredentialRecord extends PoolRecord {
  readonly sub: string;
  /**
   * An encoded hash, which names its scheme and parameters: argon2id, or what was imported, until the next right sign-in; `null` for a user
   * without a password.
   */
  readonly passwordHash: string | null;
  /** Such hashes of the passwords before, the last one first: as many as a new password must differ from. */
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

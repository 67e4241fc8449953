import { type PoolRecord, type Table, table } from "../../storage/table.ts";
import type { ContactAttribute } from "../settings/sign-in-names.ts";

/** What a code is for: a code of one purpose is never taken for another. */
export const codePurposes = ["signUp", "verifyEmail", "verifyPhoneNumber", "resetPassword"] as const;

export type CodePurpose = (typeof codePurposes)[number];

/** The one code of a user and purpose; a new one replaces it. The code itself is nowhere. */
export interface CodeRecord extends PoolRecord {
  readonly sub: string;
  readonly purpose: CodePurpose;
  /** HMAC over sub, purpose, the value it proves and the code, with a key of the pool: a million guesses need the key. */
  readonly mac: string;
  /** The attribute whose value it proves. */
  readonly attributeName: ContactAttribute;
  /** The value that the attribute gets when the code proves it; `null` when it proves the value that the attribute has. */
  readonly pendingValue: string | null;
  /** The password it was to replace (`CredentialRecord.passwordId`): with that it is over. `null` for a code that replaces none. */
  readonly passwordId: string | null;
  readonly expiresAt: number;
  /** A used code is kept until it expires, so that its second use is told from a wrong one. */
  readonly usedAt: number | null;
  readonly poolEpoch: number;
}

export const codes: Table<CodeRecord, "sub" | "purpose"> = table({
  name: "codes",
  key: ["poolId", "sub", "purpose"],
  sealed: ["pendingValue"],
  expiresAt: ({ expiresAt }) => expiresAt,
});

import { type PoolRecord, type Table, table } from "../../storage/table.ts";
import type { AuthenticationMethod } from "../../tokens/claims.ts";
import type { GrantOfClaims } from "../claims/claims.ts";

/**
 * One sign-in, and every refresh token that will ever come of it. The token names its generation; rotation is one put, reuse
 * of an older generation ends the family: no token is stored, no family forks.
 */
export interface FamilyRecord extends PoolRecord {
  /** The `origin_jti` of every token of this sign-in. */
  readonly familyId: string;
  readonly sub: string;
  readonly clientId: string;
  /** How often the token was rotated. */
  readonly generation: number;
  readonly rotatedAt: number | null;
  readonly revoked: boolean;
  /** When the refresh tokens end, all of them: rotation prolongs nothing. */
  readonly expiresAt: number;
  readonly deviceKey: string | null;
  /** The user's epoch at sign-in: a family of a lower one is dead. */
  readonly epoch: number;
  readonly poolEpoch: number;
  /** When the user proved who they are; stays the same through every refresh. */
  readonly authTime: number;
  /** The `event_id` of every token of this sign-in. */
  readonly eventId: string;
  /** By what means the user signed in (RFC 8176). */
  readonly amr: readonly AuthenticationMethod[];
  readonly scope: string;
  /** Of a sign-in that came through OAuth; absent otherwise. */
  readonly oauth?: GrantOfClaims;
}

/** The longest that a token made by the last refresh lives on: as long, online checks ask for its family. */
const LONGEST_ACCESS_MS = 86_400_000;

export const families: Table<FamilyRecord, "familyId", "sub"> = table({
  name: "families",
  key: ["poolId", "familyId"],
  indexes: { sub: ({ sub }) => sub },
  expiresAt: ({ expiresAt }) => expiresAt + LONGEST_ACCESS_MS,
});

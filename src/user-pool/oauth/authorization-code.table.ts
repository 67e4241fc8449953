import { type PoolRecord, type Table, table } from "../../storage/table.ts";
import type { AuthenticationMethod } from "../../tokens/claims.ts";

/** What a client was granted, until it fetches its tokens. The code is used once: the plan of the exchange names it at its version. */
export interface AuthorizationCodeRecord extends PoolRecord {
  /** Of the code that was handed out, which is nowhere. */
  readonly codeHash: string;
  readonly clientId: string;
  readonly redirectUri: string;
  readonly scope: string;
  /** For the ID token, sealed by the code. */
  readonly nonce: string | null;
  /** S256 of the verifier (RFC 7636 section 4.2); `null`: the client proves itself by its secret alone. */
  readonly codeChallenge: string | null;
  readonly resource: string | null;
  readonly sub: string;
  /** The user's epoch when it was made: a sign-out, or another password, ends it. */
  readonly epoch: number;
  readonly poolEpoch: number;
  readonly authTime: number;
  readonly amr: readonly AuthenticationMethod[];
  /** The `event_id` of the sign-in, which the tokens keep; `null`: the sign-in told none. */
  readonly eventId: string | null;
  readonly expiresAt: number;
  readonly usedAt: number | null;
  /** The session that its exchange began, which a second use of the code ends; `null`: it began none. */
  readonly familyId: string | null;
}

/** How long a used code is remembered, so that a second use ends what the first one began. */
const REMEMBERED_MS = 86_400_000;

export const authorizationCodes: Table<AuthorizationCodeRecord, "codeHash"> = table({
  name: "authorization_codes",
  key: ["poolId", "codeHash"],
  expiresAt: ({ expiresAt, usedAt }) => (usedAt === null ? expiresAt : usedAt + REMEMBERED_MS),
});

import { type PoolRecord, type Table, table } from "../../storage/table.ts";

/** Cognito's names of the challenges there are. Each has its file in `challenges/`. */
export type ChallengeName = "NEW_PASSWORD_REQUIRED";

/** One question that was put to somebody on the way in. It is answered once: the answer's plan names it at its version. */
export interface ChallengeRecord extends PoolRecord {
  /** Of the session that was handed out, which is nowhere. */
  readonly handleHash: string;
  readonly clientId: string;
  readonly sub: string;
  readonly challengeName: ChallengeName;
  /** What the steps before have come to, sealed by the handle. */
  readonly state: string;
  /** The user's epoch when it was put: a sign-out, or another password, ends it. */
  readonly epoch: number;
  readonly poolEpoch: number;
  readonly expiresAt: number;
  /** A used one is kept until it expires, so that its second use is told from an invention. */
  readonly usedAt: number | null;
}

export const challenges: Table<ChallengeRecord, "handleHash"> = table({
  name: "challenges",
  key: ["poolId", "handleHash"],
  expiresAt: ({ expiresAt }) => expiresAt,
});

import { RockpoolError } from "../../errors.ts";
import type { AuthStateRecord } from "../users/auth-state.table.ts";
import type { FamilyRecord } from "./family.table.ts";

/** A session as it was read, in one snapshot. */
export interface SessionRecords {
  /** `undefined`: the user was deleted. */
  readonly authState: AuthStateRecord | undefined;
  /** `undefined`: of a sign-in that is long over, or none that there was. */
  readonly family: FamilyRecord | undefined;
}

/**
 * Whether a session was ended before its time: by revocation, sign-out, another password, disabling or deletion, or because a
 * backup was restored that does not know which of these has happened since.
 */
export function hasEnded({ authState, family }: SessionRecords, poolEpoch: number): boolean {
  if (authState?.enabled !== true || family === undefined) return true;
  const isOld = family.epoch < authState.epoch || family.poolEpoch < poolEpoch;
  return family.revoked || family.sub !== authState.sub || isOld;
}

/** @param token What was revoked, in Cognito's words. */
export function hasBeenRevoked(token: "Access Token" | "Refresh Token"): RockpoolError {
  return new RockpoolError("NotAuthorizedException", `${token} has been revoked`);
}

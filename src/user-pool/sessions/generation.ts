import { CLOCK_DIFFERENCE_MS } from "../../tokens/rotation.ts";
import type { RefreshTokenRotation } from "../app-clients/token-settings.ts";
import type { FamilyRecord } from "./family.table.ts";

/**
 * What a token of this generation is, as its family stands:
 * - `current`: the one that was handed out last.
 * - `replaced`: the one before, within the grace that a client has whose answer was lost.
 * - `reused`: an older one. Somebody has a copy: which of the two is the thief cannot be told.
 */
export type Standing = "current" | "replaced" | "reused";

/** Judges a generation (RFC 9700 section 4.14.2). The grace runs from the rotation and is prolonged by nothing. */
export function judgeGeneration(
  family: Pick<FamilyRecord, "generation" | "rotatedAt">,
  generation: number,
  { feature, retryGracePeriodSeconds }: RefreshTokenRotation,
  now: number,
): Standing {
  if (generation >= family.generation) return "current";
  const graceMs = feature === "ENABLED" ? retryGracePeriodSeconds * 1000 : 0;
  // No grace is not a grace of no length: another process may have rotated by a clock that is ahead of ours.
  const isWithinGrace = graceMs > 0 && family.rotatedAt !== null && isWithin(now - family.rotatedAt, graceMs);
  return generation === family.generation - 1 && isWithinGrace ? "replaced" : "reused";
}

/** Of a clock that was set back it is not known how long ago the rotation was. */
function isWithin(sinceMs: number, graceMs: number): boolean {
  return sinceMs >= -CLOCK_DIFFERENCE_MS && sinceMs < graceMs;
}

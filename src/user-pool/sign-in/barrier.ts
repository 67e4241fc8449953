import type { RockpoolError } from "../../errors.ts";
import type { AuthStateRecord } from "../users/auth-state.table.ts";
import { signInOutcome } from "../users/lifecycle.ts";
import type { UserRecord } from "../users/user.table.ts";

/** Why a user may not come in, whatever they prove: what `signIns` of the lifecycle says. */
export function barrier(user: UserRecord, authState: AuthStateRecord): RockpoolError | undefined {
  const outcome = signInOutcome(user, authState, false);
  return typeof outcome === "string" ? undefined : outcome;
}

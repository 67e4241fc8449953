import { RockpoolError } from "../../errors.ts";
import type { AuthStateRecord } from "../users/auth-state.table.ts";
import type { UserRecord } from "../users/user.table.ts";

/** Why a user may not come in, whatever they prove (users-and-triggers.md 3.2). */
export function barrier({ status }: UserRecord, { enabled }: AuthStateRecord): RockpoolError | undefined {
  if (!enabled) return new RockpoolError("NotAuthorizedException", "User is disabled.");
  if (status === "UNCONFIRMED") return new RockpoolError("UserNotConfirmedException", "User is not confirmed.");
  if (status === "RESET_REQUIRED") {
    return new RockpoolError("PasswordResetRequiredException", "Password reset required for the user");
  }
  return undefined;
}

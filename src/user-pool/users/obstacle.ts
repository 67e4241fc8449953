import type { RockpoolError } from "../../errors.ts";
import { combinationNotFound } from "./account.ts";
import type { AuthStateRecord } from "./auth-state.table.ts";
import { type LifecycleEvent, refusal } from "./lifecycle.ts";
import { isDisabled, refusalOf } from "./refusal.ts";
import type { UserRecord } from "./user.table.ts";

/**
 * Why something cannot happen to whoever has a name, in Cognito's order (users-and-triggers.md 3.2): nobody has it, the user is disabled,
 * or is in another status. Clients that say LEGACY tell it; others answer so that nothing is learned.
 */
export function obstacle(
  event: LifecycleEvent,
  user: UserRecord | undefined,
  state: AuthStateRecord | undefined,
): RockpoolError | undefined {
  if (user === undefined || state === undefined) return combinationNotFound();
  return state.enabled ? refusal(event, user) : refusalOf(isDisabled, user);
}

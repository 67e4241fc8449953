import type { PoolContext } from "../context.ts";
import { attemptTelling } from "../events/attempt-telling.ts";
import { requireSub, userNotFound } from "./account.ts";
import { authStates } from "./auth-state.table.ts";

/**
 * Disables a user, which ends all their sessions for good (Cognito's `AdminDisableUser`). Twice is once.
 *
 * @throws `UserNotFoundException`
 */
export function disableUser(context: PoolContext, username: string): Promise<void> {
  return setEnabled(context, username, false);
}

/** Lets a user sign in again; sessions that ended stay ended (Cognito's `AdminEnableUser`). @throws `UserNotFoundException` */
export function enableUser(context: PoolContext, username: string): Promise<void> {
  return setEnabled(context, username, true);
}

async function setEnabled(context: PoolContext, username: string, enabled: boolean): Promise<void> {
  const { poolId } = context;
  await attemptTelling(context, async ({ read }) => {
    const [state] = await read([authStates.key({ poolId, sub: await requireSub(context, read, username) })]);
    if (state === undefined) throw userNotFound();
    if (state.value.enabled === enabled) return { result: undefined };
    const epoch = enabled ? state.value.epoch : state.value.epoch + 1;
    const operation = enabled ? "AdminEnableUser" : "AdminDisableUser";
    return {
      commit: [state.put({ enabled, epoch })],
      result: undefined,
      events: [{ type: "administration", operation, subject: state.value.sub }],
    };
  });
}

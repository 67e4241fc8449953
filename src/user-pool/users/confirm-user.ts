import type { PoolContext } from "../context.ts";
import { attemptTelling } from "../events/attempt-telling.ts";
import { requireSub, userNotFound } from "./account.ts";
import { statusAfter } from "./lifecycle.ts";
import { users } from "./user.table.ts";

/**
 * Confirms a user without a code; verifies nothing (Cognito's `AdminConfirmSignUp`).
 *
 * @throws `UserNotFoundException`, `NotAuthorizedException` when the user is not UNCONFIRMED.
 */
export async function confirmUser(context: PoolContext, username: string): Promise<void> {
  const { poolId, store } = context;
  await attemptTelling(context, async ({ read }) => {
    const [user] = await read([users.key({ poolId, sub: await requireSub(context, read, username) })]);
    if (user === undefined) throw userNotFound();
    const status = statusAfter("adminConfirmSignUp", user.value);
    return {
      commit: [user.put({ status, lastModifiedAt: store.runtime.clock() })],
      result: undefined,
      events: [{ type: "userConfirmed", sub: user.value.sub, by: "administrator" }],
    };
  });
}

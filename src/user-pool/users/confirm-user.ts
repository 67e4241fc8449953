import { attempt } from "../../storage/attempt.ts";
import type { PoolContext } from "../context.ts";
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
  await attempt(store, async ({ read }) => {
    const [user] = await read([users.key({ poolId, sub: await requireSub(context, read, username) })]);
    if (user === undefined) throw userNotFound();
    const status = statusAfter("adminConfirmSignUp", user.value);
    return { commit: [user.put({ status, lastModifiedAt: store.runtime.clock() })], result: undefined };
  });
}

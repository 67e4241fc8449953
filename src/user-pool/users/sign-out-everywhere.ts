import type { PoolContext } from "../context.ts";
import { attemptTelling } from "../events/attempt-telling.ts";
import { requireSub, userNotFound } from "./account.ts";
import type { Actor } from "./actor.ts";
import { authStates } from "./auth-state.table.ts";

/**
 * Ends all of a user's sessions and open challenges, for good (Cognito's `AdminUserGlobalSignOut`). Whoever signs in behind it
 * begins anew.
 *
 * @throws `UserNotFoundException`
 */
export async function signOutEverywhere(context: PoolContext, username: string): Promise<void> {
  const { poolId } = context;
  await attemptTelling(context, async ({ read }) => {
    const [state] = await read([authStates.key({ poolId, sub: await requireSub(context, read, username) })]);
    if (state === undefined) throw userNotFound();
    return {
      commit: [state.put({ epoch: state.value.epoch + 1 })],
      result: undefined,
      events: [{ type: "signOutEverywhere", sub: state.value.sub, by: "administrator" }],
    };
  });
}

/** Ends all sessions of the user who asks (Cognito's `GlobalSignOut`), as {@link signOutEverywhere} does. @throws `NotAuthorizedException` */
export async function signOutSelf(context: PoolContext, actor: Actor): Promise<void> {
  await attemptTelling(context, async ({ read }) => {
    const { authState } = await actor.stands(read);
    return {
      commit: [authState.put({ epoch: authState.value.epoch + 1 })],
      result: undefined,
      events: [{ type: "signOutEverywhere", sub: actor.sub, by: "user" }],
    };
  });
}

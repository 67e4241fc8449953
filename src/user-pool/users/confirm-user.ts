import { parse } from "../../codecs/schema.ts";
import { type PassedOn, passedOnSchema } from "../../triggers/client-metadata.ts";
import type { PoolContext } from "../context.ts";
import { attemptTelling } from "../events/attempt-telling.ts";
import { requireSub, userNotFound } from "./account.ts";
import { statusAfter } from "./lifecycle.ts";
import { NO_CLIENT } from "./message.ts";
import { callPostConfirmation } from "./post-confirmation.ts";
import { users } from "./user.table.ts";

/**
 * Confirms a user without a code; verifies nothing (Cognito's `AdminConfirmSignUp`).
 *
 * @throws `UserNotFoundException`, `NotAuthorizedException` when the user is not UNCONFIRMED. What PostConfirmation comes to: the user is
 *   confirmed.
 */
export async function confirmUser(context: PoolContext, username: string, options: PassedOn = {}): Promise<void> {
  const { clientMetadata } = parse(passedOnSchema, options, "options");
  const { poolId, store } = context;
  const confirmed = await attemptTelling(context, async ({ read }) => {
    const [user] = await read([users.key({ poolId, sub: await requireSub(context, read, username) })]);
    if (user === undefined) throw userNotFound();
    const status = statusAfter("adminConfirmSignUp", user.value);
    const changed = { status, lastModifiedAt: store.runtime.clock() };
    return {
      commit: [user.put(changed)],
      result: { ...user.value, ...changed },
      events: [{ type: "userConfirmed", sub: user.value.sub, by: "administrator" }],
    };
  });
  const told = { source: "PostConfirmation_ConfirmSignUp", clientId: NO_CLIENT, clientMetadata } as const;
  await callPostConfirmation(context, confirmed, told);
}

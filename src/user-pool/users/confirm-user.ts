import { RockpoolError } from "../../errors.ts";
import { attempt } from "../../storage/attempt.ts";
import type { Entry, Found } from "../../storage/table.ts";
import type { PoolContext } from "../context.ts";
import { requireSub, userNotFound } from "./account.ts";
import type { Attributes } from "./attributes.ts";
import { type UserRecord, users } from "./user.table.ts";

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
    if (!isUnconfirmed(user.value)) throw cannotBeConfirmed(user.value);
    return { commit: [confirm(user, store.runtime.clock())], result: undefined };
  });
}

/** The one transition out of UNCONFIRMED. */
export function confirm(user: Found<UserRecord>, now: number, verified: Attributes = {}): Entry {
  return user.put({ status: "CONFIRMED", attributes: { ...user.value.attributes, ...verified }, lastModifiedAt: now });
}

export function isUnconfirmed({ status }: UserRecord): boolean {
  return status === "UNCONFIRMED";
}

export function cannotBeConfirmed({ status }: UserRecord): RockpoolError {
  return new RockpoolError("NotAuthorizedException", `User cannot be confirmed. Current status is ${status}`);
}

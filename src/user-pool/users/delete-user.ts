import { attempt } from "../../storage/attempt.ts";
import { type JobKind, newJob } from "../../storage/jobs.ts";
import type { Store } from "../../storage/store.ts";
import type { Entry } from "../../storage/table.ts";
import type { PoolContext } from "../context.ts";
import { requireSub, userNotFound } from "./account.ts";
import { attemptCounters } from "./attempts.table.ts";
import { attemptPurposes } from "./attempts.ts";
import { authStates } from "./auth-state.table.ts";
import { codePurposes, codes } from "./code.table.ts";
import { credentials } from "./credential.table.ts";
import { usernames, users } from "./user.table.ts";

/**
 * Deletes a user (Cognito's `AdminDeleteUser`). The person is gone at once: name, profile, password, and with the epoch every
 * session. What is left of them, which nothing can use, is deleted by `maintain`. The sub is never used again.
 *
 * @throws `UserNotFoundException`
 */
export async function deleteUser(context: PoolContext, username: string): Promise<void> {
  const { poolId, store } = context;
  await attempt(store, async ({ read }) => {
    const sub = await requireSub(context, read, username);
    const of = { poolId, sub };
    const [user, state, credential] = await read([users.key(of), authStates.key(of), credentials.key(of)]);
    if (user === undefined || state === undefined) throw userNotFound();
    const [name] = await read([usernames.key({ poolId, username: user.value.username })]);
    const found = [user, state, credential, name].filter((one) => one !== undefined);
    const job = newJob(store, { poolId, kind: "deleteUser", subject: sub, state: {} });
    return { commit: [...found.map((one) => one.delete()), job], result: undefined };
  });
}

/** Deletes what a user leaves behind, as much as fits in a plan. `more`: the kinds of records that others keep by sub. */
export function deleteUserJob(more: readonly RecordsOfUser[]): JobKind {
  return {
    async step(store, { poolId, subject: sub }, limit) {
      const own = await store.read([
        ...attemptPurposes.map((purpose) => attemptCounters.key({ poolId, subject: sub, purpose })),
        ...codePurposes.map((purpose) => codes.key({ poolId, sub, purpose })),
      ]);
      const entries = own.flatMap((found) => (found === undefined ? [] : [found.delete()]));
      for (const records of more) entries.push(...(await records(store, { poolId, sub, limit: limit - entries.length })));
      return { entries, next: entries.length === 0 ? null : {} };
    },
  };
}

/** Deletes of records of one user, `limit` at most. */
export type RecordsOfUser = (
  store: Store,
  of: { readonly poolId: string; readonly sub: string; readonly limit: number },
) => Promise<readonly Entry[]>;

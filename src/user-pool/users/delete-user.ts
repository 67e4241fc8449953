import type { Step } from "../../storage/attempt.ts";
import { type JobKind, type JobRecord, jobs, newJob } from "../../storage/jobs.ts";
import type { Store } from "../../storage/store.ts";
import type { Entry, Found, Ref } from "../../storage/table.ts";
import type { PoolContext } from "../context.ts";
import { attemptTelling } from "../events/attempt-telling.ts";
import { requireSub, userNotFound } from "./account.ts";
import type { Actor } from "./actor.ts";
import { attemptCounters } from "./attempts.table.ts";
import { attemptPurposes } from "./attempts.ts";
import { type AuthStateRecord, authStates } from "./auth-state.table.ts";
import { codePurposes, codes } from "./code.table.ts";
import { credentials } from "./credential.table.ts";
import { renamed } from "./names.ts";
import { usernames, users } from "./user.table.ts";

/**
 * Deletes a user (Cognito's `AdminDeleteUser`). The person is gone at once: name, profile, password, and with the epoch every
 * session. What is left of them, which nothing can use, is deleted by `maintain`. The sub is never used again.
 *
 * @throws `UserNotFoundException`
 */
export async function deleteUser(context: PoolContext, username: string): Promise<void> {
  await attemptTelling(context, async ({ read }) => {
    const sub = await requireSub(context, read, username);
    return {
      commit: await deletion(context, read, sub),
      result: undefined,
      events: [{ type: "userDeleted", sub, by: "administrator" }],
    };
  });
}

/** Deletes the user who asks (Cognito's `DeleteUser`), as {@link deleteUser} does. @throws `NotAuthorizedException` */
export async function deleteSelf(context: PoolContext, actor: Actor): Promise<void> {
  await attemptTelling(context, async ({ read }) => {
    const { authState, check } = await actor.stands(read);
    // A plan names a record once: the `auth_state` is deleted at the version that was judged, and the rest of the session is checked.
    const session = check().filter(({ table }) => table !== authStates.definition.name);
    return {
      commit: [...session, ...(await deletion(context, read, actor.sub, authState))],
      result: undefined,
      events: [{ type: "userDeleted", sub: actor.sub, by: "user" }],
    };
  });
}

/** @param judged The `auth_state` on which somebody was let through. @default as it is read now */
async function deletion(
  context: PoolContext,
  read: Step["read"],
  sub: string,
  judged?: Found<AuthStateRecord>,
): Promise<readonly Entry[]> {
  const { poolId, store } = context;
  const of = { poolId, sub };
  const [user, state, credential, done] = await read([users.key(of), authStates.key(of), credentials.key(of), deletionOf(of)]);
  if (user === undefined || state === undefined) throw userNotFound();
  const { attributes: before, username } = user.value;
  const [name] = await read([usernames.key({ poolId, username })]);
  const names = await renamed(context, read, { sub, username, before, after: {}, taken: userNotFound });
  const found = [user, judged ?? state, credential, name].filter((one) => one !== undefined);
  // Whoever was deleted before, and came back by an import, has a job that is done already.
  const job =
    done?.put({ state: {}, createdAt: store.runtime.clock(), doneAt: null }) ??
    newJob(store, { poolId, kind: DELETE_USER, subject: sub, state: {} });
  return [...found.map((one) => one.delete()), ...names, job];
}

const DELETE_USER = "deleteUser";

/** The job that deletes what is left of a user: for who would make the same user again. */
export function deletionOf({ poolId, sub }: { readonly poolId: string; readonly sub: string }): Ref<JobRecord> {
  return jobs.key({ poolId, kind: DELETE_USER, subject: sub });
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
      for (const records of more) {
        const left = limit - entries.length;
        if (left > 0) entries.push(...(await records(store, { poolId, sub, limit: left })));
      }
      return { entries, next: entries.length === 0 ? null : {} };
    },
  };
}

/** Deletes of records of one user, `limit` at most, which is 1 or more. */
export type RecordsOfUser = (
  store: Store,
  of: { readonly poolId: string; readonly sub: string; readonly limit: number },
) => Promise<readonly Entry[]>;

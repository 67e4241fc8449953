import { z } from "zod";
import { parse, type SchemaOf, schemaFor } from "../../codecs/schema.ts";
import type { Step } from "../../storage/attempt.ts";
import type { Entry } from "../../storage/table.ts";
import type { PoolContext } from "../context.ts";
import { attemptTelling } from "../events/attempt-telling.ts";
import { checkPassword } from "../settings/password-policy.ts";
import { requireSub, userNotFound } from "./account.ts";
import { attemptsOf, clear } from "./attempts.ts";
import { authStates } from "./auth-state.table.ts";
import { credentials } from "./credential.table.ts";
import { historyViolation, type NewPassword, newPassword, newTemporaryPassword, putPassword } from "./credential.ts";
import { type LifecycleEvent, statusAfter } from "./lifecycle.ts";
import { type UserRecord, users } from "./user.table.ts";
import { usernameSchema } from "./username.ts";

export interface SetPasswordInput {
  readonly username: string;
  /** At most 256 characters, by the pool's policy. */
  readonly password: string;
  /** `false`: the user must replace it at the next sign-in. @default false */
  readonly permanent?: boolean | undefined;
}

const schema: SchemaOf<SetPasswordInput> = schemaFor<SetPasswordInput>()(
  z.strictObject({
    username: usernameSchema,
    password: z.string().min(1).max(256),
    permanent: z.boolean().optional(),
  }),
);

/**
 * Sets a password for a user (Cognito's `AdminSetUserPassword`): CONFIRMED with a permanent one, FORCE_CHANGE_PASSWORD with a
 * temporary one, from any status. It ends all sessions, which Cognito does not, and a lock.
 *
 * @throws `InvalidParameterException`, `InvalidPasswordException`, `PasswordHistoryPolicyViolationException`,
 *   `UserNotFoundException`
 */
export async function setPassword(context: PoolContext, input: SetPasswordInput): Promise<void> {
  const { username, password, permanent = false } = parse(schema, input);
  checkPassword(context.settings.passwordPolicy, password);
  const { store } = context;
  await requireSub(context, (refs) => store.read(refs), username);
  const chosen = permanent ? await newPassword(context, password) : await newTemporaryPassword(context, password);
  const event = permanent ? "adminSetPermanentPassword" : "adminSetTemporaryPassword";
  await attemptTelling(context, async (step) => {
    const { entries, user } = await replacePassword(context, step, { username, password, chosen, event });
    return {
      commit: entries,
      result: undefined,
      events: [{ type: "passwordChange", sub: user.sub, by: "administrator" }],
    };
  });
}

export interface Replacement {
  readonly username: string;
  readonly password: string;
  /** The same, hashed. */
  readonly chosen: NewPassword;
  readonly event: LifecycleEvent;
}

/** What every password that an administrator sets does: another credential, another epoch, no lock, the status after the event. */
export async function replacePassword(
  context: PoolContext,
  step: Step,
  { username, password, chosen, event }: Replacement,
): Promise<{ readonly entries: readonly Entry[]; readonly user: UserRecord; readonly enabled: boolean }> {
  const of = { poolId: context.poolId, sub: await requireSub(context, step.read, username) };
  const counter = attemptsOf(context, of.sub, "password");
  const [user, state, credential, attempts] = await step.read([users.key(of), authStates.key(of), credentials.key(of), counter]);
  if (user === undefined || state === undefined || credential === undefined || attempts === undefined) throw userNotFound();
  // An invitation that is sent again may bring the same temporary password: Cognito's operation has no such exception.
  const isChosen = event !== "resendInvitation";
  const violation = isChosen ? await historyViolation(context, step, credential.value, password) : undefined;
  if (violation !== undefined) throw violation;
  const changed = { status: statusAfter(event, user.value), lastModifiedAt: context.store.runtime.clock() };
  return {
    entries: [
      state.put({ epoch: state.value.epoch + 1 }),
      putPassword(context, credential, chosen),
      user.put(changed),
      clear(attempts),
    ],
    user: { ...user.value, ...changed },
    enabled: state.value.enabled,
  };
}

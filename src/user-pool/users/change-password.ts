import { z } from "zod";
import { parse, type SchemaOf, schemaFor } from "../../codecs/schema.ts";
import { RockpoolError } from "../../errors.ts";
import { attempt, type Decision } from "../../storage/attempt.ts";
import type { PoolContext } from "../context.ts";
import { checkPassword } from "../settings/password-policy.ts";
import { userNotFound } from "./account.ts";
import type { Actor } from "./actor.ts";
import { attemptsOf, countOne, judgeBudget } from "./attempts.ts";
import { credentials } from "./credential.table.ts";
import { checkPasswordHistory, newPassword, putPassword } from "./credential.ts";
import { statusAfter } from "./lifecycle.ts";
import { users } from "./user.table.ts";

export interface ChangePasswordInput {
  /** May be left out by a user who has none. */
  readonly previousPassword?: string | undefined;
  /** At most 256 characters, by the pool's policy. */
  readonly proposedPassword: string;
}

const schema: SchemaOf<ChangePasswordInput> = schemaFor<ChangePasswordInput>()(
  z.strictObject({
    previousPassword: z.string().min(1).max(256).optional(),
    proposedPassword: z.string().min(1).max(256),
  }),
);

const purpose = "changePassword";

/**
 * Replaces the password of the user who asks (Cognito's `ChangePassword`). It ends all other sessions, which Cognito does not; the
 * one that asks goes on.
 *
 * @throws `NotAuthorizedException`: the previous password is wrong; five an hour, then `LimitExceededException`.
 * @throws `InvalidPasswordException`, `PasswordHistoryPolicyViolationException`, `InvalidParameterException`
 */
export async function changePassword(context: PoolContext, actor: Actor, input: ChangePasswordInput): Promise<void> {
  const { previousPassword = "", proposedPassword } = parse(schema, input);
  checkPassword(context.settings.passwordPolicy, proposedPassword);
  const { poolId, store, hasher } = context;
  const of = { poolId, sub: actor.sub };
  const counter = attemptsOf(context, of.sub, purpose);
  await attempt(store, async (step): Promise<Decision<void>> => {
    const now = store.runtime.clock();
    const standing = await actor.stands(step.read);
    const [user, credential, attempts] = await step.read([users.key(of), credentials.key(of), counter]);
    if (user === undefined || credential === undefined) throw userNotFound();
    judgeBudget(attempts, purpose, now);
    const { passwordHash, passwordId } = credential.value;
    const isRight = await step.once(
      "previous password",
      passwordId,
      () => (passwordHash === null ? previousPassword === "" : hasher.verify(passwordHash, previousPassword)),
      incorrect,
    );
    if (!isRight) return { commit: [countOne(context, counter, attempts, purpose)], refuse: incorrect() };
    const status = statusAfter("changePassword", user.value);
    await checkPasswordHistory(context, step, credential.value, proposedPassword);
    const chosen = await step.once("proposed password", null, () => newPassword(context, proposedPassword), incorrect);
    return {
      commit: [
        ...standing.endOthers(),
        putPassword(context, credential, chosen),
        user.put({ status, lastModifiedAt: now }),
        // The counter decides between tries that were judged at the same time.
        ...(attempts === undefined ? [] : [attempts.check()]),
      ],
      result: undefined,
    };
  });
}

function incorrect(): RockpoolError {
  return new RockpoolError("NotAuthorizedException", "Incorrect username or password.");
}

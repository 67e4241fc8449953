import { z } from "zod";
import { parse, type SchemaOf, schemaFor } from "../../codecs/schema.ts";
import { RockpoolError } from "../../errors.ts";
import type { PoolContext } from "../context.ts";
import { attemptTelling, type Telling } from "../events/attempt-telling.ts";
import { failureReason } from "../events/failure-reason.ts";
import { checkPassword } from "../settings/password-policy.ts";
import { userNotFound } from "./account.ts";
import type { Actor } from "./actor.ts";
import { attemptsOf, countOne, judgeBudget, keepCount } from "./attempts.ts";
import { credentials } from "./credential.table.ts";
import { historyViolation, newPassword, putPassword } from "./credential.ts";
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
 * @throws `NotAuthorizedException`: the previous password is wrong. `PasswordHistoryPolicyViolationException`: it is right, and the new
 *   one was used before. Five of both an hour, then `LimitExceededException`.
 * @throws `InvalidPasswordException`, `InvalidParameterException`; `PasswordResetRequiredException`, `UserNotConfirmedException` by a
 *   token that stands until it expires (`enableTokenRevocation: false`).
 */
export async function changePassword(context: PoolContext, actor: Actor, input: ChangePasswordInput): Promise<void> {
  const { previousPassword = "", proposedPassword } = parse(schema, input);
  checkPassword(context.settings.passwordPolicy, proposedPassword);
  const { poolId, store, hasher } = context;
  const of = { poolId, sub: actor.sub };
  const counter = attemptsOf(context, of.sub, purpose);
  await attemptTelling(context, async (step): Promise<Telling<void>> => {
    const now = store.runtime.clock();
    const standing = await actor.stands(step.read);
    const [user, credential, attempts] = await step.read([users.key(of), credentials.key(of), counter]);
    if (user === undefined || credential === undefined) throw userNotFound();
    const status = statusAfter("changePassword", user.value);
    judgeBudget(attempts, purpose, now);
    const { passwordHash, passwordId } = credential.value;
    const isRight = await step.once(
      "previous password",
      passwordId,
      () => (passwordHash === null ? previousPassword === "" : hasher.verify(passwordHash, previousPassword)),
      incorrect,
    );
    const counted = countOne(context, counter, attempts, purpose);
    const failed = (refuse: RockpoolError): Telling<never> => ({
      commit: [counted],
      refuse,
      events: [{ type: "passwordChangeFailed", sub: actor.sub, reason: failureReason(refuse) }],
    });
    if (!isRight) return failed(incorrect());
    const violation = await historyViolation(context, step, credential.value, proposedPassword);
    // It tells that the password of before was right.
    if (violation !== undefined) return failed(violation);
    const chosen = await step.once("proposed password", null, () => newPassword(context, proposedPassword), incorrect);
    return {
      commit: [
        ...standing.endOthers(),
        putPassword(context, credential, chosen),
        user.put({ status, lastModifiedAt: now }),
        keepCount(context, counter, attempts, purpose),
      ],
      result: undefined,
      events: [{ type: "passwordChange", sub: actor.sub, by: "user" }],
    };
  });
}

function incorrect(): RockpoolError {
  return new RockpoolError("NotAuthorizedException", "Incorrect username or password.");
}

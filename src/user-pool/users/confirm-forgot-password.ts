import { z } from "zod";
import { parse, type SchemaOf, schemaFor } from "../../codecs/schema.ts";
import type { RockpoolError } from "../../errors.ts";
import { type ClientMetadata, clientMetadataSchema } from "../../triggers/client-metadata.ts";
import type { AppClientRecord } from "../app-clients/client.table.ts";
import { verifySecretHash } from "../app-clients/secret-hash.ts";
import type { PoolContext } from "../context.ts";
import { attemptTelling, type Telling } from "../events/attempt-telling.ts";
import { failureReason } from "../events/failure-reason.ts";
import { checkPassword } from "../settings/password-policy.ts";
import { findSub } from "./account.ts";
import { attemptsOf, attemptsOnName, clear, countOne, judgeBudget, keepCount } from "./attempts.ts";
import { authStates } from "./auth-state.table.ts";
import { codes } from "./code.table.ts";
import { codeExpired, codeMismatch, codeRefusal, judgeCode } from "./codes.ts";
import { credentials } from "./credential.table.ts";
import { historyViolation, newPassword, putPassword } from "./credential.ts";
import { statusAfter } from "./lifecycle.ts";
import { obstacle } from "./obstacle.ts";
import { callPostConfirmation } from "./post-confirmation.ts";
import { type UserRecord, users } from "./user.table.ts";
import { foldName, usernameSchema } from "./username.ts";

export interface ConfirmForgotPasswordInput {
  readonly username: string;
  /** Six digits; anything else is a wrong code. */
  readonly confirmationCode: string;
  /** At most 256 characters, by the pool's policy. */
  readonly password: string;
  /** For PostConfirmation. */
  readonly clientMetadata?: ClientMetadata | undefined;
  /** For a client with a secret: see {@link secretHash}. */
  readonly secretHash?: string | undefined;
}

const schema: SchemaOf<ConfirmForgotPasswordInput> = schemaFor<ConfirmForgotPasswordInput>()(
  z.strictObject({
    username: usernameSchema,
    confirmationCode: z.string().min(1).max(2048),
    password: z.string().min(1).max(256),
    clientMetadata: clientMetadataSchema.optional(),
    secretHash: z.string().min(1).max(128).optional(),
  }),
);

const purpose = "confirmForgotPassword";

/**
 * Sets another password by the code that was sent (Cognito's `ConfirmForgotPassword`). It ends all sessions, and a lock. A name nobody
 * has, and a user who cannot recover, answer as a wrong code does; with LEGACY the first is told apart.
 *
 * @throws `CodeMismatchException`: wrong; 15 an hour, then `LimitExceededException`, however many codes are asked for.
 * @throws `ExpiredCodeException`: right, but used, more than an hour old, or sent before the password was replaced in another way; with
 *   LEGACY also where no code is left that could be right.
 * @throws `InvalidPasswordException`, `PasswordHistoryPolicyViolationException`: the code can be used again.
 * @throws With LEGACY `UserNotFoundException`, and `NotAuthorizedException` for a user who is disabled. What PostConfirmation comes to: the
 *   password is set.
 */
export async function confirmForgotPassword(
  context: PoolContext,
  client: AppClientRecord,
  input: ConfirmForgotPasswordInput,
): Promise<void> {
  const { username, confirmationCode, password, clientMetadata, secretHash } = parse(schema, input);
  verifySecretHash(client, username, secretHash);
  const { poolId, settings, store } = context;
  checkPassword(settings.passwordPolicy, password);
  const name = foldName(settings.usernameConfiguration, username);
  const tells = client.settings.preventUserExistenceErrors === "LEGACY";
  // Before anything is looked up: whether the code is right takes the same time to say.
  const chosen = await newPassword(context, password);

  const changed = await attemptTelling(context, async (step): Promise<Telling<UserRecord>> => {
    const { read } = step;
    const sub = await findSub(context, read, username);
    const counter = sub === undefined ? attemptsOnName(context, name, purpose) : attemptsOf(context, sub, purpose);
    const of = { poolId, sub: sub ?? "-" };
    const [attempts, user, state, code, credential, failures] = await read([
      counter,
      users.key(of),
      authStates.key(of),
      codes.key({ ...of, purpose: "resetPassword" }),
      credentials.key(of),
      attemptsOf(context, of.sub, "password"),
    ]);
    judgeBudget(attempts, purpose, store.runtime.clock());
    // Every verdict is a plan that names the counter, so that parallel tries are judged in turn; a right code that ends nothing is a try.
    const refused = (refuse: RockpoolError): Telling<never> => ({
      commit: [countOne(context, counter, attempts, purpose)],
      refuse,
      events: [{ type: "passwordChangeFailed", sub: sub ?? null, reason: failureReason(refuse) }],
    });
    const why = obstacle("confirmForgotPassword", user?.value, state?.value);
    if (why !== undefined) return refused(tells ? why : codeMismatch());
    if (user === undefined || state === undefined || credential === undefined || failures === undefined) {
      return refused(codeMismatch());
    }
    const verdict = judgeCode(context, code, user.value, confirmationCode);
    if (code === undefined || verdict !== "right") return refused(codeRefusal(verdict, tells));
    // The password it was to replace is no more: whatever was decided since, the code does not undo it.
    if (code.value.passwordId !== credential.value.passwordId) return refused(codeExpired());
    const violation = await historyViolation(context, step, credential.value, password);
    if (violation !== undefined) return refused(violation);

    const now = store.runtime.clock();
    const change = { status: statusAfter("confirmForgotPassword", user.value), lastModifiedAt: now };
    return {
      commit: [
        code.put({ usedAt: now }),
        state.put({ epoch: state.value.epoch + 1 }),
        putPassword(context, credential, chosen),
        user.put(change),
        clear(failures),
        keepCount(context, counter, attempts, purpose),
      ],
      result: { ...user.value, ...change },
      events: [{ type: "passwordChange", sub: user.value.sub, by: "user" }],
    };
  });
  const told = { source: "PostConfirmation_ConfirmForgotPassword", clientId: client.clientId, clientMetadata } as const;
  await callPostConfirmation(context, changed, told);
}

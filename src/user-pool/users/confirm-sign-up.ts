import { z } from "zod";
import { parse, type SchemaOf, schemaFor } from "../../codecs/schema.ts";
import { RockpoolError } from "../../errors.ts";
import { attempt, type Decision } from "../../storage/attempt.ts";
import type { AppClientRecord } from "../app-clients/client.table.ts";
import { verifySecretHash } from "../app-clients/secret-hash.ts";
import type { PoolContext } from "../context.ts";
import { findSub } from "./account.ts";
import { attemptsOf, attemptsOnName, clear, countOne, judgeBudget } from "./attempts.ts";
import { codes } from "./code.table.ts";
import { cannotBeConfirmed, confirm, isUnconfirmed } from "./confirm-user.ts";
import { judgeCode } from "./confirmation-code.ts";
import { users } from "./user.table.ts";
import { foldUsername, usernameSchema } from "./username.ts";

export interface ConfirmSignUpInput {
  readonly username: string;
  /** Six digits; anything else is a wrong code. */
  readonly confirmationCode: string;
  /** For a client with a secret: see {@link secretHash}. */
  readonly secretHash?: string | undefined;
}

const schema: SchemaOf<ConfirmSignUpInput> = schemaFor<ConfirmSignUpInput>()(
  z.strictObject({
    username: usernameSchema,
    confirmationCode: z.string().min(1).max(2048),
    secretHash: z.string().min(1).max(128).optional(),
  }),
);

const purpose = "confirmSignUp";

/**
 * Confirms a user by the code that was sent, and marks the address it was sent to as verified (Cognito's `ConfirmSignUp`).
 * A name nobody has, and a user who needs no confirmation, answer as a wrong code does: only who presents the right code
 * learns more.
 *
 * @throws `CodeMismatchException`: wrong; 15 an hour, then `LimitExceededException`, however many codes are asked for.
 * @throws `ExpiredCodeException`: right, but more than 24 hours old.
 * @throws `NotAuthorizedException`: right, but the user is confirmed already; or the secret hash is wrong.
 */
export async function confirmSignUp(context: PoolContext, client: AppClientRecord, input: ConfirmSignUpInput): Promise<void> {
  const { username, confirmationCode, secretHash } = parse(schema, input);
  verifySecretHash(client, username, secretHash);
  const { poolId, store } = context;
  const name = foldUsername(username);

  await attempt(store, async ({ read }): Promise<Decision<void>> => {
    const now = store.runtime.clock();
    const sub = await findSub(context, read, name);
    if (sub === undefined) {
      const counter = attemptsOnName(context, name, purpose);
      const [attempts] = await read([counter]);
      judgeBudget(attempts, purpose, now);
      return { commit: [countOne(context, counter, attempts, purpose)], refuse: codeMismatch() };
    }

    const counter = attemptsOf(context, sub, purpose);
    const [user, code, attempts] = await read([
      users.key({ poolId, sub }),
      codes.key({ poolId, sub, purpose: "signUp" }),
      counter,
    ]);
    judgeBudget(attempts, purpose, now);
    const verdict = user === undefined ? "wrong" : judgeCode(context, code, user.value, confirmationCode);
    if (user === undefined || code === undefined || attempts === undefined || verdict === "wrong") {
      return { commit: [countOne(context, counter, attempts, purpose)], refuse: codeMismatch() };
    }
    // From here on the code was right. Every verdict is a plan that names the counter, so that parallel tries are judged in turn.
    if (verdict === "expired") return { commit: [attempts.put({})], refuse: codeExpired() };
    if (verdict === "used" || !isUnconfirmed(user.value)) {
      return { commit: [attempts.put({})], refuse: cannotBeConfirmed(user.value) };
    }
    const verified = { [`${code.value.attributeName}_verified`]: "true" };
    return { commit: [confirm(user, now, verified), code.put({ usedAt: now }), clear(attempts)], result: undefined };
  });
}

function codeMismatch(): RockpoolError {
  return new RockpoolError("CodeMismatchException", "Invalid verification code provided, please try again.");
}

function codeExpired(): RockpoolError {
  return new RockpoolError("ExpiredCodeException", "Invalid code provided, please request a code again.");
}

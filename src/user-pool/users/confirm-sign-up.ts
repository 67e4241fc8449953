import { z } from "zod";
import { parse, type SchemaOf, schemaFor } from "../../codecs/schema.ts";
import { isRockpoolError, RockpoolError } from "../../errors.ts";
import { attempt, type Decision } from "../../storage/attempt.ts";
import type { AppClientRecord } from "../app-clients/client.table.ts";
import { verifySecretHash } from "../app-clients/secret-hash.ts";
import type { PoolContext } from "../context.ts";
import { combinationNotFound, findSub } from "./account.ts";
import { attemptsOf, attemptsOnName, clear, countOne, judgeBudget } from "./attempts.ts";
import { codes } from "./code.table.ts";
import { codeExpired, codeMismatch, judgeCode } from "./codes.ts";
import { isPossible, statusAfter } from "./lifecycle.ts";
import { renamed, type SignInName } from "./names.ts";
import { users } from "./user.table.ts";
import { foldName, usernameSchema } from "./username.ts";

export interface ConfirmSignUpInput {
  readonly username: string;
  /** Six digits; anything else is a wrong code. */
  readonly confirmationCode: string;
  /** Whether the address that is proved is taken from another user who had proved it before. @default false */
  readonly forceAliasCreation?: boolean | undefined;
  /** For a client with a secret: see {@link secretHash}. */
  readonly secretHash?: string | undefined;
}

const schema: SchemaOf<ConfirmSignUpInput> = schemaFor<ConfirmSignUpInput>()(
  z.strictObject({
    username: usernameSchema,
    confirmationCode: z.string().min(1).max(2048),
    forceAliasCreation: z.boolean().optional(),
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
 * @throws `AliasExistsException`: right, but somebody else has proved the address since; the code can be used again, by force.
 * @throws With LEGACY `UserNotFoundException`.
 */
export async function confirmSignUp(context: PoolContext, client: AppClientRecord, input: ConfirmSignUpInput): Promise<void> {
  const { username, confirmationCode, forceAliasCreation: force = false, secretHash } = parse(schema, input);
  verifySecretHash(client, username, secretHash);
  const { poolId, settings, store } = context;
  const name = foldName(settings.usernameConfiguration, username);

  await attempt(store, async ({ read }): Promise<Decision<void>> => {
    const now = store.runtime.clock();
    const sub = await findSub(context, read, username);
    if (sub === undefined) {
      const counter = attemptsOnName(context, name, purpose);
      const [attempts] = await read([counter]);
      judgeBudget(attempts, purpose, now);
      const refuse = client.settings.preventUserExistenceErrors === "LEGACY" ? combinationNotFound() : codeMismatch();
      return { commit: [countOne(context, counter, attempts, purpose)], refuse };
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
    const isUsed = verdict === "used" && isPossible("confirmSignUp", user.value);
    if (verdict === "expired" || isUsed) return { commit: [attempts.put({})], refuse: codeExpired() };
    try {
      const status = statusAfter("confirmSignUp", user.value);
      const { attributes: before, username: own } = user.value;
      const after = { ...before, [`${code.value.attributeName}_verified`]: "true" };
      const names = await renamed(context, read, { sub, username: own, before, after, force, taken: addressIsProved });
      const confirmed = user.put({ status, attributes: after, lastModifiedAt: now });
      return { commit: [confirmed, ...names, code.put({ usedAt: now }), clear(attempts)], result: undefined };
    } catch (error) {
      // The code can be used again, by force.
      if (isRockpoolError(error)) return { commit: [attempts.put({})], refuse: error };
      throw error;
    }
  });
}

function addressIsProved({ kind }: SignInName): RockpoolError {
  return new RockpoolError("AliasExistsException", `An account with the ${kind} already exists.`);
}

import { z } from "zod";
import { parse, type SchemaOf, schemaFor } from "../../codecs/schema.ts";
import { isRockpoolError, RockpoolError } from "../../errors.ts";
import { type ClientMetadata, clientMetadataSchema } from "../../triggers/client-metadata.ts";
import type { AppClientRecord } from "../app-clients/client.table.ts";
import { verifySecretHash } from "../app-clients/secret-hash.ts";
import type { PoolContext } from "../context.ts";
import { attemptTelling, type Telling } from "../events/attempt-telling.ts";
import { findSub } from "./account.ts";
import { attemptsOf, attemptsOnName, clear, countOne, judgeBudget } from "./attempts.ts";
import { authStates } from "./auth-state.table.ts";
import { codes } from "./code.table.ts";
import { codeExpired, codeMismatch, codeRefusal, judgeCode } from "./codes.ts";
import { statusAfter } from "./lifecycle.ts";
import { renamed, type SignInName } from "./names.ts";
import { obstacle } from "./obstacle.ts";
import { callPostConfirmation } from "./post-confirmation.ts";
import { type UserRecord, users } from "./user.table.ts";
import { foldName, usernameSchema } from "./username.ts";

export interface ConfirmSignUpInput {
  readonly username: string;
  /** Six digits; anything else is a wrong code. */
  readonly confirmationCode: string;
  /** Whether the address that is proved is taken from another user who had proved it before. @default false */
  readonly forceAliasCreation?: boolean | undefined;
  /** For PostConfirmation. */
  readonly clientMetadata?: ClientMetadata | undefined;
  /** For a client with a secret: see {@link secretHash}. */
  readonly secretHash?: string | undefined;
}

const schema: SchemaOf<ConfirmSignUpInput> = schemaFor<ConfirmSignUpInput>()(
  z.strictObject({
    username: usernameSchema,
    confirmationCode: z.string().min(1).max(2048),
    forceAliasCreation: z.boolean().optional(),
    clientMetadata: clientMetadataSchema.optional(),
    secretHash: z.string().min(1).max(128).optional(),
  }),
);

const purpose = "confirmSignUp";

/**
 * Confirms a user by the code that was sent, and marks the address it was sent to as verified (Cognito's `ConfirmSignUp`).
 * A name nobody has, a user who is disabled, and one who needs no confirmation, answer as a wrong code does: only who presents the
 * right code learns that there is nothing to confirm. With LEGACY all of them are told apart, before the code is looked at.
 *
 * @throws `CodeMismatchException`: wrong; 15 an hour, then `LimitExceededException`, however many codes are asked for.
 * @throws `ExpiredCodeException`: right, but more than 24 hours old; with LEGACY also where no code is left that could be right.
 * @throws `NotAuthorizedException`: right, but the user is confirmed already; or the secret hash is wrong. With LEGACY: confirmed, or
 *   disabled.
 * @throws `AliasExistsException`: right, but somebody else has proved the address since; the code can be used again, by force.
 * @throws With LEGACY `UserNotFoundException`. What PostConfirmation comes to: the user is confirmed.
 */
export async function confirmSignUp(context: PoolContext, client: AppClientRecord, input: ConfirmSignUpInput): Promise<void> {
  const { username, confirmationCode, forceAliasCreation: force = false, clientMetadata, secretHash } = parse(schema, input);
  verifySecretHash(client, username, secretHash);
  const { poolId, settings, store } = context;
  const name = foldName(settings.usernameConfiguration, username);
  const tells = client.settings.preventUserExistenceErrors === "LEGACY";

  const user = await attemptTelling(context, async ({ read }): Promise<Telling<UserRecord>> => {
    const now = store.runtime.clock();
    const sub = await findSub(context, read, username);
    const counter = sub === undefined ? attemptsOnName(context, name, purpose) : attemptsOf(context, sub, purpose);
    // For a name nobody has, the keys are of nobody: as many reads, and nothing is found.
    const of = { poolId, sub: sub ?? "-" };
    const codeOf = codes.key({ ...of, purpose: "signUp" });
    const [attempts, user, state, code] = await read([counter, users.key(of), authStates.key(of), codeOf]);
    judgeBudget(attempts, purpose, now);
    const counted = (refuse: RockpoolError): Telling<never> => ({
      commit: [countOne(context, counter, attempts, purpose)],
      refuse,
    });
    const why = obstacle("confirmSignUp", user?.value, state?.value);
    if (tells && why !== undefined) return counted(why);
    if (user === undefined || state?.value.enabled !== true || attempts === undefined) return counted(codeMismatch());
    const verdict = judgeCode(context, code, user.value, confirmationCode);
    if (code === undefined || verdict === "wrong" || verdict === "none") return counted(codeRefusal(verdict, tells));

    // From here on the code was right. Every verdict is a plan that names the counter, so that parallel tries are judged in turn.
    const refused = (refuse: RockpoolError): Telling<never> => ({ commit: [attempts.put({})], refuse });
    if (verdict === "expired") return refused(codeExpired());
    if (why !== undefined) return refused(why);
    if (verdict === "used") return refused(codeExpired());
    try {
      const status = statusAfter("confirmSignUp", user.value);
      const { attributes: before, username: own } = user.value;
      const after = { ...before, [`${code.value.attributeName}_verified`]: "true" };
      const names = await renamed(context, read, {
        sub: user.value.sub,
        username: own,
        before,
        after,
        force,
        taken: addressIsProved,
      });
      const changed = { status, attributes: after, lastModifiedAt: now };
      return {
        commit: [state.check(), user.put(changed), ...names, code.put({ usedAt: now }), clear(attempts)],
        result: { ...user.value, ...changed },
        events: [{ type: "userConfirmed", sub: user.value.sub, by: "user" }],
      };
    } catch (error) {
      // The code can be used again, by force.
      if (isRockpoolError(error)) return refused(error);
      throw error;
    }
  });
  const told = { source: "PostConfirmation_ConfirmSignUp", clientId: client.clientId, clientMetadata } as const;
  await callPostConfirmation(context, user, told);
}

function addressIsProved({ kind }: SignInName): RockpoolError {
  return new RockpoolError("AliasExistsException", `An account with the ${kind} already exists.`);
}

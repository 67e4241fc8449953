import { z } from "zod";
import { parse, type SchemaOf, schemaFor } from "../../codecs/schema.ts";
import type { CodeDeliveryDetails } from "../../delivery/delivery.ts";
import { RockpoolError } from "../../errors.ts";
import { attempt, type Decision } from "../../storage/attempt.ts";
import type { AppClientRecord } from "../app-clients/client.table.ts";
import { verifySecretHash } from "../app-clients/secret-hash.ts";
import type { PoolContext } from "../context.ts";
import { combinationNotFound, findSub } from "./account.ts";
import { attemptsOf, attemptsOnName, countOne, judgeBudget } from "./attempts.ts";
import { codes } from "./code.table.ts";
import { type NewCode, replaceCode } from "./codes.ts";
import { isPossible } from "./lifecycle.ts";
import { sendCode, simulatedDelivery } from "./send-code.ts";
import { newSignUpCode } from "./sign-up-code.ts";
import { users } from "./user.table.ts";
import { foldName, usernameSchema } from "./username.ts";

export interface ResendConfirmationCodeInput {
  readonly username: string;
  /** For a client with a secret: see {@link secretHash}. */
  readonly secretHash?: string | undefined;
}

const schema: SchemaOf<ResendConfirmationCodeInput> = schemaFor<ResendConfirmationCodeInput>()(
  z.strictObject({ username: usernameSchema, secretHash: z.string().min(1).max(128).optional() }),
);

const purpose = "resendConfirmationCode";

/**
 * Sends a new sign-up code, which replaces the one before (Cognito's `ResendConfirmationCode`). The tries that were used up
 * stay used up. For a name nobody has, and a user who needs no code, nothing is sent and the answer has the same form;
 * Cognito says `User is already confirmed.` to everyone, which LEGACY does, too.
 *
 * @throws `LimitExceededException` after five in an hour. `NotAuthorizedException`: the secret hash is wrong.
 * @throws `InvalidParameterException`: the pool verifies nothing at sign-up.
 * @throws `CodeDeliveryFailureException`: the code before is replaced all the same.
 * @throws With LEGACY `UserNotFoundException`, and `InvalidParameterException` for a user who is confirmed.
 */
export async function resendConfirmationCode(
  context: PoolContext,
  client: AppClientRecord,
  input: ResendConfirmationCodeInput,
): Promise<CodeDeliveryDetails> {
  const { username, secretHash } = parse(schema, input);
  verifySecretHash(client, username, secretHash);
  if (context.settings.autoVerifiedAttributes.length === 0) {
    throw new RockpoolError("InvalidParameterException", "Cannot resend codes. Auto verification not turned on.", {
      path: "username",
    });
  }
  const { poolId, settings, store } = context;
  const name = foldName(settings.usernameConfiguration, username);
  const tells = client.settings.preventUserExistenceErrors === "LEGACY";

  const sent = await attempt(
    store,
    async ({ read }): Promise<Decision<{ readonly made: NewCode; readonly to: string } | undefined>> => {
      const now = store.runtime.clock();
      const sub = await findSub(context, read, username);
      const counter = sub === undefined ? attemptsOnName(context, name, purpose) : attemptsOf(context, sub, purpose);
      // For a name nobody has, the keys are of nobody: as many reads, and nothing is found.
      const of = { poolId, sub: sub ?? "-" };
      const [attempts, user, code] = await read([counter, users.key(of), codes.key({ ...of, purpose: "signUp" })]);
      judgeBudget(attempts, purpose, now);
      const counted = countOne(context, counter, attempts, purpose);
      const needsCode = user !== undefined && isPossible("confirmSignUp", user.value);
      if (tells && !needsCode) {
        return { commit: [counted], refuse: user === undefined ? combinationNotFound() : isConfirmed() };
      }
      const fresh = needsCode ? newSignUpCode(context, user.value) : undefined;
      if (fresh === undefined || user === undefined) return { commit: [counted], result: undefined };
      return { commit: [counted, replaceCode(code, fresh), user.check()], result: { made: fresh, to: user.value.username } };
    },
  );

  if (sent === undefined) return simulatedDelivery(context, name);
  const { made, to } = sent;
  return sendCode(context, { source: "CustomMessage_ResendCode", clientId: client.clientId, username: to, made });
}

function isConfirmed(): RockpoolError {
  return new RockpoolError("InvalidParameterException", "User is already confirmed.", { path: "username" });
}

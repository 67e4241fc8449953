import { z } from "zod";
import { parse, type SchemaOf, schemaFor } from "../../codecs/schema.ts";
import type { CodeDeliveryDetails } from "../../delivery/delivery.ts";
import { RockpoolError } from "../../errors.ts";
import { type ClientMetadata, clientMetadataSchema } from "../../triggers/client-metadata.ts";
import type { AppClientRecord } from "../app-clients/client.table.ts";
import { verifySecretHash } from "../app-clients/secret-hash.ts";
import type { PoolContext } from "../context.ts";
import { attemptTelling, type Telling } from "../events/attempt-telling.ts";
import { findSub } from "./account.ts";
import { attemptsOf, attemptsOnName, countOne, judgeBudget } from "./attempts.ts";
import { authStates } from "./auth-state.table.ts";
import { codes } from "./code.table.ts";
import { type NewCode, replaceCode } from "./codes.ts";
import { obstacle } from "./obstacle.ts";
import { sendCode, sendCodeBehind, simulatedDelivery } from "./send-code.ts";
import { newSignUpCode } from "./sign-up-code.ts";
import { type UserRecord, users } from "./user.table.ts";
import { foldName, usernameSchema } from "./username.ts";

export interface ResendConfirmationCodeInput {
  readonly username: string;
  /** For CustomMessage and the custom senders. */
  readonly clientMetadata?: ClientMetadata | undefined;
  /** For a client with a secret: see {@link secretHash}. */
  readonly secretHash?: string | undefined;
}

const schema: SchemaOf<ResendConfirmationCodeInput> = schemaFor<ResendConfirmationCodeInput>()(
  z.strictObject({
    username: usernameSchema,
    clientMetadata: clientMetadataSchema.optional(),
    secretHash: z.string().min(1).max(128).optional(),
  }),
);

const purpose = "resendConfirmationCode";

/**
 * Sends a new sign-up code, which replaces the one before (Cognito's `ResendConfirmationCode`). The tries that were used up
 * stay used up. For a name nobody has, and a user who needs no code, is disabled or has no address for it, nothing is sent and the
 * answer has the same form; Cognito says `User is already confirmed.` to everyone, which LEGACY does, too.
 *
 * @throws `LimitExceededException` after five in an hour. `NotAuthorizedException`: the secret hash is wrong.
 * @throws `InvalidParameterException`: the pool verifies nothing at sign-up.
 * @throws With LEGACY `UserNotFoundException`, `NotAuthorizedException` for a user who is disabled, and `InvalidParameterException` for one
 *   who is confirmed, or has no address for a code; and `CodeDeliveryFailureException`: the code before is replaced all the same. Else the
 *   answer is there before the message is sent, and a failure is an event.
 */
export async function resendConfirmationCode(
  context: PoolContext,
  client: AppClientRecord,
  input: ResendConfirmationCodeInput,
): Promise<CodeDeliveryDetails> {
  const { username, clientMetadata, secretHash } = parse(schema, input);
  verifySecretHash(client, username, secretHash);
  if (context.settings.autoVerifiedAttributes.length === 0) {
    throw new RockpoolError("InvalidParameterException", "Cannot resend codes. Auto verification not turned on.", {
      path: "username",
    });
  }
  const { poolId, settings, store } = context;
  const name = foldName(settings.usernameConfiguration, username);
  const tells = client.settings.preventUserExistenceErrors === "LEGACY";

  const sent = await attemptTelling(
    context,
    async ({ read }): Promise<Telling<{ readonly made: NewCode; readonly user: UserRecord } | undefined>> => {
      const sub = await findSub(context, read, username);
      const counter = sub === undefined ? attemptsOnName(context, name, purpose) : attemptsOf(context, sub, purpose);
      // For a name nobody has, the keys are of nobody: as many reads, and nothing is found.
      const of = { poolId, sub: sub ?? "-" };
      const codeOf = codes.key({ ...of, purpose: "signUp" });
      const [attempts, user, state, code] = await read([counter, users.key(of), authStates.key(of), codeOf]);
      judgeBudget(attempts, purpose, store.runtime.clock());
      const counted = countOne(context, counter, attempts, purpose);
      const why = obstacle("resendConfirmationCode", user?.value, state?.value);
      const made = user === undefined || why !== undefined ? undefined : newSignUpCode(context, user.value);
      if (user === undefined || state === undefined || made === undefined) {
        return tells ? { commit: [counted], refuse: why ?? nowhereToSend() } : { commit: [counted], result: undefined };
      }
      const commit = [counted, replaceCode(code, made), user.check(), state.check()];
      const events = [{ type: "codeResent", sub: user.value.sub, clientId: client.clientId }] as const;
      return { commit, result: { made, user: user.value }, events };
    },
  );

  if (sent === undefined) return simulatedDelivery(context, { operation: purpose, name, kinds: settings.autoVerifiedAttributes });
  const message = { source: "CustomMessage_ResendCode", clientId: client.clientId, clientMetadata, ...sent } as const;
  return tells ? sendCode(context, message) : sendCodeBehind(context, message);
}

/** The words of Cognito are not known. */
function nowhereToSend(): RockpoolError {
  const message = "Cannot resend codes. The user has no email or phone_number that is verified by a code.";
  return new RockpoolError("InvalidParameterException", message, { path: "username" });
}

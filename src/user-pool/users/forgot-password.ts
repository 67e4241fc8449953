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
import { type AuthStateRecord, authStates } from "./auth-state.table.ts";
import { codes } from "./code.table.ts";
import { type NewCode, replaceCode } from "./codes.ts";
import { refusal } from "./lifecycle.ts";
import { newResetCode, nowhereToSend, refuseAdminOnly } from "./recovery.ts";
import { sendCode, simulatedDelivery } from "./send-code.ts";
import { type UserRecord, users } from "./user.table.ts";
import { foldName, usernameSchema } from "./username.ts";

export interface ForgotPasswordInput {
  readonly username: string;
  /** For a client with a secret: see {@link secretHash}. */
  readonly secretHash?: string | undefined;
}

const schema: SchemaOf<ForgotPasswordInput> = schemaFor<ForgotPasswordInput>()(
  z.strictObject({ username: usernameSchema, secretHash: z.string().min(1).max(128).optional() }),
);

const purpose = "forgotPassword";

/**
 * Sends a code by which a user can choose another password (Cognito's `ForgotPassword`): to a verified address, by the pool's order
 * of recovery. The password of before works until then. For a name nobody has, and a user who cannot recover, nothing is sent and
 * the answer has the same form, unless the client says LEGACY.
 *
 * @throws `LimitExceededException` after five in an hour. `NotAuthorizedException`: administrators only, or the secret hash.
 *   `CodeDeliveryFailureException`: the code before is replaced all the same.
 * @throws With LEGACY `UserNotFoundException`, `NotAuthorizedException`, `InvalidParameterException`: why nothing is sent.
 */
export async function forgotPassword(
  context: PoolContext,
  client: AppClientRecord,
  input: ForgotPasswordInput,
): Promise<CodeDeliveryDetails> {
  const { username, secretHash } = parse(schema, input);
  verifySecretHash(client, username, secretHash);
  refuseAdminOnly(context);
  const { poolId, settings, store } = context;
  const name = foldName(settings.usernameConfiguration, username);
  const tells = client.settings.preventUserExistenceErrors === "LEGACY";

  const sent = await attempt(
    store,
    async ({ read }): Promise<Decision<{ readonly made: NewCode; readonly to: string } | undefined>> => {
      const sub = await findSub(context, read, username);
      const counter = sub === undefined ? attemptsOnName(context, name, purpose) : attemptsOf(context, sub, purpose);
      // For a name nobody has, the keys are of nobody: as many reads, and nothing is found.
      const of = { poolId, sub: sub ?? "-" };
      const resetOf = codes.key({ ...of, purpose: "resetPassword" });
      const [attempts, user, state, code] = await read([counter, users.key(of), authStates.key(of), resetOf]);
      judgeBudget(attempts, purpose, store.runtime.clock());
      const counted = countOne(context, counter, attempts, purpose);
      const why = obstacle("forgotPassword", user?.value, state?.value);
      const made = user === undefined || why !== undefined ? undefined : newResetCode(context, user.value);
      if (user === undefined || made === undefined) {
        return tells ? { commit: [counted], refuse: why ?? nowhereToSend() } : { commit: [counted], result: undefined };
      }
      const commit = [counted, replaceCode(code, made), user.check()];
      return { commit, result: { made, to: user.value.username } };
    },
  );

  if (sent === undefined) return simulatedDelivery(context, name);
  const { made, to } = sent;
  return sendCode(context, { source: "CustomMessage_ForgotPassword", clientId: client.clientId, username: to, made });
}

/** Why somebody cannot choose another password by a code. */
export function obstacle(
  event: "forgotPassword" | "confirmForgotPassword",
  user: UserRecord | undefined,
  state: AuthStateRecord | undefined,
): RockpoolError | undefined {
  if (user === undefined || state === undefined) return combinationNotFound();
  if (!state.enabled) return new RockpoolError("NotAuthorizedException", "User is disabled.");
  return refusal(event, user);
}

import { z } from "zod";
import { parse, type SchemaOf, schemaFor } from "../../codecs/schema.ts";
import type { CodeDeliveryDetails } from "../../delivery/delivery.ts";
import type { Found } from "../../storage/table.ts";
import { type ClientMetadata, clientMetadataSchema } from "../../triggers/client-metadata.ts";
import type { AppClientRecord } from "../app-clients/client.table.ts";
import { verifySecretHash } from "../app-clients/secret-hash.ts";
import type { PoolContext } from "../context.ts";
import { attemptTelling, type Telling } from "../events/attempt-telling.ts";
import { findSub } from "./account.ts";
import type { AttemptsRecord } from "./attempts.table.ts";
import { attemptsOf, attemptsOnName, countOne, judgeBudget } from "./attempts.ts";
import { authStates } from "./auth-state.table.ts";
import { codes } from "./code.table.ts";
import { type NewCode, replaceCode } from "./codes.ts";
import { credentials } from "./credential.table.ts";
import { type FailedMigration, migrateUser } from "./migrate-user.ts";
import { obstacle } from "./obstacle.ts";
import { newResetCode, nowhereToSend, recoveryContacts, refuseAdminOnly } from "./recovery.ts";
import { sendCode, sendCodeBehind, simulatedDelivery } from "./send-code.ts";
import { type UserRecord, users } from "./user.table.ts";
import { foldName, usernameSchema } from "./username.ts";

export interface ForgotPasswordInput {
  readonly username: string;
  /** For UserMigration, CustomMessage and the custom senders. */
  readonly clientMetadata?: ClientMetadata | undefined;
  /** For a client with a secret: see {@link secretHash}. */
  readonly secretHash?: string | undefined;
}

const schema: SchemaOf<ForgotPasswordInput> = schemaFor<ForgotPasswordInput>()(
  z.strictObject({
    username: usernameSchema,
    clientMetadata: clientMetadataSchema.optional(),
    secretHash: z.string().min(1).max(128).optional(),
  }),
);

const purpose = "forgotPassword";

/**
 * Sends a code by which a user can choose another password (Cognito's `ForgotPassword`): to a verified address, by the pool's order
 * of recovery. The password of before works until then. For a name nobody has, and a user who cannot recover, nothing is sent and
 * the answer has the same form, unless the client says LEGACY.
 *
 * @throws `LimitExceededException` after five in an hour. `NotAuthorizedException`: administrators only, or the secret hash.
 * @throws With LEGACY `UserNotFoundException`, `NotAuthorizedException`, `InvalidParameterException`: why nothing is sent; and
 *   `CodeDeliveryFailureException`: the code before is replaced all the same. Else the answer is there before the message is sent, and a
 *   failure is an event.
 */
export async function forgotPassword(
  context: PoolContext,
  client: AppClientRecord,
  input: ForgotPasswordInput,
): Promise<CodeDeliveryDetails> {
  const { username, clientMetadata, secretHash } = parse(schema, input);
  verifySecretHash(client, username, secretHash);
  refuseAdminOnly(context);
  const { poolId, settings, store } = context;
  const name = foldName(settings.usernameConfiguration, username);
  const tells = client.settings.preventUserExistenceErrors === "LEGACY";

  const judge = (attempts: Found<AttemptsRecord> | undefined): void => judgeBudget(attempts, purpose, store.runtime.clock());
  const failed = ({ counter, attempts }: FailedMigration) => ({
    commit: [countOne(context, counter, attempts, purpose)],
    events: [],
  });
  await migrateUser(context, client, { username, password: null, clientMetadata, judge, failed, refused: () => [] });
  const sent = await attemptTelling(
    context,
    async ({ read }): Promise<Telling<{ readonly made: NewCode; readonly user: UserRecord } | undefined>> => {
      const sub = await findSub(context, read, username);
      const counter = sub === undefined ? attemptsOnName(context, name, purpose) : attemptsOf(context, sub, purpose);
      // For a name nobody has, the keys are of nobody: as many reads, and nothing is found.
      const of = { poolId, sub: sub ?? "-" };
      const resetOf = codes.key({ ...of, purpose: "resetPassword" });
      const [attempts, user, state, credential, code] = await read([
        counter,
        users.key(of),
        authStates.key(of),
        credentials.key(of),
        resetOf,
      ]);
      judgeBudget(attempts, purpose, store.runtime.clock());
      const counted = countOne(context, counter, attempts, purpose);
      const why = obstacle("forgotPassword", user?.value, state?.value);
      const isPossible = why === undefined && user !== undefined && credential !== undefined;
      const made = isPossible ? newResetCode(context, user.value, credential.value) : undefined;
      if (user === undefined || state === undefined || made === undefined) {
        return tells ? { commit: [counted], refuse: why ?? nowhereToSend() } : { commit: [counted], result: undefined };
      }
      // Every other password puts the user: the code is for the one that is there when it is sent.
      const commit = [counted, replaceCode(code, made), user.check(), state.check()];
      const events = [{ type: "forgotPassword", sub: user.value.sub, clientId: client.clientId }] as const;
      return { commit, result: { made, user: user.value }, events };
    },
  );

  if (sent === undefined) return simulatedDelivery(context, { operation: purpose, name, kinds: recoveryContacts(context) });
  const message = { source: "CustomMessage_ForgotPassword", clientId: client.clientId, clientMetadata, ...sent } as const;
  return tells ? sendCode(context, message) : sendCodeBehind(context, message);
}

import { parse } from "../../codecs/schema.ts";
import type { CodeDeliveryDetails } from "../../delivery/delivery.ts";
import { type PassedOn, passedOnSchema } from "../../triggers/client-metadata.ts";
import type { PoolContext } from "../context.ts";
import { attemptTelling } from "../events/attempt-telling.ts";
import { requireSub, userNotFound } from "./account.ts";
import { authStates } from "./auth-state.table.ts";
import { codes } from "./code.table.ts";
import { replaceCode } from "./codes.ts";
import { credentials } from "./credential.table.ts";
import { statusAfter } from "./lifecycle.ts";
import { NO_CLIENT } from "./message.ts";
import { newResetCode, nowhereToSend, refuseAdminOnly } from "./recovery.ts";
import { sendCode } from "./send-code.ts";
import { users } from "./user.table.ts";

/**
 * Makes a user choose another password (Cognito's `AdminResetUserPassword`): sends a code to a verified address, and ends all
 * sessions. Until then the user is RESET_REQUIRED, and cannot sign in. Twice sends another code.
 *
 * @throws `UserNotFoundException`; `NotAuthorizedException`: not in this status, or administrators set passwords here;
 *   `InvalidParameterException`: no verified address. Nothing was changed.
 * @throws `CodeDeliveryFailureException`: the password is reset; reset it again.
 */
export async function resetPassword(
  context: PoolContext,
  username: string,
  options: PassedOn = {},
): Promise<CodeDeliveryDetails> {
  const { clientMetadata } = parse(passedOnSchema, options, "options");
  const { poolId, store } = context;
  refuseAdminOnly(context);
  const message = await attemptTelling(context, async ({ read }) => {
    const of = { poolId, sub: await requireSub(context, read, username) };
    const resetOf = codes.key({ ...of, purpose: "resetPassword" });
    const [user, state, credential, code] = await read([users.key(of), authStates.key(of), credentials.key(of), resetOf]);
    if (user === undefined || state === undefined || credential === undefined) throw userNotFound();
    const status = statusAfter("adminResetPassword", user.value);
    const changed = { status, lastModifiedAt: store.runtime.clock() };
    const made = newResetCode(context, user.value, credential.value);
    if (made === undefined) throw nowhereToSend();
    return {
      commit: [user.put(changed), state.put({ epoch: state.value.epoch + 1 }), replaceCode(code, made)],
      result: { made, user: { ...user.value, ...changed } },
      events: [{ type: "administration", operation: "AdminResetUserPassword", subject: of.sub }],
    };
  });
  return sendCode(context, { ...message, source: "CustomMessage_ForgotPassword", clientId: NO_CLIENT, clientMetadata });
}

import type { ClientMetadata } from "../../triggers/client-metadata.ts";
import type { PoolContext } from "../context.ts";
import { attemptTelling } from "../events/attempt-telling.ts";
import { checkPassword } from "../settings/password-policy.ts";
import { newTemporaryPassword } from "./credential.ts";
import { type DeliveryMedium, invitationMedia, invite } from "./invitation.ts";
import { replacePassword } from "./set-password.ts";
import { generateTemporaryPassword } from "./temporary-password.ts";
import { profileOf, type UserProfile } from "./user-profile.ts";

interface Resend {
  readonly username: string;
  readonly temporaryPassword: string | undefined;
  readonly desiredDeliveryMediums: readonly DeliveryMedium[] | undefined;
  readonly clientMetadata: ClientMetadata | undefined;
}

/**
 * Sends another temporary password to a user who has not replaced the first one (Cognito's `AdminCreateUser` with RESEND).
 *
 * @throws `UserNotFoundException`, `UnsupportedUserStateException`, `InvalidPasswordException`, `InvalidParameterException`
 */
export async function resendInvitation(
  context: PoolContext,
  { username, temporaryPassword, desiredDeliveryMediums, clientMetadata }: Resend,
): Promise<UserProfile> {
  const { settings, store } = context;
  const password = temporaryPassword ?? generateTemporaryPassword(settings.passwordPolicy, store.runtime.random);
  checkPassword(settings.passwordPolicy, password);
  const chosen = await newTemporaryPassword(context, password);

  const { user, enabled, media } = await attemptTelling(context, async (step) => {
    const replaced = await replacePassword(context, step, { username, password, chosen, event: "resendInvitation" });
    const sentBy = invitationMedia(replaced.user.attributes, desiredDeliveryMediums);
    return {
      commit: replaced.entries,
      result: { ...replaced, media: sentBy },
      events: [{ type: "administration", operation: "AdminCreateUser", subject: replaced.user.sub }],
    };
  });
  await invite(context, { user, password, media, clientMetadata });
  return profileOf(user, { enabled });
}

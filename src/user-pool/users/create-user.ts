import { z } from "zod";
import { newUuid } from "../../codecs/ids.ts";
import { invalidParameter, parse, type SchemaOf, schemaFor } from "../../codecs/schema.ts";
import { RockpoolError } from "../../errors.ts";
import { type ClientMetadata, clientMetadataSchema } from "../../triggers/client-metadata.ts";
import type { PoolContext } from "../context.ts";
import { attemptTelling } from "../events/attempt-telling.ts";
import { checkPassword } from "../settings/password-policy.ts";
import { type Attributes, attributesSchema, checkGivenAttributes, initialAttributes } from "./attributes.ts";
import { newTemporaryPassword, noPassword } from "./credential.ts";
import { type DeliveryMedium, invitationMedia, invite } from "./invitation.ts";
import { creation } from "./lifecycle.ts";
import { NO_CLIENT } from "./message.ts";
import { newName } from "./names.ts";
import { aliasExists, newUser } from "./new-user.ts";
import { callPreSignUp } from "./pre-sign-up.ts";
import { resendInvitation } from "./resend-invitation.ts";
import { generateTemporaryPassword } from "./temporary-password.ts";
import type { UserRecord } from "./user.table.ts";
import { profileOf, type UserProfile } from "./user-profile.ts";
import { usernameSchema } from "./username.ts";

export interface CreateUserInput {
  /** As in {@link SignUpInput}. */
  readonly username: string;
  /** At most 256 characters, by the pool's policy. @default one that is drawn, and told to the user alone */
  readonly temporaryPassword?: string | undefined;
  /**
   * By name, as the pool's schema has them; `email_verified` and `phone_number_verified` may be given, and a preferred user name also where
   * it is an alias: users choose theirs once they are confirmed, an administrator knows whose it is.
   */
  readonly attributes?: Attributes | undefined;
  /**
   * `SUPPRESS`: nothing is sent, the password reaches the user in another way. `RESEND`: the user is there already; another
   * temporary password is sent, and its time begins anew. @default the user is made, and invited
   */
  readonly messageAction?: "SUPPRESS" | "RESEND" | undefined;
  /** @default by e-mail, or by SMS to a user who has no e-mail address; nothing to who has neither: set a password for them */
  readonly desiredDeliveryMediums?: readonly DeliveryMedium[] | undefined;
  /** Whether an address that is given as verified is taken from another user who had proved it before. @default false */
  readonly forceAliasCreation?: boolean | undefined;
  /** For PreSignUp. */
  readonly validationData?: ClientMetadata | undefined;
  /** For PreSignUp, CustomMessage and the custom senders. */
  readonly clientMetadata?: ClientMetadata | undefined;
}

const schema: SchemaOf<CreateUserInput> = schemaFor<CreateUserInput>()(
  z.strictObject({
    username: usernameSchema,
    temporaryPassword: z.string().min(1).max(256).optional(),
    attributes: attributesSchema.optional(),
    messageAction: z.enum(["SUPPRESS", "RESEND"]).optional(),
    desiredDeliveryMediums: z
      .array(z.enum(["EMAIL", "SMS"]))
      .min(1)
      .max(2)
      .optional(),
    forceAliasCreation: z.boolean().optional(),
    validationData: clientMetadataSchema.optional(),
    clientMetadata: clientMetadataSchema.optional(),
  }),
);

/**
 * Makes a user who has a temporary password and must replace it at the first sign-in (Cognito's `AdminCreateUser`). Where the pool
 * lets people in without a password, and none is given, the user has none and is CONFIRMED. Attributes that every user must have
 * may be missing: they are asked for with the new password.
 *
 * @throws `InvalidParameterException`, `InvalidPasswordException`, `UsernameExistsException`, `AliasExistsException`: nothing was
 *   stored; the same of what PreSignUp comes to. With RESEND `UserNotFoundException`, `UnsupportedUserStateException`.
 * @throws `CodeDeliveryFailureException`: the user is stored; send it again.
 */
export async function createUser(context: PoolContext, input: CreateUserInput): Promise<UserProfile> {
  const { messageAction, validationData, clientMetadata, ...created } = parse(schema, input);
  if (messageAction === "RESEND") {
    const { username, temporaryPassword, desiredDeliveryMediums, ...others } = created;
    const [unused] = Object.keys(others);
    if (unused !== undefined) throw invalidParameter([unused], "Member must not be given with RESEND");
    if (validationData !== undefined) throw invalidParameter(["validationData"], "Member must not be given with RESEND");
    return resendInvitation(context, { username, temporaryPassword, desiredDeliveryMediums, clientMetadata });
  }
  const { poolId, settings, store } = context;
  const { clock, random } = store.runtime;
  const sub = newUuid(random);
  const { username, attributes } = newName(context, sub, created.username, created.attributes ?? {});
  checkGivenAttributes(settings.schema, attributes);
  const password = created.temporaryPassword ?? passwordFor(context, attributes);
  if (password !== null) checkPassword(settings.passwordPolicy, password);
  const wanted = created.desiredDeliveryMediums;
  // To who has no address nothing is sent, unless that was asked for: an administrator may set a password they know.
  const isReachable = wanted !== undefined || attributes["email"] || attributes["phone_number"];
  const media = messageAction === "SUPPRESS" || !isReachable ? [] : invitationMedia(attributes, wanted);

  const source = "PreSignUp_AdminCreateUser";
  await callPreSignUp(context, { source, clientId: NO_CLIENT, username, attributes, validationData, clientMetadata });
  const now = clock();
  const user: UserRecord = {
    poolId,
    sub,
    username,
    attributes: initialAttributes(attributes),
    status: creation[password === null ? "adminCreateUserWithoutPassword" : "adminCreateUser"],
    identities: [],
    createdAt: now,
    lastModifiedAt: now,
  };
  const chosen = password === null ? noPassword(context) : await newTemporaryPassword(context, password);
  await attemptTelling(context, async ({ read }) => {
    const usernameTaken = (): RockpoolError => new RockpoolError("UsernameExistsException", "User account already exists");
    const force = created.forceAliasCreation ?? false;
    // Where addresses are user names, one that is taken is a name that is taken.
    const nameTaken = settings.usernameAttributes.length > 0 ? usernameTaken : aliasExists;
    const entries = await newUser(context, read, { user, password: chosen, force, usernameTaken, nameTaken });
    return {
      commit: entries,
      result: undefined,
      events: [{ type: "administration", operation: "AdminCreateUser", subject: sub }],
    };
  });

  await invite(context, { user, password, media, clientMetadata });
  return profileOf(user, { enabled: true });
}

/** Drawn, or none where the user can come in without. */
function passwordFor({ settings, store }: PoolContext, attributes: Attributes): string | null {
  const needsPassword = settings.signInPolicy.allowedFirstAuthFactors.every((factor) => factor === "PASSWORD");
  if (needsPassword) return generateTemporaryPassword(settings.passwordPolicy, store.runtime.random);
  if (!attributes["email"] && !attributes["phone_number"]) {
    throw invalidParameter(["attributes"], "Member must have an email or a phone_number where there is no password");
  }
  return null;
}

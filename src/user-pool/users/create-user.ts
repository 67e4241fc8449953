import { z } from "zod";
import { newUuid } from "../../codecs/ids.ts";
import { parse, type SchemaOf, schemaFor } from "../../codecs/schema.ts";
import { invitationEmail } from "../../delivery/templates.ts";
import { RockpoolError } from "../../errors.ts";
import { attempt } from "../../storage/attempt.ts";
import type { PoolContext } from "../context.ts";
import { checkPassword } from "../settings/password-policy.ts";
import { newAttempts } from "./attempts.ts";
import { type Attributes, checkGivenAttributes, initialAttributes } from "./attributes.ts";
import { type AuthStateRecord, authStates } from "./auth-state.table.ts";
import { credentials } from "./credential.table.ts";
import { newTemporaryPassword } from "./credential.ts";
import { sendMessage } from "./send-code.ts";
import { generateTemporaryPassword } from "./temporary-password.ts";
import { type UserRecord, usernames, users } from "./user.table.ts";
import { profileOf, type UserProfile } from "./user-profile.ts";
import { foldUsername, usernameSchema } from "./username.ts";

export interface CreateUserInput {
  /** 1 to 128 letters, marks, symbols, digits or punctuation; upper and lower case are the same name. */
  readonly username: string;
  /** At most 256 characters, by the pool's policy. @default one that is drawn, and told to the user alone */
  readonly temporaryPassword?: string | undefined;
  /** Standard attributes by name; `email_verified` and `phone_number_verified` may be given. */
  readonly attributes?: Attributes | undefined;
  /** `SUPPRESS`: nothing is sent, the password reaches the user in another way. @default an invitation by e-mail */
  readonly messageAction?: "SUPPRESS" | undefined;
}

const schema: SchemaOf<CreateUserInput> = schemaFor<CreateUserInput>()(
  z.strictObject({
    username: usernameSchema,
    temporaryPassword: z.string().min(1).max(256).optional(),
    attributes: z.record(z.string().min(1).max(32), z.string()).optional(),
    messageAction: z.enum(["SUPPRESS"]).optional(),
  }),
);

/** What Cognito's messages name as the client of an administrator. */
const NO_CLIENT = "CLIENT_ID_NOT_APPLICABLE";

/**
 * Makes a user who has a temporary password and must replace it at the first sign-in (Cognito's `AdminCreateUser`).
 *
 * @throws `InvalidParameterException`, `InvalidPasswordException`, `UsernameExistsException`: nothing was stored.
 * @throws `CodeDeliveryFailureException`: the user is stored; set a password.
 */
export async function createUser(context: PoolContext, input: CreateUserInput): Promise<UserProfile> {
  const { temporaryPassword, attributes = {}, messageAction, ...named } = parse(schema, input);
  const username = foldUsername(named.username);
  const { poolId, store } = context;
  const { clock, random } = store.runtime;
  const password = temporaryPassword ?? generateTemporaryPassword(context.settings.passwordPolicy, random);
  checkGivenAttributes(attributes);
  checkPassword(context.settings.passwordPolicy, password);
  const destination = attributes["email"];
  if (messageAction !== "SUPPRESS" && !destination) {
    const message = "An invitation needs an email attribute; messageAction: SUPPRESS sends none";
    throw new RockpoolError("InvalidParameterException", message, { path: "attributes.email" });
  }

  const now = clock();
  const user: UserRecord = {
    poolId,
    sub: newUuid(random),
    username,
    attributes: initialAttributes(attributes),
    status: "FORCE_CHANGE_PASSWORD",
    createdAt: now,
    lastModifiedAt: now,
  };
  const { sub } = user;
  const authState: AuthStateRecord = { poolId, sub, enabled: true, epoch: 0 };
  const chosen = await newTemporaryPassword(context, password);

  await attempt(store, async ({ read }) => {
    const [taken] = await read([usernames.key({ poolId, username })]);
    if (taken !== undefined) throw new RockpoolError("UsernameExistsException", "User account already exists");
    return {
      commit: [
        usernames.create({ poolId, username, sub }),
        users.create(user),
        authStates.create(authState),
        credentials.create({ poolId, sub, ...chosen }),
        newAttempts(context, sub, "password"),
        newAttempts(context, sub, "confirmSignUp"),
      ],
      result: undefined,
    };
  });

  if (messageAction !== "SUPPRESS" && destination) {
    const content = invitationEmail(username, password);
    const source = "CustomMessage_AdminCreateUser";
    await sendMessage(context, { source, clientId: NO_CLIENT, username, destination, code: password, ...content });
  }
  return profileOf(user, authState);
}

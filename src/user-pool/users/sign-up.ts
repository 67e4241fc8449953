import { z } from "zod";
import { newUuid } from "../../codecs/ids.ts";
import { parse, type SchemaOf, schemaFor } from "../../codecs/schema.ts";
import type { CodeDeliveryDetails } from "../../delivery/delivery.ts";
import { RockpoolError } from "../../errors.ts";
import { attempt } from "../../storage/attempt.ts";
import type { AppClientRecord } from "../app-clients/client.table.ts";
import { verifySecretHash } from "../app-clients/secret-hash.ts";
import type { PoolContext } from "../context.ts";
import { checkPassword } from "../settings/password-policy.ts";
import { newAttempts } from "./attempts.ts";
import { type Attributes, checkOwnAttributes, initialAttributes } from "./attributes.ts";
import { authStates } from "./auth-state.table.ts";
import { codes } from "./code.table.ts";
import { newSignUpCode } from "./confirmation-code.ts";
import { credentials } from "./credential.table.ts";
import { newPassword } from "./credential.ts";
import { sendCode } from "./send-code.ts";
import { type UserRecord, usernames, users } from "./user.table.ts";
import { foldUsername, usernameSchema } from "./username.ts";

export interface SignUpInput {
  /** 1 to 128 letters, marks, symbols, digits or punctuation; upper and lower case are the same name. */
  readonly username: string;
  /** At most 256 characters, by the pool's policy. */
  readonly password: string;
  /** Standard attributes by name. */
  readonly attributes?: Attributes | undefined;
  /** For a client with a secret: see {@link secretHash}. */
  readonly secretHash?: string | undefined;
}

export interface SignUpResult {
  readonly userConfirmed: boolean;
  readonly userSub: string;
  /** Where the code went; absent when the pool verifies nothing that the user has. */
  readonly codeDeliveryDetails?: CodeDeliveryDetails;
}

const schema: SchemaOf<SignUpInput> = schemaFor<SignUpInput>()(
  z.strictObject({
    username: usernameSchema,
    password: z.string().min(1).max(256),
    attributes: z.record(z.string().min(1).max(32), z.string()).optional(),
    secretHash: z.string().min(1).max(128).optional(),
  }),
);

/**
 * Makes a user, UNCONFIRMED, and sends the code that confirms them (Cognito's `SignUp`). All of the user is one plan.
 *
 * @throws `InvalidParameterException`, `InvalidPasswordException`, `NotAuthorizedException` (secret hash, protected
 *   attribute), `UsernameExistsException`: nothing was stored.
 * @throws `CodeDeliveryFailureException`: the user is stored; ask for another code.
 */
export async function signUp(context: PoolContext, client: AppClientRecord, input: SignUpInput): Promise<SignUpResult> {
  const { password, attributes = {}, ...named } = parse(schema, input);
  verifySecretHash(client, named.username, named.secretHash);
  const username = foldUsername(named.username);
  checkOwnAttributes(attributes);
  checkPassword(context.settings.passwordPolicy, password);

  const { poolId, store } = context;
  const { clock, random } = store.runtime;
  const sub = newUuid(random);
  const now = clock();
  const user: UserRecord = {
    poolId,
    sub,
    username,
    attributes: initialAttributes(attributes),
    status: "UNCONFIRMED",
    createdAt: now,
    lastModifiedAt: now,
  };
  const made = newSignUpCode(context, user);
  // Before anything is looked up: a name that is taken takes as long as one that is free.
  const chosen = await newPassword(context, password);

  await attempt(store, async ({ read }) => {
    const [taken] = await read([usernames.key({ poolId, username })]);
    if (taken !== undefined) throw new RockpoolError("UsernameExistsException", "User already exists");
    return {
      commit: [
        usernames.create({ poolId, username, sub }),
        users.create(user),
        authStates.create({ poolId, sub, enabled: true, epoch: 0 }),
        credentials.create({ poolId, sub, ...chosen }),
        newAttempts(context, sub, "password"),
        newAttempts(context, sub, "confirmSignUp"),
        ...(made === undefined ? [] : [codes.create(made.record)]),
      ],
      result: undefined,
    };
  });

  const result: SignUpResult = { userConfirmed: false, userSub: sub };
  if (made === undefined) return result;
  const details = await sendCode(context, { source: "CustomMessage_SignUp", clientId: client.clientId, username, made });
  return { ...result, codeDeliveryDetails: details };
}

import { z } from "zod";
import { newUuid } from "../../codecs/ids.ts";
import { parse, type SchemaOf, schemaFor } from "../../codecs/schema.ts";
import type { CodeDeliveryDetails } from "../../delivery/delivery.ts";
import { RockpoolError } from "../../errors.ts";
import { type ClientMetadata, clientMetadataSchema } from "../../triggers/client-metadata.ts";
import type { AppClientRecord } from "../app-clients/client.table.ts";
import { verifySecretHash } from "../app-clients/secret-hash.ts";
import type { PoolContext } from "../context.ts";
import { attemptTelling } from "../events/attempt-telling.ts";
import { checkPassword } from "../settings/password-policy.ts";
import {
  type Attributes,
  attributesSchema,
  checkAttributeValues,
  checkRequiredAttributes,
  checkWritable,
  initialAttributes,
} from "./attributes.ts";
import { codes } from "./code.table.ts";
import { newPassword } from "./credential.ts";
import { creation } from "./lifecycle.ts";
import { newName } from "./names.ts";
import { addressInUse, newUser } from "./new-user.ts";
import { callPostConfirmation } from "./post-confirmation.ts";
import { callPreSignUp } from "./pre-sign-up.ts";
import { sendCode } from "./send-code.ts";
import { newSignUpCode } from "./sign-up-code.ts";
import type { UserRecord } from "./user.table.ts";
import { usernameSchema } from "./username.ts";

export interface SignUpInput {
  /**
   * 1 to 128 letters, marks, symbols, digits or punctuation; upper and lower case are the same name, unless the pool is
   * case-sensitive. An address where those are user names.
   */
  readonly username: string;
  /** At most 256 characters, by the pool's policy. */
  readonly password: string;
  /** By name, as the pool's schema has them, and as far as the client may write them. */
  readonly attributes?: Attributes | undefined;
  /** For PreSignUp. */
  readonly validationData?: ClientMetadata | undefined;
  /** For PreSignUp, PostConfirmation, CustomMessage and the custom senders. */
  readonly clientMetadata?: ClientMetadata | undefined;
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
    attributes: attributesSchema.optional(),
    validationData: clientMetadataSchema.optional(),
    clientMetadata: clientMetadataSchema.optional(),
    secretHash: z.string().min(1).max(128).optional(),
  }),
);

/**
 * Makes a user, UNCONFIRMED, and sends the code that confirms them (Cognito's `SignUp`). All of the user is one plan.
 *
 * @throws `InvalidParameterException`, `InvalidPasswordException`, `NotAuthorizedException` (nobody can sign up, secret hash, an
 *   attribute the client may not write), `UsernameExistsException`: nothing was stored.
 *   `UserLambdaValidationException`, `InvalidLambdaResponseException`, `UnexpectedLambdaException`: PreSignUp refused.
 * @throws `CodeDeliveryFailureException`: the user is stored; ask for another code. The same of what CustomMessage and PostConfirmation come
 *   to.
 */
export async function signUp(context: PoolContext, client: AppClientRecord, input: SignUpInput): Promise<SignUpResult> {
  const { password, attributes: written = {}, validationData, clientMetadata, ...named } = parse(schema, input);
  verifySecretHash(client, named.username, named.secretHash);
  const { poolId, settings, store } = context;
  if (settings.adminCreateUserConfig.allowAdminCreateUserOnly) {
    throw new RockpoolError("NotAuthorizedException", "SignUp is not permitted for this user pool");
  }
  const { clock, random } = store.runtime;
  const sub = newUuid(random);
  const { username, attributes } = newName(context, sub, named.username, written);
  checkWritable(settings.schema, client.settings, Object.keys(written));
  checkAttributeValues(settings.schema, attributes);
  checkRequiredAttributes(settings.schema, attributes);
  if (settings.aliasAttributes.includes("preferred_username") && attributes["preferred_username"]) {
    // Cognito has no words for it; its guide says that it can be set once the user is confirmed.
    const message = "The alias preferred_username can be set once the user is confirmed.";
    throw new RockpoolError("InvalidParameterException", message, { path: "attributes.preferred_username" });
  }
  checkPassword(settings.passwordPolicy, password);

  const { clientId } = client;
  const signingUp = { source: "PreSignUp_SignUp", clientId, username, attributes, validationData, clientMetadata } as const;
  const { isConfirmed, verified } = await callPreSignUp(context, signingUp);
  const now = clock();
  const user: UserRecord = {
    poolId,
    sub,
    username,
    attributes: { ...initialAttributes(attributes), ...Object.fromEntries(verified.map((name) => [`${name}_verified`, "true"])) },
    status: creation[isConfirmed ? "signUpConfirmedByTrigger" : "signUp"],
    identities: [],
    createdAt: now,
    lastModifiedAt: now,
  };
  const made = isConfirmed ? undefined : newSignUpCode(context, user);
  // Before anything is looked up: a name that is taken takes as long as one that is free.
  const chosen = await newPassword(context, password);

  await attemptTelling(context, async ({ read }) => {
    const usernameTaken = (): RockpoolError => new RockpoolError("UsernameExistsException", "User already exists");
    // What the trigger verifies is taken from whoever had proved it.
    const force = verified.length > 0;
    const created = { user, password: chosen, force, usernameTaken, nameTaken: addressInUse };
    const entries = await newUser(context, read, created);
    return {
      commit: [...entries, ...(made === undefined ? [] : [codes.create(made.record)])],
      result: undefined,
      events: [
        { type: "signUp", sub, clientId },
        ...(isConfirmed ? [{ type: "userConfirmed", sub, by: "trigger" } as const] : []),
      ],
    };
  });

  const result: SignUpResult = { userConfirmed: isConfirmed, userSub: sub };
  if (isConfirmed) {
    await callPostConfirmation(context, user, { source: "PostConfirmation_ConfirmSignUp", clientId, clientMetadata });
  }
  if (made === undefined) return result;
  const details = await sendCode(context, { source: "CustomMessage_SignUp", clientId, user, made, clientMetadata });
  return { ...result, codeDeliveryDetails: details };
}

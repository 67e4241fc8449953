import { z } from "zod";
import { invalidParameter, parse, type SchemaOf, schemaFor } from "../../codecs/schema.ts";
import { type ClientMetadata, clientMetadataSchema } from "../../triggers/client-metadata.ts";
import type { PoolContext } from "../context.ts";
import { attemptTelling } from "../events/attempt-telling.ts";
import { requireSub, userNotFound } from "./account.ts";
import { changeAttributes, sendCodes } from "./attribute-change.ts";
import { type Attributes, attributeNameSchema, attributesSchema, checkGivenAttributes } from "./attributes.ts";
import { NO_CLIENT } from "./message.ts";
import { emptied } from "./update-own-attributes.ts";
import { users } from "./user.table.ts";
import { usernameSchema } from "./username.ts";

export interface UpdateAttributesInput {
  readonly username: string;
  /** By name, as the pool's schema has them; an empty value takes one away. An address may be given as verified. */
  readonly attributes: Attributes;
  /** For CustomMessage, and the custom senders. */
  readonly clientMetadata?: ClientMetadata | undefined;
}

const schema: SchemaOf<UpdateAttributesInput> = schemaFor<UpdateAttributesInput>()(
  z.strictObject({
    username: usernameSchema,
    attributes: attributesSchema,
    clientMetadata: clientMetadataSchema.optional(),
  }),
);

/**
 * Writes attributes of a user (Cognito's `AdminUpdateUserAttributes`). A new address that the pool verifies gets a code, and waits
 * where it must be proved first, unless it is given as verified.
 *
 * @throws `UserNotFoundException`, `InvalidParameterException`, `AliasExistsException`: nothing was changed.
 * @throws `CodeDeliveryFailureException`: the attributes are changed.
 */
export async function updateAttributes(context: PoolContext, input: UpdateAttributesInput): Promise<void> {
  const { username, attributes, clientMetadata } = parse(schema, input);
  await write(context, username, { written: attributes, clientMetadata });
}

export interface DeleteAttributesInput {
  readonly username: string;
  readonly attributeNames: readonly string[];
}

const deleteSchema: SchemaOf<DeleteAttributesInput> = schemaFor<DeleteAttributesInput>()(
  z.strictObject({ username: usernameSchema, attributeNames: z.array(attributeNameSchema).min(1).max(100) }),
);

/**
 * Takes attributes away from a user (Cognito's `AdminDeleteUserAttributes`); with an address goes that it was verified.
 *
 * @throws `UserNotFoundException`, `InvalidParameterException`
 */
export async function deleteAttributes(context: PoolContext, input: DeleteAttributesInput): Promise<void> {
  const { username, attributeNames } = parse(deleteSchema, input);
  await write(context, username, { written: emptied(context, attributeNames), clientMetadata: undefined });
}

interface Write {
  readonly written: Attributes;
  readonly clientMetadata: ClientMetadata | undefined;
}

async function write(context: PoolContext, username: string, { written, clientMetadata }: Write): Promise<void> {
  const { poolId, settings } = context;
  if (Object.keys(written).length === 0) throw invalidParameter(["attributes"], "Member must have at least one attribute");
  const message = await attemptTelling(context, async ({ read }) => {
    const sub = await requireSub(context, read, username);
    const [user] = await read([users.key({ poolId, sub })]);
    if (user === undefined) throw userNotFound();
    checkGivenAttributes(settings.schema, written, user.value.attributes);
    const { entries, ...changed } = await changeAttributes(context, read, user, written);
    return {
      commit: entries,
      result: changed,
      events: [{ type: "attributesChanged", sub, by: "administrator", names: Object.keys(written) }],
    };
  });
  const { made, user } = message;
  await sendCodes(context, made, { source: "CustomMessage_UpdateUserAttribute", clientId: NO_CLIENT, user, clientMetadata });
}

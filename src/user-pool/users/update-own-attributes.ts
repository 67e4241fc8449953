import { z } from "zod";
import { invalidParameter, parse, type SchemaOf, schemaFor } from "../../codecs/schema.ts";
import type { CodeDeliveryDetails } from "../../delivery/delivery.ts";
import { RockpoolError } from "../../errors.ts";
import { type PassedOn, passedOnSchema } from "../../triggers/client-metadata.ts";
import type { PoolContext } from "../context.ts";
import { attemptTelling } from "../events/attempt-telling.ts";
import { userNotFound } from "./account.ts";
import type { Actor } from "./actor.ts";
import { attemptsOf, countOne, judgeBudget } from "./attempts.ts";
import { changeAttributes, sendCodes } from "./attribute-change.ts";
import { type Attributes, attributeNameSchema, attributesSchema, checkAttributeValues, checkWritable } from "./attributes.ts";
import { users } from "./user.table.ts";

const purpose = "getUserAttributeVerificationCode";

const schema: SchemaOf<Attributes> = schemaFor<Record<string, string>>()(attributesSchema);

/**
 * Writes attributes of the user who asks (Cognito's `UpdateUserAttributes`); an empty value takes one away. A new address is not
 * verified; where the pool verifies it, a code is sent there, and where it must be proved first, the address of before stays until
 * then. That the address is somebody else's is told to who has proved it.
 *
 * @returns Where codes went.
 * @throws `InvalidParameterException`, `NotAuthorizedException` (an attribute the client may not write, the session),
 *   `AliasExistsException`, `LimitExceededException` (five codes an hour): nothing was changed.
 * @throws `CodeDeliveryFailureException`: the attributes are changed; ask for another code.
 */
export async function updateOwnAttributes(
  context: PoolContext,
  actor: Actor,
  { attributes, options = {} }: { readonly attributes: Attributes; readonly options?: PassedOn | undefined },
): Promise<readonly CodeDeliveryDetails[]> {
  const written = parse(schema, attributes, "attributes");
  checkWritable(context.settings.schema, actor.client.settings, Object.keys(written));
  checkAttributeValues(context.settings.schema, written);
  return write(context, actor, { written, ...parse(passedOnSchema, options, "options") });
}

/**
 * Takes attributes away from the user who asks (Cognito's `DeleteUserAttributes`); with an address goes that it was verified.
 *
 * @throws `InvalidParameterException`, `NotAuthorizedException`
 */
export async function deleteOwnAttributes(context: PoolContext, actor: Actor, names: readonly string[]): Promise<void> {
  const written = emptied(context, names);
  checkWritable(context.settings.schema, actor.client.settings, names);
  await write(context, actor, { written });
}

const namesSchema = z.array(attributeNameSchema).min(1).max(100) as unknown as SchemaOf<readonly string[]>;

/** Names to delete, as values to write. @throws `InvalidParameterException` for what is not in the schema. */
export function emptied({ settings }: PoolContext, names: readonly string[]): Attributes {
  const checked = parse(namesSchema, names, "attributeNames");
  const unknown = checked.filter((name) => !Object.hasOwn(settings.schema, name));
  if (unknown.length > 0) {
    const sentences = unknown.map((name) => `user.${name}: Attribute does not exist in the schema.\n`);
    const message = `Invalid user attributes: ${sentences.join("")}`;
    throw new RockpoolError("InvalidParameterException", message, { path: "attributeNames" });
  }
  const forbidden = checked.find((name) => name === "sub" || name === "identities");
  if (forbidden !== undefined) throw invalidParameter(["attributeNames"], `Member must not name ${forbidden}`);
  return Object.fromEntries(checked.map((name) => [name, ""]));
}

interface Write extends PassedOn {
  readonly written: Attributes;
}

async function write(
  context: PoolContext,
  actor: Actor,
  { written, clientMetadata }: Write,
): Promise<readonly CodeDeliveryDetails[]> {
  const { poolId, store } = context;
  const { sub } = actor;
  const counter = attemptsOf(context, sub, purpose);
  const { made, user } = await attemptTelling(context, async ({ read }) => {
    const standing = await actor.stands(read);
    const [found, attempts] = await read([users.key({ poolId, sub }), counter]);
    if (found === undefined) throw userNotFound();
    const change = await changeAttributes(context, read, found, written);
    if (change.made.length > 0) judgeBudget(attempts, purpose, store.runtime.clock());
    const counted = change.made.length > 0 ? [countOne(context, counter, attempts, purpose)] : [];
    return {
      commit: [...standing.check(), ...change.entries, ...counted],
      result: change,
      events: [{ type: "attributesChanged", sub, by: "user", names: Object.keys(written) }],
    };
  });
  const { clientId } = actor.client;
  return sendCodes(context, made, { source: "CustomMessage_UpdateUserAttribute", clientId, user, clientMetadata });
}

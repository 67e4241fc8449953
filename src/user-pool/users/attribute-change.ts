import { invalidParameter } from "../../codecs/schema.ts";
import type { CodeDeliveryDetails } from "../../delivery/delivery.ts";
import type { Step } from "../../storage/attempt.ts";
import type { Entry, Found } from "../../storage/table.ts";
import type { PoolContext } from "../context.ts";
import type { ContactAttribute } from "../settings/sign-in-names.ts";
import { type Attributes, changedAttributes, checkAttributesSize, checkMutable, checkRequiredAttributes } from "./attributes.ts";
import { codes } from "./code.table.ts";
import { type NewCode, newCode, replaceCode, verificationOf } from "./codes.ts";
import type { Addressee } from "./message.ts";
import { renamed } from "./names.ts";
import { aliasExists } from "./new-user.ts";
import { sendCode } from "./send-code.ts";
import type { UserRecord } from "./user.table.ts";

export const contacts: readonly ContactAttribute[] = ["email", "phone_number"];

/** What writing attributes comes to. */
export interface AttributeChange {
  readonly entries: readonly Entry[];
  /** To be sent once the entries are committed. */
  readonly made: readonly NewCode[];
  /** As they are then. */
  readonly user: UserRecord;
}

/**
 * Writes attributes of a user (users-and-triggers.md 3.6); an empty value takes one away. A new address that the pool verifies gets a
 * code. Where it must be proved before it counts, it waits sealed beside the code, and the address of before stays; who gives it as
 * verified is believed.
 *
 * @throws `InvalidParameterException`: fixed at creation, required, the only user name, or too much. `AliasExistsException`: the name of
 *   somebody else.
 */
export async function changeAttributes(
  context: PoolContext,
  read: Step["read"],
  user: Found<UserRecord>,
  written: Attributes,
): Promise<AttributeChange> {
  const { poolId, settings, store } = context;
  const { sub, username, attributes: before } = user.value;
  const changes = Object.fromEntries(Object.entries(written).filter(([name, value]) => value !== (before[name] ?? "")));
  checkMutable(settings.schema, Object.keys(changes));

  const { attributesRequireVerificationBeforeUpdate: careful } = settings.userAttributeUpdateSettings;
  const toVerify = contacts.filter(
    (name) => settings.autoVerifiedAttributes.includes(name) && changes[name] && written[`${name}_verified`] !== "true",
  );
  const pending = toVerify.filter((name) => careful.includes(name));
  // What is said of an address that waits is said of none that is there.
  const waiting: readonly string[] = pending.flatMap((name) => [name, `${name}_verified`]);
  const applied = Object.fromEntries(Object.entries(written).filter(([name]) => !waiting.includes(name)));
  const after = changedAttributes(before, applied);
  checkAttributesSize(after);
  checkName(settings.usernameAttributes, before, after);
  checkRequiredAttributes(settings.schema, { ...after, ...only(pending, changes) }, before);

  const names = await renamed(context, read, { sub, username, before, after, taken: aliasExists });
  // A code that is made now takes the place of the one before.
  const decided = contacts.filter((name) => written[name] !== undefined && !toVerify.includes(name));
  const found = await read(toVerify.map((name) => codes.key({ poolId, sub, purpose: verificationOf[name] })));
  const made = toVerify.map((attributeName) =>
    newCode(context, {
      sub,
      purpose: verificationOf[attributeName],
      attributeName,
      destination: changes[attributeName] ?? "",
      isPending: pending.includes(attributeName),
    }),
  );
  const change = { attributes: after, lastModifiedAt: store.runtime.clock() };
  return {
    entries: [
      user.put(change),
      ...names,
      ...made.map((code, at) => replaceCode(found[at], code)),
      ...(await endWaiting(context, read, { sub, written: decided })),
    ],
    made,
    user: { ...user.value, ...change },
  };
}

/** Where addresses are user names, one is exchanged for another (users-and-triggers.md 2.5): nobody is left without. */
function checkName(usernameAttributes: readonly ContactAttribute[], before: Attributes, after: Attributes): void {
  const taken = usernameAttributes.find((kind) => before[kind]);
  if (taken === undefined || usernameAttributes.some((kind) => after[kind])) return;
  throw invalidParameter(["attributes", taken], "Member must not be taken away: it is the user name");
}

/** Ends the wait of addresses that are written since: that is the last word, whether it is another address, the same, or none. */
export async function endWaiting(
  { poolId }: PoolContext,
  read: Step["read"],
  { sub, written }: { readonly sub: string; readonly written: readonly ContactAttribute[] },
): Promise<readonly Entry[]> {
  const found = await read(written.map((name) => codes.key({ poolId, sub, purpose: verificationOf[name] })));
  return found.flatMap((code) => (code === undefined || code.value.pendingValue === null ? [] : [code.delete()]));
}

/** Sends codes that have been stored. @throws `CodeDeliveryFailureException` for the first that cannot be sent. */
export async function sendCodes(
  context: PoolContext,
  made: readonly NewCode[],
  to: Addressee,
): Promise<readonly CodeDeliveryDetails[]> {
  const details: CodeDeliveryDetails[] = [];
  for (const one of made) details.push(await sendCode(context, { ...to, made: one }));
  return details;
}

function only(names: readonly string[], attributes: Attributes): Attributes {
  return Object.fromEntries(names.map((name) => [name, attributes[name] ?? ""]));
}

import type { PoolContext } from "../context.ts";
import type { ContactAttribute } from "../settings/sign-in-names.ts";
import { type NewCode, newCode } from "./codes.ts";
import type { UserRecord } from "./user.table.ts";

/** A phone number wins over an e-mail address (users-and-triggers.md 3.3). */
const inOrder: readonly ContactAttribute[] = ["phone_number", "email"];

/** Makes the code that confirms a sign-up; `undefined` where the pool verifies nothing that the user has. */
export function newSignUpCode(context: PoolContext, user: Pick<UserRecord, "sub" | "attributes">): NewCode | undefined {
  const { autoVerifiedAttributes } = context.settings;
  const attributeName = inOrder.find((name) => autoVerifiedAttributes.includes(name) && user.attributes[name]);
  if (attributeName === undefined) return undefined;
  const destination = user.attributes[attributeName] ?? "";
  return newCode(context, { sub: user.sub, purpose: "signUp", attributeName, destination });
}

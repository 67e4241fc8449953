import { RockpoolError } from "../../errors.ts";
import type { PoolContext } from "../context.ts";
import type { RecoveryMechanism } from "../settings/recovery.ts";
import type { ContactAttribute } from "../settings/sign-in-names.ts";
import { type NewCode, newCode } from "./codes.ts";
import type { CredentialRecord } from "./credential.table.ts";
import type { UserRecord } from "./user.table.ts";

const contactOf: Readonly<Record<RecoveryMechanism["name"], ContactAttribute | undefined>> = {
  verified_email: "email",
  verified_phone_number: "phone_number",
  admin_only: undefined,
};

/** Where the pool says nothing (users-and-triggers.md 3.5). */
const unsaid: readonly ContactAttribute[] = ["phone_number", "email"];

/** By which addresses the pool lets people recover, the first choice first. */
export function recoveryContacts({ settings }: PoolContext): readonly ContactAttribute[] {
  const { recoveryMechanisms } = settings.accountRecoverySetting;
  if (recoveryMechanisms === null) return unsaid;
  const inOrder = recoveryMechanisms.toSorted((a, b) => a.priority - b.priority);
  return inOrder.map(({ name }) => contactOf[name]).filter((name) => name !== undefined);
}

/** Makes the code that lets a user choose another password; `undefined` for one who has no verified address for it. */
export function newResetCode(
  context: PoolContext,
  { sub, attributes }: UserRecord,
  { passwordId }: CredentialRecord,
): NewCode | undefined {
  const attributeName = recoveryContacts(context).find((name) => attributes[name] && attributes[`${name}_verified`] === "true");
  if (attributeName === undefined) return undefined;
  const destination = attributes[attributeName] ?? "";
  return newCode(context, { sub, purpose: "resetPassword", attributeName, destination, passwordId });
}

/** @throws `NotAuthorizedException` where nobody recovers an account but an administrator. */
export function refuseAdminOnly({ settings }: PoolContext): void {
  const { recoveryMechanisms } = settings.accountRecoverySetting;
  if (recoveryMechanisms?.some(({ name }) => name === "admin_only") !== true) return;
  throw new RockpoolError("NotAuthorizedException", "Contact administrator to reset password.");
}

export function nowhereToSend(): RockpoolError {
  const message = "Cannot reset password for the user as there is no registered/verified email or phone_number";
  return new RockpoolError("InvalidParameterException", message, { path: "username" });
}

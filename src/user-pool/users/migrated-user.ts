import { newUuid } from "../../codecs/ids.ts";
import { isRockpoolError, RockpoolError } from "../../errors.ts";
import type { TriggerAnswer } from "../../triggers/triggers.ts";
import type { PoolContext } from "../context.ts";
import { type Attributes, checkGivenAttributes, checkRequiredAttributes, initialAttributes } from "./attributes.ts";
import { isAddress, namesOf, newName } from "./names.ts";
import type { UserRecord } from "./user.table.ts";
import { foldName, usernameSchema } from "./username.ts";

/** What an older system knows of somebody, as UserMigration answers it. */
export type MigrationAnswer = TriggerAnswer<"userMigration">;

/**
 * The user that UserMigration tells of, by the rules of this pool (users-and-triggers.md 7.9). The user name is what was typed; where that
 * is an address that is an alias, the answer's attribute `username` says it, and the address must be among those that are verified.
 *
 * @returns `undefined`: it tells of nobody.
 * @throws `InvalidLambdaResponseException`: the pool cannot have such a user.
 */
export function migratedUser(context: PoolContext, typed: string, answer: MigrationAnswer | undefined): UserRecord | undefined {
  const { username: named, ...written } = answer?.userAttributes ?? {};
  if (Object.keys(written).length === 0) return undefined;
  try {
    return userOf(context, { typed, named, written, status: answer?.finalUserStatus ?? "RESET_REQUIRED" });
  } catch (error) {
    // To who signs in it is no fault of theirs.
    if (isRockpoolError(error)) throw new RockpoolError("InvalidLambdaResponseException", error.message);
    throw error;
  }
}

interface Told {
  readonly typed: string;
  readonly named: string | undefined;
  readonly written: Attributes;
  readonly status: "CONFIRMED" | "RESET_REQUIRED";
}

function userOf(context: PoolContext, { typed, named, written, status }: Told): UserRecord {
  const { settings, store, poolId } = context;
  const isAlias = (["email", "phone_number"] as const).some(
    (kind) => settings.aliasAttributes.includes(kind) && isAddress(kind, typed),
  );
  const fold = (name: string): string => foldName(settings.usernameConfiguration, name);
  if (named !== undefined && !isAlias && fold(named) !== fold(typed)) throw invalid("username must be what was typed");
  const chosen = isAlias ? named : typed;
  if (!usernameSchema.safeParse(chosen).success || chosen === undefined) throw invalid("username must say the user name");

  const sub = newUuid(store.runtime.random);
  const { username, attributes } = newName(context, sub, chosen, written);
  checkGivenAttributes(settings.schema, attributes);
  checkRequiredAttributes(settings.schema, attributes);
  const now = store.runtime.clock();
  const initial = initialAttributes(attributes);
  if (isAlias && !namesOf(settings, { username, attributes: initial }).some(({ value }) => value === fold(typed))) {
    throw invalid("the address that was typed must be verified");
  }
  return { poolId, sub, username, attributes: initial, status, identities: [], createdAt: now, lastModifiedAt: now };
}

function invalid(message: string): RockpoolError {
  return new RockpoolError("InvalidLambdaResponseException", `UserMigration: ${message}.`);
}
